package requirement

// Wire: messages that are malformed or ambiguous on the wire.
var (
	WireSurplus       = cite("wire.surplus")
	WireIncomplete    = cite("wire.incomplete")
	WireBothLengths   = cite("wire.both-lengths")
	WireBodyNoRequest = cite("wire.body-is-no-request")
	WireContentLength = cite("wire.content-length")
	WireCodings       = cite("wire.transfer-codings")
	WireChunkSize     = cite("wire.chunk-size")
	WireLineFeed      = cite("wire.line-feed")
	WireFolding       = cite("wire.folded-lines")
	WireColon         = cite("wire.space-before-colon")
	WireFieldOctets   = cite("wire.field-octets")
	WireHost          = cite("wire.host")
	WireRequestLine   = cite("wire.request-line")
	WireTargetOctets  = cite("wire.target-octets")
	WireAuthorityForm = cite("wire.authority-form")
)

// A server that closes with unread bytes makes the kernel reset the
// connection, which can destroy a response in flight.
const (
	refusedOrClosed         = "4xx, 501, 505, or the end of the connection; an unchanged image"
	redirectedRefusedClosed = "3xx, 4xx, 501, 505, or the end of the connection; an unchanged image"
	resetNote               = "The end of the connection counts as a refusal: " +
		"if bytes are left unread it becomes a reset, which can destroy a response in flight."
)

func malformed(id, clause, statement, sends, mistakes string) Requirement {
	return wire(id, Should, clause, statement, sends, refusedOrClosed, mistakes, resetNote)
}

var wireMalformedRequirements = []Requirement{
	wire("surplus", Should, "6.3 and 9.3",
		"Bytes after the end of a body are the next request: they do not affect the first, and garbage is refused.",
		"PUT with a body, followed by garbage, or by a request with bytes before it",
		"for the first request its usual status; then 4xx, 501, 505, or the end of the connection",
		"A parser that skips to the next line that it understands.", resetNote),
	wire("incomplete", Should, "8 and 6.3",
		"An incomplete request is refused or dropped, and the connection is closed.",
		"PUT with half a head, with a body shorter than Content-Length, or with chunks without the last one; "+
			"then the end of the sending side",
		"4xx, 501 or the end of the connection, without effect; with a complete head also 204 with its effect",
		"A worker that waits forever; a refused request that was carried out.",
		"Reading: section 8 lets a server respond with an error, and 6.3 requires it to close. The body is ignored, "+
			"so a server may act on a complete head. Its response must be true."),
	wire("both-lengths", Should, "6.1, 6.3 and 11.2",
		"A request with Content-Length and Transfer-Encoding is refused, or carried out by the latter. "+
			"In both cases the connection is closed after it.",
		"PUT with both, followed by a PUT of another tag", "one response at most; the second tag is not added",
		"A server that continues: behind a proxy that uses the other length, a request is smuggled.", resetNote),
	wire("body-is-no-request", Must, "6.3 and 11.2",
		"Transfer-Encoding overrides Content-Length: no part of the chunks is parsed as a request.",
		"PUT with Content-Length for the first line of its chunks, which contain a request",
		"one response at most, and no effect of the contained request",
		"Two parsers that disagree: content of one user is carried out as a request of another.", resetNote),
	malformed("content-length", "6.3",
		"A Content-Length that is not a single number is refused, and the connection is closed.",
		"PUT with Content-Length 5, 6; with the two in separate fields; +5; -1; and one of twenty digits",
		"A lenient number parser: two parsers of one connection disagree."),
	malformed("transfer-codings", "6.1 and 6.3",
		"An unknown transfer coding is refused, and so is chunked in any but the last position. "+
			"The connection is closed.",
		"PUT with Transfer-Encoding: tagcheck, chunked; chunked, tagcheck; tagcheck",
		"A server that searches for the word chunked."),
	malformed("chunk-size", "7.1 and 8",
		"A chunk with an invalid size or end is refused, and the connection is closed. The request has no effect.",
		"PUT with a chunk size that is not a number, negative, or of 17 digits; with data longer than its size",
		"A handler that never reads the body, and so does not notice that it is invalid."),
	wire("line-feed", Should, "2.2",
		"A line that ends in a bare LF is read like one that ends in CR LF, or refused.",
		"PUT with LF after the request line, after a field, after every line",
		"204 with its effect, 4xx without effect, or the end of the connection",
		"A parser that reads past the end.", resetNote),
	wire("folded-lines", Should, "5.2",
		"A folded field line is unfolded or refused. It is not a separate field.",
		"PUT with a line that starts with a space and looks like Content-Length, followed by a PUT",
		"204 to both, with their effect; or 4xx, or the end of the connection",
		"A parser that trims its lines.", resetNote),
	malformed("space-before-colon", "5.1",
		"White space between a field name and the colon is refused.",
		"PUT with a space after an unknown field name, and after Content-Length",
		"A parser that trims names: a filter in front of it saw another field."),
	{
		ID: "wire.field-octets", Level: Should, Source: RFC9110, Clause: "5.5; RFC 9112, 2.2", Operation: Both,
		Statement: "NUL or CR in a field value is refused or read as a space. It does not end the line or the value.",
		Sends:     "PUT with NUL in a field; with CR and text that looks like Content-Length; followed by a PUT",
		Accepts:   "204 to both, with their effect; or 4xx, or the end of the connection",
		Mistakes:  "A parser in C that stops at NUL; a parser that takes CR for the end of a line.",
		Note:      resetNote,
	},
	malformed("host", "3.2",
		"A request without Host, with two Host fields, or with an invalid one is refused.",
		"PUT with each",
		"Two hosts, of which the filter reads one and the server the other."),
	wire("request-line", Should, "3 and 2.3",
		"An invalid request line is refused, not repaired.",
		"PUT with a space in the target, without a version, with an invalid version",
		redirectedRefusedClosed,
		"A parser that takes the last word for the version.", resetNote),
	{
		ID: "wire.target-octets", Level: Should, Source: RFC3986, Clause: "2; RFC 9112, 3.2", Operation: Both,
		Statement: "Raw non-ASCII bytes in the target are refused, or mean the same as their percent-encoding.",
		Sends:     "PUT with é as raw UTF-8; with a byte that is not valid UTF-8",
		Accepts:   "204 and exactly that tag, or 4xx without effect; if it is not valid UTF-8, no 204",
		Mistakes:  "A byte that becomes a character of its own; 500.",
		Note:      resetNote,
	},
	wire("authority-form", Should, "3.2.3",
		"Host and port as the target are valid for CONNECT only, and this server is not a proxy.",
		"CONNECT and PUT with host:port as the target",
		redirectedRefusedClosed,
		"A library that responds to CONNECT.", resetNote),
}
