package requirement

// Add: what the document states about PUT of a tag.
var (
	AddStores         = cite("add.stores")
	AddAnswers204     = cite("add.answers-204")
	AddNoBody         = cite("add.no-body")
	AddKeepsOthers    = cite("add.keeps-others")
	AddVisible        = cite("add.visible")
	AddRepeatAnswers  = cite("add.repeat.answers-204")
	AddRepeatSingle   = cite("add.repeat.single-instance")
	AddAfterRemove    = cite("add.after-remove")
	AddQuery          = cite("add.query")
	AddQueryIgnored   = cite("add.query.ignored")
	AddQueryMethod    = cite("add.query.no-other-method")
	AddAcceptIgnored  = cite("add.accept-ignored")
	AddStatuses       = cite("add.statuses")
	AddLengthAccepted = cite("add.length.accepted")
	AddLengthUnit     = cite("add.length.code-points")
	AddLengthRefused  = cite("add.length.over.refused")
	AddLength400      = cite("add.length.over.400")
	AddLengthLast     = cite("add.length.last-character")
)

// Notes on the statuses that no check can provoke.
const (
	faultUnobservable = "No correct request provokes a fault of the server. " +
		"A 500 in response to a correct request, or to a mistake of the client, fails the requirement it was sent for."
	unavailableUnobservable = "No client can make the service unavailable. " +
		"A 503 with Retry-After is waited out and never judged."
)

