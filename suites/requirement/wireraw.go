package requirement

// What an HTTP library hides: the octets of a connection.
var (
	WirePipeline        = define("wire.pipeline.order")
	WirePipelineInStep  = define("wire.pipeline.in-step")
	WirePipelineUsers   = define("wire.pipeline.users")
	WireNoHang          = define("wire.no-hang")
	WireSegments        = define("wire.segments")
	WireSlowClient      = define("wire.slow-client")
	WireHalfClosed      = define("wire.half-closed")
	WireExpect          = define("wire.expect-continue")
	WireChunks          = define("wire.chunks")
	WireSurplus         = define("wire.surplus")
	WireIncomplete      = define("wire.incomplete")
	WireBothLengths     = define("wire.both-lengths")
	WireBodyNoRequest   = define("wire.body-is-no-request")
	WireContentLength   = define("wire.content-length")
	WireCodings         = define("wire.transfer-codings")
	WireChunkSize       = define("wire.chunk-size")
	WireLineFeed        = define("wire.line-feed")
	WireFolding         = define("wire.folded-lines")
	WireColon           = define("wire.space-before-colon")
	WireFieldOctets     = define("wire.field-octets")
	WireHost            = define("wire.host")
	WireRequestLine     = define("wire.request-line")
	WireLongRequestLine = define("wire.long-request-line")
	WireEmptyLine       = define("wire.empty-line")
	WireTargetOctets    = define("wire.target-octets")
	WireAbsoluteForm    = define("wire.absolute-form")
	WireAuthorityForm   = define("wire.authority-form")
	WireOldVersion      = define("wire.http-1.0")
)

// What is malformed may be answered or not: a server that closes with octets
// unread makes the kernel reset the connection, which can destroy an answer.
const (
	refusedOrClosed = "4xx, 501, 505, or the end of the connection; the image as before"
	resetNote       = "The end of the connection counts as a refusal: where octets are left unread it becomes a reset, which can take away an answer that is on its way."
)

func overWire(id string, level Level, clause, statement, sends, accepts, mistakes, note string) Requirement {
	return Requirement{
		ID: "wire." + id, Level: level, Source: RFC9112, Clause: clause, Operation: Both,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: note,
	}
}

