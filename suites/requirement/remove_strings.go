package requirement

// Remove: which string a tag is.
var (
	RemoveLength        = cite("remove.length")
	RemoveLengthUnit    = cite("remove.length.code-points")
	RemoveLengthOver    = cite("remove.length.over")
	RemoveExact         = cite("remove.exact")
	RemoveExactNonASCII = cite("remove.exact.non-ascii")
	RemoveAlias         = cite("remove.exact.no-alias")
	RemoveUTF8          = cite("remove.utf-8")
)

const (
	pathSegment  = "Delete image tag: the specified tag; the tag is the path segment"
	roundTrip    = "PUT and DELETE with each value of the corpus"
	disagreement = "PUT and DELETE that decode, match or validate differently."
)

var removeStringRequirements = []Requirement{
	{
		ID: "remove.length", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: {tag}, up to 255 characters",
		Statement: "A tag of 1 to 255 characters can be removed.",
		Sends:     "DELETE for tags of 1, 2, 254 and 255 letters",
		Accepts:   "204, and the tag is gone",
		Mistakes:  "A route that matches fewer characters.",
	},
	{
		ID: "remove.length.code-points", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: {tag}, characters",
		Statement: "A tag of 255 characters can be removed, however many bytes it takes.",
		Sends:     "DELETE for 255 characters of 2, 3 and 4 bytes",
		Accepts:   "204, and the tag is gone",
		Mistakes:  "A limit in bytes or in UTF-16 code units.",
	},
	{
		ID: "remove.length.over", Level: Must, Source: Document, Operation: Remove,
		Clause: "Delete image tag: response codes, 400 and 404",
		Statement: "Removing a tag of more than 255 characters is answered 400 or 404. " +
			"It does not remove the tag of its first 255 characters.",
		Sends:    "DELETE for 256, 257 and 1,000 letters while the image has a tag of 255 of them",
		Accepts:  "400 or 404, and an unchanged image",
		Mistakes: "The tag is truncated before the lookup; 500.",
	},
	{
		ID: "remove.exact", Level: Must, Source: Document, Operation: Remove, Clause: pathSegment,
		Statement: "A tag that was added under a URL is removed under the same URL, for every ASCII character.",
		Sends:     roundTrip,
		Accepts:   "204, and the image is as it was before the addition",
		Mistakes:  disagreement,
	},
	{
		ID: "remove.exact.non-ascii", Level: Must, Source: Document, Operation: Remove, Clause: pathSegment,
		Statement: "A tag that was added under a URL is removed under the same URL, for every other character.",
		Sends:     roundTrip,
		Accepts:   "204, and the image is as it was before the addition",
		Mistakes:  disagreement,
	},
	{
		ID: "remove.exact.no-alias", Level: Must, Source: Document, Operation: Remove, Clause: pathSegment,
		Statement: "No other string removes a tag, such as its trimmed, folded, truncated or HTML-escaped form.",
		Sends:     "DELETE for strings that resemble a tag on the image",
		Accepts:   "404, and the tag is still on the image",
		Mistakes:  "Lookup that is laxer than storage.",
	},
	{
		ID: "remove.utf-8", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: response codes, 400 and 404",
		Statement: "Removing a tag whose bytes are not valid UTF-8 is refused with 4xx.",
		Sends:     "DELETE with %FF, %C3, overlong forms, encoded surrogates",
		Accepts:   "4xx, and an unchanged image",
		Mistakes:  "500; a dropped connection.",
	},
}
