package fault

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// wireVariants differ in HTTP/1.1.
func wireVariants() []Variant { return slices.Concat(responseVariants(), malformedRequestVariants()) }

func responseVariants() []Variant {
	notTagOperation := func(x *exchange) bool { return !isTagOperation(x) }
	return []Variant{
		newVariant("closes-connections", "RFC 9112, 9.6",
			"the server closes the connection after each response, with Connection: close",
			setHeader(always, "Connection", "close")),
		newVariant("http-1.0", "RFC 9112, 2.3 and 9.3",
			"responses are HTTP/1.0, and the server closes the connection after each",
			setHeader(always, "Connection", "close"),
			editResponseHead(func(head []byte) []byte {
				return bytes.Replace(head, []byte("HTTP/1.1 "), []byte("HTTP/1.0 "), 1)
			})),
		newVariant("interim-answers", "RFC 9110, 15.2", "an interim response 103 is sent before the response",
			when(isTagOperation, func(x *exchange) {
				x.w.WriteHeader(http.StatusEarlyHints)
				x.forward()
			})),
		newVariant("chunked-answers", "RFC 9112, 7.1", "responses with content are chunked",
			editResponse(notTagOperation, func(_ *exchange, a *response) { a.header.Del("Content-Length") }),
			flushResponses),
		newVariant("field-names-in-lower-case", "RFC 9110, 5.1",
			"names of header fields are in lower case, and white space surrounds their values",
			editResponseHead(lowerCaseFields)),
		newVariant("more-fields", "RFC 9110, 5.1", "responses have additional header fields",
			setHeader(always, "Server", "nginx/1.25"), setHeader(always, "Via", "1.1 front"),
			setHeader(always, "ETag", `"0123"`), setHeader(always, "Cache-Control", "no-store"),
			setHeader(always, "Vary", "Accept")),
	}
}

// flushResponses flushes responses without a length, so that net/http sends them
// in chunks.
func flushResponses(p *reference.Parts) {
	onRequest(func(x *exchange) {
		if !isTagOperation(x) && x.r.Method != http.MethodDelete {
			// A recorder of a test cannot flush.
			defer func() { _ = http.NewResponseController(x.w).Flush() }()
		}
		x.forward()
	})(p)
}

func lowerCaseFields(head []byte) []byte {
	lines := strings.Split(string(head), "\r\n")
	for i, line := range lines[1:] {
		if name, value, ok := strings.Cut(line, ": "); ok {
			lines[i+1] = strings.ToLower(name) + ":\t" + value + " "
		}
	}
	return []byte(strings.Join(lines, "\r\n"))
}

// malformedRequestVariants react to malformed and unusual requests in other ways
// than the reference server.
func malformedRequestVariants() []Variant {
	const reading = "RFC 9112, 9.6: a reset may destroy a response"
	isHTTP10 := func(x *exchange) bool { return x.r.ProtoMinor == 0 }
	return []Variant{
		newVariant("resets-what-is-malformed", reading, "a malformed request resets the connection",
			endInsteadOfRefusing((*connection).reset)),
		newVariant("closes-what-is-malformed", reading, "a malformed request closes the connection without a response",
			endInsteadOfRefusing(func(c *connection) { _ = c.CloseWrite() })),
		newVariant("lenient-parser", "RFC 9112, 2.2, 5.2 and 6.1; RFC 9110, 5.5",
			"the parser accepts LF as the end of a line, folded lines, NUL and CR in fields, and both framing fields",
			editReceived(repairHead)),
		newVariant("early-answers", "the body is ignored; RFC 9112, 8", "PUT is answered before its body has arrived",
			when(allOf(isAdd, hasLength), func(x *exchange) { x.withoutBody().forward() })),
		newVariant("http-1.0-must-be-upgraded", "RFC 9110, 15.5.22", "HTTP/1.0 requests answer 426",
			when(isHTTP10, func(x *exchange) {
				x.w.Header().Set("Upgrade", "HTTP/1.1")
				x.reply(http.StatusUpgradeRequired)
			})),
		newVariant("unknown-codings-say-400", "RFC 9112, 6.3", "an unknown transfer coding answers 400",
			replaceReceived("tagcheck, chunked", "chunked, tagcheck")),
	}
}

// endInsteadOfRefusing ends the connection where the reference server answers 400
// to a malformed request.
func endInsteadOfRefusing(end func(c *connection)) change {
	return both(
		wrapConnections(func(c *connection) {
			c.onWrite = func(p []byte) []byte {
				if !isMarked(p) {
					return p
				}
				end(c)
				return nil
			}
		}),
		func(p *reference.Parts) {
			render := p.Render
			p.Render = func(w http.ResponseWriter, r *http.Request, problem *reference.Problem) {
				if problem.Close && problem.Status == http.StatusBadRequest {
					w.Header().Set(markField, "1")
				}
				render(w, r, problem)
			}
		})
}

// repairHead repairs a malformed head as far as the RFCs allow. Of two framing
// fields it uses Transfer-Encoding, and closes the connection afterwards.
func repairHead(p []byte) []byte {
	if beginsRequest(p) && bytes.HasSuffix(p, []byte("\n\n")) {
		p = toCRLF(p)
	}
	head, rest, complete := bytes.Cut(p, []byte("\r\n\r\n"))
	if !beginsRequest(p) || !complete {
		return p
	}
	head = toCRLF(head)
	for _, odd := range []string{"\r\n ", "\x00"} {
		head = bytes.ReplaceAll(head, []byte(odd), []byte(" "))
	}
	head = bytes.ReplaceAll(head, []byte("\rContent-"), []byte(" Content-"))
	if bytes.Contains(head, []byte(transferEncoding)) {
		head = bytes.Replace(head, []byte(contentLength), []byte("\r\nConnection: close\r\nX-Length:"), 1)
	}
	return slices.Concat(head, []byte("\r\n\r\n"), rest)
}

// toCRLF ends all lines with CRLF.
func toCRLF(p []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}
