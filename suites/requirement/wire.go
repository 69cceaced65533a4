package requirement

// What goes over the wire around the answers.
var (
	WireNoLength    = define("wire.204.no-content-length")
	WireNoEncoding  = define("wire.204.no-transfer-encoding")
	WireDate        = define("wire.date")
	WireKeepAlive   = define("wire.close-announced")
	WireCloses      = define("wire.close-honoured")
	WireErrorType   = define("wire.error-content-type")
	WireNoTrace     = define("wire.no-stack-trace")
	WireNoCookie    = define("wire.no-session")
	WireInStep      = define("wire.in-step")
	WireNoInjection = define("wire.no-injected-field")
	WireFieldCase   = define("wire.field-case")
)

var wireRequirements = []Requirement{
	{
		ID: "wire.204.no-content-length", Level: Should, Source: RFC9110, Clause: "8.6", Operation: Both,
		Statement: "A 204 carries no Content-Length.", Sends: "every request of the run that is answered 204", Accepts: "no such field", Mistakes: "A framework that counts the empty body.",
	},
	{
		ID: "wire.204.no-transfer-encoding", Level: Should, Source: RFC9112, Clause: "6.1", Operation: Both,
		Statement: "A 204 carries no Transfer-Encoding.", Sends: "every request of the run that is answered 204", Accepts: "no such field", Mistakes: "A server that always answers in chunks: clients wait for the last one.",
	},
	{
		ID: "wire.date", Level: Should, Source: RFC9110, Clause: "6.6.1 and 5.6.7", Operation: Both,
		Statement: "Answers to tag operations carry Date, as an IMF-fixdate.", Sends: "every tag operation of the run that is answered 2xx or 4xx", Accepts: "a Date that can be read", Mistakes: "A server with a clock that leaves it out; local time.",
	},
	{
		ID: "wire.close-announced", Level: Should, Source: RFC9112, Clause: "9.6", Operation: Both,
		Statement: "A server that closes the connection after an answer says so with Connection: close.", Sends: "PUT, and a watch on the connection; every request of the run on a connection that was kept", Accepts: "a connection that stays, or Connection: close", Mistakes: "uWSGI without keep-alive: a third of the writes of an ordinary client fail.",
	},
	{
		ID: "wire.close-honoured", Level: Should, Source: RFC9112, Clause: "9.6", Operation: Both,
		Statement: "After a request with Connection: close the answer says so too.", Sends: "PUT with Connection: close", Accepts: "Connection: close", Mistakes: "Connections that pile up.",
	},
	{
		ID: "wire.error-content-type", Level: Should, Source: RFC9110, Clause: "8.3", Operation: Both,
		Statement: "An error with content says of what type it is.", Sends: "every tag operation of the run that is answered 4xx", Accepts: "Content-Type where there is content", Mistakes: "A bare message.",
	},
	{
		ID: "wire.no-stack-trace", Level: Should, Source: APISIG, Clause: "errors: no tracebacks", Operation: Both,
		Statement: "No answer shows a stack trace.", Sends: "every request of the run", Accepts: "none in the content", Mistakes: "A framework in debug mode.",
	},
	{
		ID: "wire.no-session", Level: May, Source: RFC9110, Clause: "3.3", Operation: Both,
		Statement: "No answer to a tag operation sets a cookie: requests stand alone.", Sends: "every tag operation of the run", Accepts: "no Set-Cookie", Mistakes: "A session middleware in front of an API.",
	},
	{
		ID: "wire.in-step", Level: Must, Source: RFC9112, Clause: "6.3 and 9.2", Operation: Both,
		Statement: "No byte follows the end of an answer: the next answer on the connection is the next request's.", Sends: "every request of the run", Accepts: "nothing behind an answer", Mistakes: "A wrong Content-Length; a body behind 204 or behind the answer to HEAD.",
	},
	{
		ID: "wire.no-injected-field", Level: Must, Source: RFC9110, Clause: "5.5", Operation: Both,
		Statement: "Nothing of a tag becomes a header field or the beginning of another answer.", Sends: "PUT with a tag that holds CR LF and a field", Accepts: "an answer without that field", Mistakes: "The tag is copied to Location or to a message.",
	},
	{
		ID: "wire.field-case", Level: Should, Source: RFC9110, Clause: "5.1", Operation: Both,
		Statement: "The names of header fields are compared without their case.", Sends: "PUT and DELETE with every name in lower case, as front ends of HTTP/2 write them", Accepts: "204, as ever", Mistakes: "A token or a length that is looked up by one spelling.",
	},
}
