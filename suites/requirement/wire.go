package requirement

// Wire: what is sent on the connection besides status and effect.
var (
	WireNoLength        = cite("wire.204.no-content-length")
	WireNoEncoding      = cite("wire.204.no-transfer-encoding")
	WireDate            = cite("wire.date")
	WireKeepAlive       = cite("wire.close-announced")
	WireCloses          = cite("wire.close-honoured")
	WireErrorType       = cite("wire.error-content-type")
	WireNoTrace         = cite("wire.no-stack-trace")
	WireNoCookie        = cite("wire.no-session")
	WireInStep          = cite("wire.in-step")
	WireNoInjection     = cite("wire.no-injected-field")
	WireFieldCase       = cite("wire.field-case")
	WirePipeline        = cite("wire.pipeline.order")
	WirePipelineInStep  = cite("wire.pipeline.in-step")
	WirePipelineUsers   = cite("wire.pipeline.users")
	WireNoHang          = cite("wire.no-hang")
	WireSegments        = cite("wire.segments")
	WireSlowClient      = cite("wire.slow-client")
	WireHalfClosed      = cite("wire.half-closed")
	WireExpect          = cite("wire.expect-continue")
	WireChunks          = cite("wire.chunks")
	WireLongRequestLine = cite("wire.long-request-line")
	WireEmptyLine       = cite("wire.empty-line")
	WireAbsoluteForm    = cite("wire.absolute-form")
	WireOldVersion      = cite("wire.http-1.0")
)

func wire(id string, level Level, clause, statement, sends, accepts, mistakes, note string) Requirement {
	return Requirement{
		ID: "wire." + id, Level: level, Source: RFC9112, Clause: clause, Operation: Both,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: note,
	}
}

const (
	every204       = "every request of the run that is answered 204"
	everyOperation = "every tag operation of the run"
)

