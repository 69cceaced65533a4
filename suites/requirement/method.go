package requirement

// Method: methods other than PUT and DELETE on the URL of a tag.
var (
	MethodRefused  = cite("method.405")
	MethodUnknown  = cite("method.unknown")
	MethodNoEffect = cite("method.no-effect")
	MethodAllow    = cite("method.allow")
	MethodCase     = cite("method.case")
	MethodOptions  = cite("method.options")
	MethodOverride = cite("method.override-header")
	MethodQuery    = cite("method.override-query")
	MethodHead     = cite("method.head-no-body")
	MethodTrace    = cite("method.trace-no-echo")
	MethodTagsPath = cite("method.collection")
)

const badMethod = "both operations: response codes, 405 Bad Method"

var methodRequirements = []Requirement{
	{
		ID: "method.405", Level: Must, Source: Document, Operation: Both, Clause: badMethod,
		Statement: "GET, HEAD, POST and PATCH on the URL of a tag are answered 405.",
		Sends:     "each of them for a tag on the image and for an absent one",
		Accepts:   "405",
		Mistakes:  "404 from a router; 501; 200 with content.",
	},
	{
		ID: "method.unknown", Level: Must, Source: Document, Operation: Both, Clause: badMethod,
		Statement: "TRACE and an unknown method are answered 405 or 501.",
		Sends:     "TRACE, FOO",
		Accepts:   "405 or 501",
		Mistakes:  "500; the handler of another method.",
		Note: "RFC 9110, 9.1 has 501 for a method that the server does not know. " +
			"To a client it means the same as the document's 405.",
	},
	{
		ID: "method.no-effect", Level: Must, Source: Document, Operation: Both, Clause: badMethod,
		Statement: "A method other than PUT and DELETE does not add or remove a tag.",
		Sends:     "each of them for a tag on the image and for an absent one",
		Accepts:   "an unchanged image",
		Mistakes:  "GET that creates; POST that adds; HEAD that runs the handler.",
	},
	{
		ID: "method.allow", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "15.5.6 and 10.2.1",
		Statement: "A 405 response has the field Allow with PUT and DELETE, and with no method that is answered 405.",
		Sends:     "GET, POST and PATCH",
		Accepts:   "Allow with PUT and DELETE, and possibly OPTIONS and HEAD",
		Mistakes:  "No Allow; the Allow of another route.",
	},
	{
		ID: "method.case", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "9.1",
		Statement: "Methods are case-sensitive: put and delete are not PUT and DELETE.",
		Sends:     "put, delete",
		Accepts:   "4xx or 501, and an unchanged image",
		Mistakes:  "A proxy or a router that folds case.",
	},
	{
		ID: "method.options", Level: Must, Source: Document, Operation: Both, Clause: badMethod,
		Statement: "OPTIONS has no effect and is not answered 5xx.",
		Sends:     "OPTIONS for a tag on the image and for an absent one",
		Accepts:   "any status below 500, and an unchanged image",
		Mistakes:  "A CORS filter that fails.",
	},
	{
		ID: "method.override-header", Level: Must, Source: Document, Operation: Both,
		Clause:    "PUT adds, DELETE deletes",
		Statement: "A header field that names another method does not change the effect of a request.",
		Sends:     "PUT and DELETE with X-HTTP-Method-Override, X-HTTP-Method and X-Method-Override",
		Accepts:   "the status and the effect of the request without the field",
		Mistakes:  "A middleware for old browsers.",
	},
	{
		ID: "method.override-query", Level: Must, Source: Document, Operation: Both, Clause: badMethod,
		Statement: "A query that names a method does not turn GET or POST into a tag operation.",
		Sends:     "GET and POST with ?_method=DELETE and ?_method=PUT",
		Accepts:   "405 or 400, and an unchanged image",
		Mistakes:  "A router that lets a query parameter override the method: following a link can delete a tag.",
	},
	{
		ID: "method.head-no-body", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "9.3.2",
		Statement: "A response to HEAD has no content.",
		Sends:     "HEAD with Connection: close, then reads until the server closes the connection",
		Accepts:   "nothing after the header",
		Mistakes:  "An error page after the 405.",
	},
	{
		ID: "method.trace-no-echo", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "9.3.8",
		Statement: "TRACE does not send the token back.",
		Sends:     "TRACE",
		Accepts:   "a response without the token",
		Mistakes:  "A front end with TRACE enabled.",
	},
	{
		ID: "method.collection", Level: Must, Source: Document, Operation: Both,
		Clause:    "the URIs of both operations",
		Statement: "PUT and DELETE on the URL without a tag are refused and change nothing.",
		Sends:     "PUT and DELETE on …/tags and …/tags/",
		Accepts:   "4xx, and an unchanged image",
		Mistakes:  "DELETE that removes every tag; PUT that stores an empty one.",
	},
}
