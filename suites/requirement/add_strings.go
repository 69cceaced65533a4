package requirement

// Add: which string a tag is, namely exactly the decoded path segment.
var (
	AddExactReserved   = cite("add.exact.reserved")
	AddExactUnreserved = cite("add.exact.unreserved")
	AddExactPercent    = cite("add.exact.percent")
	AddExactSpace      = cite("add.exact.white-space")
	AddExactWords      = cite("add.exact.words")
	AddExactNonASCII   = cite("add.exact.non-ascii")
	AddExactBeyondBMP  = cite("add.exact.beyond-bmp")
	AddExactInvisible  = cite("add.exact.invisible")
	AddExactDots       = cite("add.exact.dot-segments")
	AddExactControl    = cite("add.exact.control")
	AddExactSlash      = cite("add.exact.slash")
	AddExactHexCase    = cite("add.exact.hex-case")
	AddExactEscaped    = cite("add.exact.needless-escapes")
	AddExactLiteral    = cite("add.exact.literal-delimiters")
	AddDistinctCase    = cite("add.distinct.case")
	AddDistinctForm    = cite("add.distinct.normal-form")
	AddDistinctSpace   = cite("add.distinct.white-space")
	AddDistinctSpelled = cite("add.distinct.spelling")
	AddUTF8            = cite("add.utf-8")
)

const (
	exactClause     = "Add image tag: tagged with a specific string; the tag is the path segment"
	storedExactly   = "204, and the image has exactly the decoded string"
	storedOrRefused = "204 and exactly that tag, or 4xx without effect"
)

func exact(id, statement, sends, mistakes string) Requirement {
	return Requirement{
		ID: id, Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: statement, Sends: sends, Accepts: storedExactly, Mistakes: mistakes,
	}
}

func distinct(id, statement, sends, mistakes string) Requirement {
	r := exact(id, statement, sends, mistakes)
	r.Accepts = "204 for both; the image has both; removing one keeps the other"
	return r
}