var addRequirements = []Requirement{
	{
		ID: "add.stores", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: adds the specified tag to the specified image",
		Statement: "Adding a tag puts exactly that string on that image.",
		Sends:     "PUT for a new tag, then GET for the image",
		Accepts:   "204, and the tag is on the image",
		Mistakes:  "A handler that answers before it stores; a tag stored on another image.",
		Tempest:   "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "add.answers-204", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: response codes, 204 Success",
		Statement: "A successful addition is answered 204.",
		Sends:     "PUT for a new tag",
		Accepts:   "204",
		Mistakes:  "200, 201 or 202 by default of a framework; a redirect to another spelling of the URL.",
		Tempest:   "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "add.no-body", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: Response, does not return a response body",
		Statement: "The response to an addition has no body: no byte follows its header on the wire.",
		Sends:     "PUT with Connection: close, then reads until the server closes the connection",
		Accepts:   "204 and nothing after its header",
		Mistakes: "A JSON null or an empty object after a 204. HTTP libraries hide it, " +
			"and the next response on the connection is out of step.",
	},
	{
		ID: "add.keeps-others", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: adds",
		Statement: "Adding a tag does not change the image's other tags.",
		Sends:     "PUT for many tags, with GET for the image after each",
		Accepts:   "every tag is added and none is lost",
		Mistakes:  "The list is replaced, has a hidden limit, or loses its oldest entry.",
	},
	{
		ID: "add.visible", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: 204, request succeeded",
		Statement: "An added tag is visible at once, or within the window that the target declares.",
		Sends:     "PUT and GET, alternating many times",
		Accepts:   "each GET shows the tag just added",
		Mistakes:  "A cached representation; a replica that lags; a queued write.",
		Note:      "The document states no delay, so none is allowed. --window declares one.",
	},
	{
		ID: "add.repeat.answers-204", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: multiple attempts to tag an image with the same string",
		Statement: "Adding a tag that is already on the image is answered 204.",
		Sends:     "PUT for the same tag again: at once, after other additions, after a removal and a new addition",
		Accepts:   "204",
		Mistakes:  "409 or 400 from a unique constraint.",
	},
	{
		ID: "add.repeat.single-instance", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: a single instance of that string",
		Statement: "However often a tag is added, the image has it once, and one removal removes it.",
		Sends:     "PUT for the same tag several times, GET, one DELETE, a second DELETE",
		Accepts:   "one instance, then 204, then 404",
		Mistakes:  "A list instead of a set; rows without a unique key; a reference counter.",
	},
	{
		ID: "add.after-remove", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: adds the specified tag",
		Statement: "A removed tag can be added and removed again any number of times.",
		Sends:     "PUT and DELETE for the same tags in several rounds",
		Accepts:   "204 each time, with its effect",
		Mistakes:  "Soft-deleted rows that block or absorb the new one.",
	},
	{
		ID: "add.query", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: in the request URI {tag} path segment of the URI",
		Statement: "The tag is taken from the path: a query does not name another one.",
		Sends:     "PUT with queries such as ?tag=other and ?x=1",
		Accepts:   "204 with exactly the effect of the path, or 400 without effect",
		Mistakes:  "Path and query parameters in one map.",
		Note: "API guidelines let a server refuse unknown parameters with 400. " +
			"That is a warning of add.query.ignored.",
	},
	{
		ID: "add.query.ignored", Level: Should, Source: RFC9110, Operation: Add,
		Clause:    "4.2.2 and the document's silence",
		Statement: "A query that the document does not define has no effect.",
		Sends:     "PUT with ?tag=other and with ?x=1",
		Accepts:   "204",
		Mistakes:  "Strict validation of parameters.",
	},
	{
		ID: "add.query.no-other-method", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: PUT adds, DELETE deletes",
		Statement: "PUT adds, whatever its query: ?_method=DELETE does not turn it into another operation.",
		Sends:     "PUT with ?_method=DELETE for a tag on the image",
		Accepts:   "204 or 400, and the tag is still on the image",
		Mistakes:  "A router that lets a query parameter override the method: following a link can delete a tag.",
	},
	{
		ID: "add.accept-ignored", Level: Should, Source: RFC9110, Operation: Add,
		Clause:    "12.5.1",
		Statement: "The field Accept does not affect a response without a body.",
		Sends:     "PUT with Accept: application/xml, text/html and */*;q=0",
		Accepts:   "204",
		Mistakes:  "406 from content negotiation.",
	},
	{
		ID: "add.statuses", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: table of response codes",
		Statement: "Every response to PUT has a documented status: 204, 400, 401, 403, 405, 413, 415, 500, 503.",
		Sends:     "every PUT of the run, except concurrent ones",
		Accepts:   "a documented status; any 4xx to a request that is wrong on purpose",
		Mistakes:  "404, 409 or 422 to a correct request; 2xx other than 204; redirects.",
		Note: "404 is not documented for PUT, but interoperability tests require it for a missing image. " +
			"So a request with a deliberate mistake may be refused with any 4xx. 429, and 503 with Retry-After, " +
			"say nothing about the operation and do not count.",
	},
	{
		ID: "add.possible.500", Level: May, Source: Document, Operation: Add,
		Clause:       "Add image tag: response codes, 500 API Fault",
		Statement:    "PUT may be answered 500 when the server itself is at fault.",
		Unobservable: faultUnobservable,
	},
	{
		ID: "add.possible.503", Level: May, Source: Document, Operation: Add,
		Clause:       "Add image tag: response codes, 503 Service Unavailable",
		Statement:    "PUT may be answered 503 when the service is not available.",
		Unobservable: unavailableUnobservable,
	},
	{
		ID: "add.length.accepted", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: {tag}, up to 255 characters",
		Statement: "A tag of 1 to 255 characters is accepted and stored in full.",
		Sends:     "PUT for tags of 1, 2, 64, 254 and 255 letters",
		Accepts:   "204, and the image has the tag in full",
		Mistakes:  "A shorter column; a minimum length; an off-by-one error.",
	},
	{
		ID: "add.length.code-points", Level: Must, Source: Document, Operation: Add,
		Clause: "Add image tag: {tag}, characters",
		Statement: "The length of a tag is its number of characters: Unicode code points after decoding, " +
			"not bytes and not UTF-16 code units.",
		Sends:    "PUT for 255 characters of 2, 3 and 4 bytes each, and with combining marks",
		Accepts:  "204, and the image has the tag in full",
		Mistakes: "The limit applies to the escaped form, to UTF-8 bytes or to UTF-16 code units.",
		Note:     "The document only says characters. Upstream's schema counts code points.",
	},
	{
		ID: "add.length.over.refused", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: {tag}, up to 255 characters",
		Statement: "A tag of more than 255 characters is refused with 4xx and not stored, in full or truncated.",
		Sends: "PUT for 256, 257 and 1,000 letters, for 256 wide characters, " +
			"and for 128 letters with a combining mark each",
		Accepts:  "4xx, and an unchanged image",
		Mistakes: "Silent truncation; a database error; normalisation before counting.",
	},
	{
		ID: "add.length.over.400", Level: Should, Source: Upstream, Operation: Add,
		Clause:    "schema of tags, maxLength 255; document: 400, a general error",
		Statement: "A tag of more than 255 characters is refused with 400.",
		Sends:     "PUT for 256 letters",
		Accepts:   "400",
		Mistakes:  "413, 414 or 422.",
	},
	{
		ID: "add.length.last-character", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: tagged with a specific string",
		Statement: "Two tags of 255 characters that differ in the last character are two tags.",
		Sends:     "PUT for both, DELETE for one",
		Accepts:   "both are on the image; after the removal only the other",
		Mistakes:  "An index on a prefix; a comparison that stops early.",
	},
}
