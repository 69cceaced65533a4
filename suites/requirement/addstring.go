package requirement

// Which string a tag is: exactly the decoded path segment.
var (
	AddExactReserved   = define("add.exact.reserved")
	AddExactUnreserved = define("add.exact.unreserved")
	AddExactPercent    = define("add.exact.percent")
	AddExactSpace      = define("add.exact.white-space")
	AddExactWords      = define("add.exact.words")
	AddExactNonASCII   = define("add.exact.non-ascii")
	AddExactBeyondBMP  = define("add.exact.beyond-bmp")
	AddExactInvisible  = define("add.exact.invisible")
	AddExactDots       = define("add.exact.dot-segments")
	AddExactControl    = define("add.exact.control")
	AddExactSlash      = define("add.exact.slash")
	AddExactHexCase    = define("add.exact.hex-case")
	AddExactEscaped    = define("add.exact.needless-escapes")
	AddExactLiteral    = define("add.exact.literal-delimiters")
	AddDistinctCase    = define("add.distinct.case")
	AddDistinctForm    = define("add.distinct.normal-form")
	AddDistinctSpace   = define("add.distinct.white-space")
	AddDistinctSpelled = define("add.distinct.spelling")
	AddUTF8            = define("add.utf-8")
)

const (
	exactClause = "Add image tag: tagged with a specific string; the tag is the path segment"
	readExactly = "204, and the image has exactly the decoded string"
)

func exact(id, statement, sends, mistakes string) Requirement {
	return Requirement{
		ID: id, Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: statement, Sends: sends, Accepts: readExactly, Mistakes: mistakes,
	}
}

func distinct(id, statement, sends, mistakes string) Requirement {
	r := exact(id, statement, sends, mistakes)
	r.Accepts = "204 for both, both on the image, and removing one leaves the other"
	return r
}