var addStringRequirements = []Requirement{
	exact("add.exact.reserved",
		"Every reserved character and every other printable ASCII character is stored as part of a tag.",
		"PUT for a tag with each of them, percent-encoded",
		"A semicolon starts a parameter, a comma a list, a plus means a space; quotes are escaped or stripped."),
	exact("add.exact.unreserved",
		"Letters, digits and - . _ ~ are stored as part of a tag.",
		"PUT for tags of unreserved characters",
		"A pattern for names that is too narrow; case folding."),
	exact("add.exact.percent",
		"A tag is decoded exactly once: an encoded percent sign is a percent sign.",
		"PUT for the texts 100%, %41, %2F and %25, with each percent sign encoded",
		"A proxy and an application that both decode (RFC 3986, 2.4)."),
	exact("add.exact.white-space",
		"White space in a tag is stored: leading, trailing and inner, single and doubled.",
		"PUT for tags with spaces, no-break spaces and ideographic spaces",
		"Trimming; collapsing; padding rules of database columns."),
	exact("add.exact.words",
		"A tag that looks like other data is stored as text: "+
			"numbers, null, true, IDs, routes, SQL, HTML, shell, templates.",
		"PUT for such tags",
		"JSON numbers instead of strings; routes that match first; text that is interpreted or sanitised."),
	exact("add.exact.non-ascii",
		"Non-ASCII letters and symbols are stored.",
		"PUT for UTF-8 tags of many scripts",
		"The path decoded as Latin-1; a column that cannot hold them; question marks instead."),
	exact("add.exact.beyond-bmp",
		"Characters outside the Basic Multilingual Plane are stored.",
		"PUT for emoji, joined emoji and rare ideographs",
		"A three-byte UTF-8 column; half a surrogate pair."),
	exact("add.exact.invisible",
		"Invisible characters are stored: zero-width, directional, byte order mark, private use.",
		"PUT for tags with such characters",
		"Sanitising; NFKC normalisation."),
	{
		ID: "add.exact.dot-segments", Level: Must, Source: RFC3986, Clause: "5.2.4 and 6.2.2.3", Operation: Add,
		Statement: "The tags . and .. are stored exactly or refused with 4xx. They never lead to another resource.",
		Sends:     "PUT with %2E and %2E%2E as the tag",
		Accepts:   storedOrRefused,
		Mistakes:  "Path cleaning that climbs out of the collection; a redirect.",
		Note: "An encoded dot means a dot, and every hop may remove dot segments. " +
			"A server that cannot distinguish them may refuse.",
	},
	{
		ID: "add.exact.control", Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: "A tag with control characters, such as NUL, tab or newline, is stored exactly or refused with 4xx.",
		Sends:     "PUT for tags with control characters at the beginning, in the middle and at the end",
		Accepts:   storedOrRefused,
		Mistakes: "A tag truncated at NUL; a trailing newline dropped by a regular expression; header injection; " +
			"500.",
		Note: "The document defines no alphabet. Refusing control characters is common and harmless; " +
			"changing them is not.",
	},
	{
		ID: "add.exact.slash", Level: Must, Source: Document, Clause: exactClause, Operation: Add,
		Statement: "A tag with an encoded slash is stored exactly or refused with 4xx.",
		Sends:     "PUT with %2F in the tag",
		Accepts:   storedOrRefused,
		Mistakes:  "Only the part before or after the slash is stored.",
		Note:      "API guidelines forbid slashes in tags, and many front ends refuse %2F.",
	},
	{
		ID: "add.exact.hex-case", Level: Must, Source: RFC3986, Clause: "6.2.2.1", Operation: Both,
		Statement: "Percent-encodings with lower-case and upper-case digits name the same tag.",
		Sends:     "PUT with %2b and DELETE with %2B, and the reverse",
		Accepts:   "one tag, then none",
		Mistakes:  "The raw path is the key.",
	},
	{
		ID: "add.exact.needless-escapes", Level: Must, Source: RFC3986, Clause: "6.2.2.2", Operation: Both,
		Statement: "An unreserved character and its percent-encoding name the same tag.",
		Sends:     "PUT with %62lue",
		Accepts:   "the tag blue, which DELETE of blue removes",
		Mistakes:  "The raw path is the key.",
	},
	{
		ID: "add.exact.literal-delimiters", Level: Should, Source: RFC3986, Clause: "3.3", Operation: Add,
		Statement: "Characters that a path segment may hold without encoding are data: ! $ & ' ( ) * + , ; = : @",
		Sends:     "PUT with each of them, not encoded",
		Accepts:   storedExactly,
		Mistakes:  "Matrix parameters after a semicolon; a plus read as a space.",
		Note:      "By RFC 3986, 2.2 a reserved character and its encoding are not equivalent, so this is not a MUST.",
	},
	distinct("add.distinct.case",
		"Tags that differ in case are two tags, ASCII or not.",
		"PUT for foo and Foo, ß and ẞ, i and İ, σ and ς",
		"A case-insensitive collation: the second removal then fails."),
	distinct("add.distinct.normal-form",
		"Tags that differ in Unicode normal form are two tags.",
		"PUT for é composed and decomposed, ﬁ and fi, Å in its three forms",
		"Normalisation of input; accent-insensitive collations."),
	distinct("add.distinct.white-space",
		"Tags that differ in white space are two tags.",
		"PUT for a, and a with a leading or trailing space; one space and two spaces",
		"Trimming; columns that pad with spaces in comparisons."),
	distinct("add.distinct.spelling",
		"Tags that differ in any character are two tags, however similar.",
		"PUT for pairs such as a+b and a b, %41 and A, 1 and 01, a_c and abc, a% and ab",
		"Double decoding; numbers; wildcards of LIKE."),
	{
		ID: "add.utf-8", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: {tag}, a string of characters; 400, a general error",
		Statement: "A tag whose bytes are not valid UTF-8 is refused with 4xx and not stored in any form.",
		Sends:     "PUT with %FF, %C3, overlong forms, encoded surrogates, code points above U+10FFFF",
		Accepts:   "4xx, and an unchanged image",
		Mistakes:  "500; a dropped connection; replacement characters; Latin-1.",
		Note: "JSON cannot represent bytes that are not valid UTF-8 (RFC 8259, 8.1), " +
			"so there is no string to store.",
	},
}
