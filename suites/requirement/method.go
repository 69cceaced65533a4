package requirement

// The methods that a tag's URL does not have.
var (
	MethodRefused  = define("method.405")
	MethodUnknown  = define("method.unknown")
	MethodNoEffect = define("method.no-effect")
	MethodAllow    = define("method.allow")
	MethodCase     = define("method.case")
	MethodOptions  = define("method.options")
	MethodOverride = define("method.override-header")
	MethodQuery    = define("method.override-query")
	MethodHead     = define("method.head-no-body")
	MethodTrace    = define("method.trace-no-echo")
	MethodTagsPath = define("method.collection")
)

const badMethod = "both operations: response codes, 405 Bad Method"

var methodRequirements = []Requirement{
	{
		ID: "method.405", Level: Must, Source: Document, Clause: badMethod, Operation: Both,
		Statement: "GET, HEAD, POST and PATCH on a tag's URL are answered 405.", Sends: "each of them for a tag that is there and for one that is not", Accepts: "405", Mistakes: "404 from a router, 501, 200 with something.",
	},
	{
		ID: "method.unknown", Level: Must, Source: Document, Clause: badMethod, Operation: Both,
		Statement: "TRACE and a method that nobody knows are answered 405, or 501.", Sends: "TRACE, FOO", Accepts: "405 or 501", Mistakes: "500, or the handler of another method.",
		Note: "RFC 9110, 9.1 has 501 for a method that the server does not know at all; the document's 405 and that 501 say the same to a client.",
	},
	{
		ID: "method.no-effect", Level: Must, Source: Document, Clause: badMethod, Operation: Both,
		Statement: "A method other than PUT and DELETE neither adds nor removes a tag.", Sends: "each of them for a tag that is there and for one that is not", Accepts: "the image as before", Mistakes: "GET that creates, POST that adds, HEAD that runs the handler.",
	},
	{
		ID: "method.allow", Level: Should, Source: RFC9110, Clause: "15.5.6 and 10.2.1", Operation: Both,
		Statement: "405 carries Allow with PUT and DELETE, and with no method that is answered 405.", Sends: "GET, POST and PATCH", Accepts: "Allow with PUT and DELETE; OPTIONS and HEAD may be there", Mistakes: "No Allow, or that of another route.",
	},
	{
		ID: "method.case", Level: Should, Source: RFC9110, Clause: "9.1", Operation: Both,
		Statement: "Methods are case-sensitive: put and delete are no operations of a tag.", Sends: "put, delete", Accepts: "4xx or 501, and the image as before", Mistakes: "A proxy or a router that folds case.",
	},
	{
		ID: "method.options", Level: Must, Source: Document, Clause: badMethod, Operation: Both,
		Statement: "OPTIONS has no effect and is no server error.", Sends: "OPTIONS for a tag that is there, and for one that is not", Accepts: "any status below 500, and the image as before", Mistakes: "A filter for browsers that fails.",
	},
	{
		ID: "method.override-header", Level: Must, Source: Document, Clause: "PUT adds, DELETE deletes", Operation: Both,
		Statement: "A header that names another method does not change what a request does.", Sends: "PUT and DELETE with X-HTTP-Method-Override, X-HTTP-Method and X-Method-Override", Accepts: "the answer and the effect as without it", Mistakes: "A middleware for old browsers.",
	},
	{
		ID: "method.override-query", Level: Must, Source: Document, Clause: badMethod, Operation: Both,
		Statement: "A query that names a method turns GET or POST into no operation of a tag.", Sends: "GET and POST with ?_method=DELETE and ?_method=PUT", Accepts: "405 or 400, and the image as before", Mistakes: "A router that lets a query parameter override the method: a link is enough to delete.",
	},
	{
		ID: "method.head-no-body", Level: Should, Source: RFC9110, Clause: "9.3.2", Operation: Both,
		Statement: "An answer to HEAD has no content.", Sends: "HEAD with Connection: close, then reads until the server closes", Accepts: "nothing behind the header", Mistakes: "An error page behind the 405.",
	},
	{
		ID: "method.trace-no-echo", Level: Should, Source: RFC9110, Clause: "9.3.8", Operation: Both,
		Statement: "TRACE does not send the token back.", Sends: "TRACE", Accepts: "an answer without the token", Mistakes: "A front end with TRACE switched on.",
	},
	{
		ID: "method.collection", Level: Must, Source: Document, Clause: "the URIs of both operations", Operation: Both,
		Statement: "PUT and DELETE on the URL without a tag are refused and change nothing.", Sends: "PUT and DELETE on …/tags and …/tags/", Accepts: "4xx, and the image as before", Mistakes: "DELETE that removes every tag; PUT that stores an empty one.",
	},
}
