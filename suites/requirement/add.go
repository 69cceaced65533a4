package requirement

// Adding a tag: what the document says of PUT.
var (
	AddStores         = define("add.stores")
	AddAnswers204     = define("add.answers-204")
	AddNoBody         = define("add.no-body")
	AddKeepsOthers    = define("add.keeps-others")
	AddVisible        = define("add.visible")
	AddRepeatAnswers  = define("add.repeat.answers-204")
	AddRepeatSingle   = define("add.repeat.single-instance")
	AddAfterRemove    = define("add.after-remove")
	AddQuery          = define("add.query")
	AddQueryIgnored   = define("add.query.ignored")
	AddQueryMethod    = define("add.query.no-other-method")
	AddAcceptIgnored  = define("add.accept-ignored")
	AddStatuses       = define("add.statuses")
	AddServerFault    = define("add.possible.500")
	AddUnavailable    = define("add.possible.503")
	AddLengthAccepted = define("add.length.accepted")
	AddLengthUnit     = define("add.length.code-points")
	AddLengthRefused  = define("add.length.over.refused")
	AddLength400      = define("add.length.over.400")
	AddLengthLast     = define("add.length.last-character")
)

var addRequirements = []Requirement{
	{
		ID: "add.stores", Level: Must, Source: Document, Clause: "Add image tag: adds the specified tag to the specified image", Operation: Add,
		Statement: "Adding a tag puts exactly that string on that image.",
		Sends:     "PUT for a new tag, then GET for the image", Accepts: "204, and the tag among the image's tags",
		Mistakes: "A handler that answers before it stores, or stores on another image.",
		Tempest:  "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "add.answers-204", Level: Must, Source: Document, Clause: "Add image tag: response codes, 204 Success", Operation: Add,
		Statement: "A successful addition is answered 204.",
		Sends:     "PUT for a new tag", Accepts: "204", Mistakes: "200, 201 or 202 from a framework's default; a redirect to another spelling of the URL.",
		Tempest: "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "add.no-body", Level: Must, Source: Document, Clause: "Add image tag: Response, does not return a response body", Operation: Add,
		Statement: "The answer to an addition has no body: no byte follows its header on the wire.",
		Sends:     "PUT with Connection: close, then reads until the server closes", Accepts: "204 and nothing behind its header",
		Mistakes: "A JSON null or an empty object written after a 204: HTTP libraries hide it, and the next answer on the connection is out of step.",
	},
	{
		ID: "add.keeps-others", Level: Must, Source: Document, Clause: "Add image tag: adds", Operation: Add,
		Statement: "Adding a tag leaves the image's other tags as they are.",
		Sends:     "PUT for many tags, looking at the image after each", Accepts: "each tag added, none lost",
		Mistakes: "The list is replaced, has a hidden bound, or loses its oldest entry.",
	},
	{
		ID: "add.visible", Level: Must, Source: Document, Clause: "Add image tag: 204, request succeeded", Operation: Add,
		Statement: "An added tag is visible at once, or within the window that the target declares.",
		Sends:     "PUT and GET in turn, many times", Accepts: "each GET shows the tag that was just added",
		Mistakes: "A cached representation, a replica that lags, a write that is queued.",
		Note:     "The document states no delay, so there is none; --window declares one.",
	},
	{
		ID: "add.repeat.answers-204", Level: Must, Source: Document, Clause: "Add image tag: multiple attempts to tag an image with the same string", Operation: Add,
		Statement: "Adding a tag that is there already is answered 204.",
		Sends:     "PUT for the same tag again: at once, after other additions, after a removal and a new addition", Accepts: "204",
		Mistakes: "409 or 400 from a unique constraint.",
	},
	{
		ID: "add.repeat.single-instance", Level: Must, Source: Document, Clause: "Add image tag: a single instance of that string", Operation: Add,
		Statement: "However often a tag is added, the image has it once: one removal takes it away.",
		Sends:     "PUT for the same tag several times, GET, one DELETE, a second DELETE", Accepts: "one instance; then 204; then 404",
		Mistakes: "A list instead of a set, rows without a unique key, a counter of references.",
	},
	{
		ID: "add.after-remove", Level: Must, Source: Document, Clause: "Add image tag: adds the specified tag", Operation: Add,
		Statement: "A tag that was removed can be added and removed again, as often as wanted.",
		Sends:     "PUT and DELETE for the same tags in several rounds", Accepts: "204 each time, and the state that follows",
		Mistakes: "Rows that are deleted softly and block or swallow the new one.",
	},
	{
		ID: "add.query", Level: Must, Source: Document, Clause: "Add image tag: in the request URI {tag} path segment of the URI", Operation: Add,
		Statement: "The tag is that of the path: a query names no other one.",
		Sends:     "PUT with queries such as ?tag=other and ?x=1", Accepts: "204 with exactly the effect of the path, or 400 without any",
		Mistakes: "Parameters of path and query in one map.",
		Note:     "API guidelines let a server refuse unknown parameters with 400; that is a warning of add.query.ignored.",
	},
	{
		ID: "add.query.ignored", Level: Should, Source: RFC9110, Clause: "4.2.2 and the document's silence", Operation: Add,
		Statement: "A query that the document does not define changes nothing.",
		Sends:     "PUT with ?tag=other and with ?x=1", Accepts: "204", Mistakes: "Strict validation of parameters.",
	},
	{
		ID: "add.query.no-other-method", Level: Must, Source: Document, Clause: "Add image tag: PUT adds, DELETE deletes", Operation: Add,
		Statement: "PUT adds whatever its query says: a query such as ?_method=DELETE makes it no other operation.",
		Sends:     "PUT with ?_method=DELETE for a tag that is there", Accepts: "204 or 400, and the tag is still there",
		Mistakes: "A router that lets a query parameter override the method: a link is enough to delete.",
	},
	{
		ID: "add.accept-ignored", Level: Should, Source: RFC9110, Clause: "12.5.1", Operation: Add,
		Statement: "What a client accepts does not matter to an answer without a body.",
		Sends:     "PUT with Accept: application/xml, text/html and */*;q=0", Accepts: "204", Mistakes: "406 from content negotiation.",
	},
	{
		ID: "add.statuses", Level: Must, Source: Document, Clause: "Add image tag: table of response codes", Operation: Add,
		Statement: "Every answer to PUT has a status of the table: 204, 400, 401, 403, 405, 413, 415, 500, 503.",
		Sends:     "every PUT of the run but those sent at the same time as others", Accepts: "a status of the table; any 4xx to a request that is wrong on purpose",
		Mistakes: "404, 409 or 422 to a correct request, 2xx other than 204, redirects.",
		Note:     "404 is not in the table but is what interoperability tests require for a missing image, so requests with a deliberate mistake may be refused with any 4xx. 429, and 503 with Retry-After, say nothing of the operation and do not count.",
	},
	{
		ID: "add.possible.500", Level: May, Source: Document, Clause: "Add image tag: response codes, 500 API Fault", Operation: Add,
		Statement: "PUT may be answered 500 when the server itself is at fault.", Unobservable: "A fault of the server can't be provoked by a correct request; as an answer to one, or to a client's mistake, 500 fails what was asked.",
	},
	{
		ID: "add.possible.503", Level: May, Source: Document, Clause: "Add image tag: response codes, 503 Service Unavailable", Operation: Add,
		Statement: "PUT may be answered 503 when the service is not available.", Unobservable: "The service can't be made unavailable from outside; 503 with Retry-After is waited out and never judged.",
	},
	{
		ID: "add.length.accepted", Level: Must, Source: Document, Clause: "Add image tag: {tag}, up to 255 characters", Operation: Add,
		Statement: "A tag of 1 to 255 characters is accepted and kept whole.",
		Sends:     "PUT for tags of 1, 2, 64, 254 and 255 letters", Accepts: "204, and the whole tag is there", Mistakes: "A shorter column, a minimum length, an off-by-one.",
	},
	{
		ID: "add.length.code-points", Level: Must, Source: Document, Clause: "Add image tag: {tag}, characters", Operation: Add,
		Statement: "The length of a tag counts characters, that is Unicode code points after decoding, not bytes and not UTF-16 units.",
		Sends:     "PUT for 255 characters of 2, 3 and 4 bytes each, and with combining marks", Accepts: "204, and the whole tag is there",
		Mistakes: "The limit is put to the escaped form, to UTF-8 bytes or to UTF-16 units.",
		Note:     "The document says characters and no more; code points are what upstream's schema counts.",
	},
	{
		ID: "add.length.over.refused", Level: Must, Source: Document, Clause: "Add image tag: {tag}, up to 255 characters", Operation: Add,
		Statement: "A tag of more than 255 characters is refused with 4xx; nothing is stored, neither whole nor cut.",
		Sends:     "PUT for 256, 257 and 1,000 letters, 256 wide characters, 128 letters with a combining mark each", Accepts: "4xx, and the image as before",
		Mistakes: "Silent truncation, an error of the database, normalising before counting.",
	},
	{
		ID: "add.length.over.400", Level: Should, Source: Upstream, Clause: "schema of tags, maxLength 255; document: 400, a general error", Operation: Add,
		Statement: "A tag of more than 255 characters is refused with 400.", Sends: "PUT for 256 letters", Accepts: "400", Mistakes: "413, 414 or 422.",
	},
	{
		ID: "add.length.last-character", Level: Must, Source: Document, Clause: "Add image tag: tagged with a specific string", Operation: Add,
		Statement: "Two tags of 255 characters that differ in the last one are two tags.",
		Sends:     "PUT for both, DELETE for one", Accepts: "both there; then the other left", Mistakes: "An index on a prefix, a comparison that stops early.",
	},
}
