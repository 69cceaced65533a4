package requirement

const named = "Delete image tag: the specified tag; the tag is the path segment"

var removeStringRequirements = []Requirement{
	{
		ID: "remove.length", Level: Must, Source: Document, Clause: "Delete image tag: {tag}, up to 255 characters", Operation: Remove,
		Statement: "A tag of 1 to 255 characters can be removed.", Sends: "DELETE for tags of 1, 2, 254 and 255 letters", Accepts: "204, and the tag is gone", Mistakes: "A route that matches fewer characters.",
	},
	{
		ID: "remove.length.code-points", Level: Must, Source: Document, Clause: "Delete image tag: {tag}, characters", Operation: Remove,
		Statement: "A tag of 255 characters can be removed whatever number of bytes they take.", Sends: "DELETE for 255 characters of 2, 3 and 4 bytes", Accepts: "204, and the tag is gone", Mistakes: "A limit in bytes or in UTF-16 units.",
	},
	{
		ID: "remove.length.over", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 400 and 404", Operation: Remove,
		Statement: "Removing a tag of more than 255 characters is answered 400 or 404, without effect on the tag that it begins with.",
		Sends:     "DELETE for 256, 257 and 1,000 letters while 255 of them are a tag", Accepts: "400 or 404, and the image as before", Mistakes: "The tag is cut before it is looked up; 500.",
	},
	{
		ID: "remove.exact", Level: Must, Source: Document, Clause: named, Operation: Remove,
		Statement: "What was added under a URL is removed under the same URL, for every ASCII character.", Sends: "PUT and DELETE with each value of the corpus", Accepts: "204, and the image as before the addition",
		Mistakes: "PUT and DELETE that decode, match or validate differently.",
	},
	{
		ID: "remove.exact.non-ascii", Level: Must, Source: Document, Clause: named, Operation: Remove,
		Statement: "What was added under a URL is removed under the same URL, for every other character.", Sends: "PUT and DELETE with each value of the corpus", Accepts: "204, and the image as before the addition",
		Mistakes: "PUT and DELETE that decode, match or validate differently.",
	},
	{
		ID: "remove.exact.no-alias", Level: Must, Source: Document, Clause: named, Operation: Remove,
		Statement: "No other string removes a tag: not its trimmed, folded, cut, twice decoded or HTML-escaped form.",
		Sends:     "DELETE for likenesses of a tag that is there", Accepts: "404, and the tag is still there", Mistakes: "Matching that is laxer than storing.",
	},
	{
		ID: "remove.utf-8", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 400 and 404", Operation: Remove,
		Statement: "Removing a tag whose bytes are no UTF-8 is refused with 4xx.", Sends: "DELETE with %FF, %C3, overlong forms, encoded surrogates", Accepts: "4xx, and the image as before", Mistakes: "500, a dropped connection.",
	},
	{
		ID: "remove.possible.400", Level: May, Source: Document, Clause: "Delete image tag: response codes, 400 Error", Operation: Remove,
		Statement: "DELETE may be answered 400 to a general error of the client.",
		Sends:     "every DELETE of the run that is wrong on purpose", Accepts: "400 among other 4xx", Mistakes: "-",
		Unobservable: "The document names no mistake that must be answered 400; where one may be, 400 is among what is accepted.",
	},
}