var addStringRequirements = []Requirement{
	exact("add.exact.reserved", "Every reserved and other printable ASCII character in a tag is kept.",
		"PUT for a tag with each of them, escaped", "A semicolon begins a parameter, a comma a list, a plus a space; quotes are escaped or stripped."),
	exact("add.exact.unreserved", "Letters, digits and - . _ ~ in a tag are kept.",
		"PUT for tags of unreserved characters", "A pattern for names that is too narrow; case that is folded."),
	exact("add.exact.percent", "A tag is decoded exactly once: an escaped percent sign is a percent sign.",
		"PUT for 100%, %41, %2F and %25 as text, each percent sign escaped", "A proxy and an application that both decode (RFC 3986, 2.4)."),
	exact("add.exact.white-space", "White space in a tag is kept: before, behind and within, single and doubled.",
		"PUT for tags with spaces, no-break and ideographic spaces", "Trimming, folding, padding rules of database columns."),
	exact("add.exact.words", "A tag that looks like something else stays text: numbers, null, true, ids, routes, SQL, HTML, shell, templates.",
		"PUT for such tags", "JSON numbers instead of strings, routes that match first, text that is interpreted or sanitised."),
	exact("add.exact.non-ascii", "Letters and signs beyond ASCII are kept.",
		"PUT for UTF-8 tags of many scripts", "The path taken for Latin-1, a column that can't hold them, question marks instead."),
	exact("add.exact.beyond-bmp", "Characters beyond the basic multilingual plane are kept.",
		"PUT for emoji, joined emoji and rare ideographs", "A three-byte UTF-8 column, half a surrogate pair."),
	exact("add.exact.invisible", "Characters that do not show are kept: zero-width, direction, byte order, private use.",
		"PUT for tags with such characters", "Sanitising, NFKC."),
	{
		ID: "add.exact.dot-segments", Level: Must, Source: RFC3986, Clause: "5.2.4 and 6.2.2.3", Operation: Add,
		Statement: "The tags . and .. are stored exactly or refused with 4xx; they never lead to another resource.",
		Sends:     "PUT with %2E and %2E%2E as the tag", Accepts: "204 with exactly that tag, or 4xx without effect", Mistakes: "Path cleaning that climbs out of the collection; a redirect.",
		Note: "An escaped dot means a dot, and every hop may remove dot segments: a server that can't tell them apart may refuse.",
	},
	{
		ID: "add.exact.control", Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: "A tag with control characters, also NUL, tab and newline, is stored exactly or refused with 4xx.",
		Sends:     "PUT for tags with control characters at their beginning, middle and end", Accepts: "204 with exactly that tag, or 4xx without effect",
		Mistakes: "A tag cut at NUL, a newline at the end dropped by a regular expression, header injection, 500.",
		Note:     "The document names no alphabet; refusing control characters is common and harmless, changing them is not.",
	},
	{
		ID: "add.exact.slash", Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: "A tag with an escaped slash is stored exactly or refused with 4xx.",
		Sends:     "PUT with %2F in the tag", Accepts: "204 with exactly that tag, or 4xx without effect", Mistakes: "The part before or behind the slash is stored.",
		Note: "API guidelines forbid slashes in tags, and many front ends refuse %2F.",
	},
	{
		ID: "add.exact.hex-case", Level: Must, Source: RFC3986, Clause: "6.2.2.1", Operation: Both,
		Statement: "Escapes with lower-case and upper-case digits name the same tag.",
		Sends:     "PUT with %2b, DELETE with %2B, and the other way round", Accepts: "one tag; then none", Mistakes: "The raw path is the key.",
	},
	{
		ID: "add.exact.needless-escapes", Level: Must, Source: RFC3986, Clause: "6.2.2.2", Operation: Both,
		Statement: "An unreserved character and its escape name the same tag.",
		Sends:     "PUT with %62lue", Accepts: "the tag blue, which DELETE of blue removes", Mistakes: "The raw path is the key.",
	},
	{
		ID: "add.exact.literal-delimiters", Level: Should, Source: RFC3986, Clause: "3.3", Operation: Add,
		Statement: "Characters that a path segment may hold unescaped are data: ! $ & ' ( ) * + , ; = : @",
		Sends:     "PUT with each of them as it is", Accepts: readExactly, Mistakes: "Matrix parameters after a semicolon; a plus read as a space.",
		Note: "A reserved character and its escape are not equivalent by RFC 3986, 2.2, so this is no MUST.",
	},
	distinct("add.distinct.case", "Tags that differ in case are two tags, in ASCII and beyond.",
		"PUT for foo and Foo, ß and ẞ, i and İ, σ and ς", "A case-insensitive collation: the second removal then fails."),
	distinct("add.distinct.normal-form", "Tags that differ in Unicode normal form are two tags.",
		"PUT for é composed and decomposed, ﬁ and fi, Å in its three forms", "Normalising on the way in, accent-insensitive collations."),
	distinct("add.distinct.white-space", "Tags that differ in white space are two tags.",
		"PUT for a and a with a space before or behind, one and two spaces", "Trimming; columns that pad with spaces when they compare."),
	distinct("add.distinct.spelling", "Tags that differ in any character are two tags, however alike.",
		"PUT for pairs such as a+b and a b, %41 and A, 1 and 01, a_c and abc, a% and ab", "Decoding twice, numbers, wildcards of LIKE."),
	{
		ID: "add.utf-8", Level: Must, Source: Document, Clause: "Add image tag: {tag}, a string of characters; 400, a general error", Operation: Add,
		Statement: "A tag whose bytes are no UTF-8 is refused with 4xx and not stored, in no form.",
		Sends:     "PUT with %FF, %C3, overlong forms, encoded surrogates, code points beyond U+10FFFF", Accepts: "4xx, and the image as before",
		Mistakes: "500, a dropped connection, replacement characters, Latin-1.",
		Note:     "Bytes that are no UTF-8 can't be shown in JSON (RFC 8259, 8.1), so there is nothing that they could be stored as.",
	},
}