var wireRawRequirements = []Requirement{
	overWire("pipeline.order", Must, "9.3.2", "Requests that are written at once are answered in their order, each by its own answer.",
		"PUT, DELETE, DELETE, PUT, DELETE of one tag in one write; PUT and DELETE by turns on two images", "204, 204, 404 and so on; or the first of these answers, and then the end of the connection", "A worker for each request: the faster answer comes first.",
		"Where the connection ends early, the image may have what was asked for without being answered, or not."),
	overWire("pipeline.in-step", Must, "6.3; RFC 9110, 9.3.2", "A refused method in a pipeline, with HEAD or with a body, leaves the answers behind it in step.",
		"HEAD, DELETE, PATCH with a body, DELETE on tags in one write", "to both DELETE what is right; or the end of the connection after some answers", "A body behind the answer to HEAD; the body of a refused request that is taken for the next one.", ""),
	overWire("pipeline.users", Must, "9.3.2; RFC 9110, 3.3", "Requests of different users on one connection never mix: each counts by its own token.",
		"PUT and DELETE of the owner, of another user and of nobody by turns, in one write", "to each what its token allows", "A user who is kept with the connection.", ""),
	overWire("no-hang", Must, "9.5; the document: every request has a response", "No conversation is left hanging: whatever was sent, an answer or the end of the connection comes within the timeout.",
		"every conversation of the wire checks that is written by hand", "answers, or the end of the connection", "A server that waits for what never comes; a request that is thrown away with a buffer.",
		"Where a server may rightly wait for more, the writing side is shut down: then it knows that nothing comes."),
	overWire("segments", Must, "2.2", "A request means the same however its octets arrive.",
		"PUT in single octets: without a body, with one, with one in chunks", "the status that it has in one piece, with its effect", "A server that takes one read for one request.", ""),
	{
		ID: "wire.slow-client", Level: Should, Source: RFC9110, Clause: "15.5.9", Operation: Both,
		Statement: "A client that sends slowly keeps nobody else waiting, and gets its answer.", Sends: "PUT in four pieces, and between them requests on another connection", Accepts: "the others are answered before the slow one is complete, and it is carried out or answered 408", Mistakes: "One worker that reads a request to its end before it looks at another.",
	},
	overWire("half-closed", May, "9.6", "A client that has shut down its side after a request still gets the answer.",
		"PUT, and the end of the writing side", "204", "A server that takes the end of what it reads for the end of the client.",
		"No clause asks for it: a server may close at any time."),
	{
		ID: "wire.expect-continue", Level: Should, Source: RFC9110, Clause: "10.1.1", Operation: Both,
		Statement: "With Expect: 100-continue either 100 or the final answer comes before the body.", Sends: "PUT with the expectation, and a body that is held back until it is asked for", Accepts: "100, or a final answer below 500", Mistakes: "A server that does not know the expectation: it and the client wait for each other.",
	},
	overWire("chunks", Should, "7.1.1 and 7.1.2", "A body in chunks ends where it ends, with chunks of one octet, extensions and trailers too.",
		"PUT with each, and a request behind it", "the status that any body in chunks has, and the right answer to the request behind", "A parser that knows what one client sends.", ""),
	overWire("surplus", Should, "6.3 and 9.3", "What follows the end of a body is the next request: it changes nothing of the first, and nonsense is refused.",
		"PUT with a body, and behind it what is no request, or is one with octets before it", "to the first what its body is answered; then 4xx, 501, 505, or the end of the connection", "A parser that looks for the next line which it understands.", resetNote),
	overWire("incomplete", Should, "8 and 6.3", "A request that never becomes complete is refused or forgotten, and the connection closed.",
		"PUT with half a head, with a body shorter than Content-Length, with chunks without the last one; then the end of the writing side", "4xx, 501 or the end of the connection without an effect; with a whole head also 204 with its effect", "A worker that waits; a refusal that was carried out.",
		"Reading: section 8 lets a server answer with an error, and 6.3 has it close. The document has the body ignored, so a server may act once the head is there; what it answers must be true."),
	overWire("both-lengths", Should, "6.1, 6.3 and 11.2", "A request with Content-Length and Transfer-Encoding is refused, or carried out by the latter; either way the connection is closed after it.",
		"PUT with both, and behind it a PUT of another tag", "one answer at most; the tag behind it is not added", "A server that goes on: behind a proxy that reads the other length, a stranger's request is smuggled.", resetNote),
	overWire("body-is-no-request", Must, "6.3 and 11.2", "Transfer-Encoding overrides Content-Length: nothing within the chunks is taken for a request.",
		"PUT with Content-Length for the first line of its chunks, which hold a request", "one answer at most, and no effect of what is within", "Two parsers that disagree: what a user sends as content is carried out as another's request.", resetNote),
	overWire("content-length", Should, "6.3", "A Content-Length that is no one number is refused, and the connection closed.",
		"PUT with Content-Length 5, 6; with the two in fields of their own; +5; -1; of twenty digits", refusedOrClosed, "A lenient reader of numbers: two parsers of one connection disagree.", resetNote),
	overWire("transfer-codings", Should, "6.1 and 6.3", "A transfer coding that nobody knows is refused, and so is chunked where it is not the last; the connection is closed.",
		"PUT with Transfer-Encoding: tagcheck, chunked; chunked, tagcheck; tagcheck", refusedOrClosed, "A server that looks for the word chunked.", resetNote),
	overWire("chunk-size", Should, "7.1 and 8", "A chunk whose size or end is broken is refused, and the connection closed; the request has no effect.",
		"PUT with a chunk size that is no number, negative, of 17 digits; with data that is longer than its size", refusedOrClosed, "A handler that never reads the body, and so never learns that it was broken.", resetNote),
	overWire("line-feed", Should, "2.2", "A line that ends in LF alone is understood as one that ends in CR LF, or refused.",
		"PUT with LF behind the request line, behind a field, behind every line", "204 with its effect, 4xx without, or the end of the connection", "A parser that runs over the end.", resetNote),
	overWire("folded-lines", Should, "5.2", "A folded field line is unfolded or refused: it is no field of its own.",
		"PUT with a line that begins with a space, followed by what looks like Content-Length; and a PUT behind it", "204 to both, with their effect; or 4xx, or the end of the connection", "A parser that trims its lines.", resetNote),
	overWire("space-before-colon", Should, "5.1", "White space between the name of a field and the colon is refused.",
		"PUT with it behind an unknown name, and behind Content-Length", refusedOrClosed, "A parser that trims names: a filter in front saw another field.", resetNote),
	{
		ID: "wire.field-octets", Level: Should, Source: RFC9110, Clause: "5.5; RFC 9112, 2.2", Operation: Both,
		Statement: "NUL or CR in a field's value is refused, or taken for a space: it ends no line and no value.", Sends: "PUT with NUL in a field; with CR and what looks like Content-Length; and a PUT behind it", Accepts: "204 to both, with their effect; or 4xx, or the end of the connection", Mistakes: "A parser in C, that stops at NUL; one that takes CR for the end of a line.", Note: resetNote,
	},
	overWire("host", Should, "3.2", "A request without Host, with two, or with one that is none is refused.",
		"PUT with each", refusedOrClosed, "Two hosts, of which the filter reads one and the server the other.", resetNote),
	overWire("request-line", Should, "3 and 2.3", "A request line that is none is refused, not repaired.",
		"PUT with a space in the target, without a version, with a version that is none", "3xx, 4xx, 501, 505, or the end of the connection; the image as before", "A parser that takes the last word for the version.", resetNote),
	overWire("long-request-line", Should, "3; RFC 9110, 15.5.15", "A request line of 8,000 octets is understood; one that is too long is answered 414.",
		"PUT with a query that makes the line 8,000 octets and 64 KiB long", "204; beyond 8,000 octets also 414", "A buffer of 4 KiB; 400, 431 or a connection that is cut instead of 414.", ""),
	overWire("empty-line", May, "2.2", "An empty line before the request line is ignored.",
		"PUT behind an empty line", "204 with its effect", "A strict parser; old clients send one behind a body.", ""),
	{
		ID: "wire.target-octets", Level: Should, Source: RFC3986, Clause: "2; RFC 9112, 3.2", Operation: Both,
		Statement: "Octets beyond ASCII in the target are refused, or mean what their escapes mean.", Sends: "PUT with é as it is in UTF-8; with an octet that is no UTF-8", Accepts: "204 and exactly that tag, or 4xx and none; without UTF-8 no 204", Mistakes: "An octet that becomes a character of its own; 500.", Note: resetNote,
	},
	overWire("absolute-form", Should, "3.2.2", "The absolute form of a target is accepted.",
		"PUT and DELETE with the whole URL in the request line", "as with the path alone", "A router that compares from the first octet.", ""),
	overWire("authority-form", Should, "3.2.3", "Host and port alone are a target for CONNECT only, and this is no proxy.",
		"CONNECT and PUT with host:port as the target", "3xx, 4xx, 501, 505, or the end of the connection; the image as before", "A library that answers CONNECT.", resetNote),
	overWire("http-1.0", Should, "2.3, 6.1 and 9.3", "A request of HTTP/1.0 is answered in no coding that it does not know, and the connection closed.",
		"PUT and DELETE as HTTP/1.0", "204 and 404 without Transfer-Encoding, or 426; and the end of the connection", "Chunks; a connection that stays: an old client waits for its end.", ""),
}