var wireRequirements = []Requirement{
	{
		ID: "wire.204.no-content-length", Level: Should, Source: RFC9110, Clause: "8.6", Operation: Both,
		Statement: "A 204 response has no Content-Length.",
		Sends:     every204,
		Accepts:   "no such field",
		Mistakes:  "A framework that counts the empty body.",
	},
	wire("204.no-transfer-encoding", Should, "6.1",
		"A 204 response has no Transfer-Encoding.",
		every204, "no such field",
		"A server that always responds in chunks: clients wait for the last one.", ""),
	{
		ID: "wire.date", Level: Should, Source: RFC9110, Clause: "6.6.1 and 5.6.7", Operation: Both,
		Statement: "Responses to tag operations have the field Date, as an IMF-fixdate.",
		Sends:     everyOperation + " that is answered 2xx or 4xx",
		Accepts:   "a Date that can be parsed",
		Mistakes:  "A server with a clock that omits it; local time.",
	},
	wire("close-announced", Should, "9.6",
		"A server that closes the connection after a response announces it with Connection: close.",
		"PUT, then a watch on the connection; every request of the run on a reused connection",
		"a connection that stays open, or Connection: close",
		"uWSGI without keep-alive: a third of the writes of an ordinary client fail.", ""),
	wire("close-honoured", Should, "9.6",
		"The response to a request with Connection: close has Connection: close too.",
		"PUT with Connection: close", "Connection: close",
		"Connections that accumulate.", ""),
	{
		ID: "wire.error-content-type", Level: Should, Source: RFC9110, Clause: "8.3", Operation: Both,
		Statement: "An error response with content declares its type.",
		Sends:     everyOperation + " that is answered 4xx",
		Accepts:   "Content-Type where there is content",
		Mistakes:  "A bare message.",
	},
	{
		ID: "wire.no-stack-trace", Level: Should, Source: APISIG, Clause: "errors: no tracebacks", Operation: Both,
		Statement: "No response contains a stack trace.",
		Sends:     "every request of the run",
		Accepts:   "content without stack traces",
		Mistakes:  "A framework in debug mode.",
	},
	{
		ID: "wire.no-session", Level: May, Source: RFC9110, Clause: "3.3", Operation: Both,
		Statement: "No response to a tag operation sets a cookie: requests are stateless.",
		Sends:     everyOperation,
		Accepts:   "no Set-Cookie",
		Mistakes:  "A session middleware in front of an API.",
	},
	wire("in-step", Must, "6.3 and 9.2",
		"No byte follows the end of a response: the next response on the connection belongs to the next request.",
		"every request of the run", "nothing after a response",
		"A wrong Content-Length; a body after 204 or after the response to HEAD.", ""),
	{
		ID: "wire.no-injected-field", Level: Must, Source: RFC9110, Clause: "5.5", Operation: Both,
		Statement: "No part of a tag becomes a header field or the start of another response.",
		Sends:     "PUT with a tag that contains CR LF and a field",
		Accepts:   "a response without that field",
		Mistakes:  "The tag is copied to Location or to a message.",
	},
	{
		ID: "wire.field-case", Level: Should, Source: RFC9110, Clause: "5.1", Operation: Both,
		Statement: "Field names are case-insensitive.",
		Sends:     "PUT and DELETE with all field names in lower case, as HTTP/2 front ends write them",
		Accepts:   "204, as usual",
		Mistakes:  "A token or a length that is looked up by one spelling.",
	},
	wire("pipeline.order", Must, "9.3.2",
		"Pipelined requests are answered in order, each by its own response.",
		"PUT, DELETE, DELETE, PUT, DELETE of one tag in one write; alternating PUT and DELETE on two images",
		"204, 204, 404 and so on; or the first of these responses, then the end of the connection",
		"A worker per request: the fastest response comes first.",
		"If the connection ends early, either state is accepted for the unanswered requests."),
	wire("pipeline.in-step", Must, "6.3; RFC 9110, 9.3.2",
		"A refused method in a pipeline, with HEAD or with a body, does not put later responses out of step.",
		"HEAD, DELETE, PATCH with a body, DELETE on tags in one write",
		"the correct status for both DELETE; or the end of the connection after some responses",
		"A body after the response to HEAD; the body of a refused request parsed as the next one.", ""),
	wire("pipeline.users", Must, "9.3.2; RFC 9110, 3.3",
		"Requests of different users on one connection are each authorised by their own token.",
		"PUT and DELETE of the owner, of another user and without a token, alternating in one write",
		"for each request the status that its token allows",
		"A user who is stored with the connection.", ""),
	wire("no-hang", Must, "9.5; the document: every request has a response",
		"No connection hangs: every request is followed by a response or the end of the connection within the timeout.",
		"every hand-written exchange of the wire checks", "responses, or the end of the connection",
		"A server that waits for data that never comes; a request that is discarded with a buffer.",
		"Where a server may rightly wait for more, the sending side is shut down, "+
			"so the server knows that nothing more comes."),
	wire("segments", Must, "2.2",
		"A request means the same, however its bytes are split into segments.",
		"PUT in single bytes: without a body, with one, with one in chunks",
		"the status of the request in one piece, with its effect",
		"A server that treats one read as one request.", ""),
	{
		ID: "wire.slow-client", Level: Should, Source: RFC9110, Clause: "15.5.9", Operation: Both,
		Statement: "A client that sends slowly does not block other clients, and gets its response.",
		Sends:     "PUT in four pieces, with requests on another connection in between",
		Accepts:   "the others are answered before the slow one ends; that one is carried out or answered 408",
		Mistakes:  "A single worker that reads a request to its end before it looks at another.",
	},
	wire("half-closed", May, "9.6",
		"A client that shuts down its sending side after a request still gets the response.",
		"PUT, then the end of the sending side", "204",
		"A server that takes the end of its input for the end of the client.",
		"No clause requires it: a server may close at any time."),
	{
		ID: "wire.expect-continue", Level: Should, Source: RFC9110, Clause: "10.1.1", Operation: Both,
		Statement: "With Expect: 100-continue, 100 or the final response comes before the body.",
		Sends:     "PUT with the expectation, and a body that is held back until the server asks for it",
		Accepts:   "100, or a final status below 500",
		Mistakes:  "A server that does not know the expectation: it and the client wait for each other.",
	},
	wire("chunks", Should, "7.1.1 and 7.1.2",
		"A body in chunks ends where it should, also with chunks of one byte, extensions and trailers.",
		"PUT with each, and another request after it",
		"the usual status of a body in chunks, and the correct response to the request after it",
		"A parser that knows what one client sends.", ""),
	wire("long-request-line", Should, "3; RFC 9110, 15.5.15",
		"A request line of 8,000 bytes is accepted; one that is too long is answered 414.",
		"PUT with a query that makes the line 8,000 bytes and 64 KiB long", "204; above 8,000 bytes also 414",
		"A buffer of 4 KiB; 400, 431 or a dropped connection instead of 414.", ""),
	wire("empty-line", May, "2.2",
		"An empty line before the request line is ignored.",
		"PUT after an empty line", "204 with its effect",
		"A strict parser; old clients send an empty line after a body.", ""),
	wire("absolute-form", Should, "3.2.2",
		"The absolute form of a target is accepted.",
		"PUT and DELETE with the whole URL in the request line", "the same as with the path only",
		"A router that compares from the first byte.", ""),
	wire("http-1.0", Should, "2.3, 6.1 and 9.3",
		"The response to an HTTP/1.0 request uses no transfer coding, and the server closes the connection.",
		"PUT and DELETE as HTTP/1.0", "204 and 404 without Transfer-Encoding, or 426; then the end of the connection",
		"Chunks; a connection that stays open: an old client waits for its end.", ""),
}
