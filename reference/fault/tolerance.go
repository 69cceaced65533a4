package fault

import (
	"bytes"
	"net/http"
	"slices"

	"tagcheck/reference"
)

// octetVariants answer to what is malformed in other ways than the reference.
func octetVariants() []Variant {
	const reading = "RFC 9112, 9.6: a reset may take an answer away"
	return []Variant{
		right("resets-what-is-malformed", reading, "resets the connection in place of refusing what is malformed", unanswered((*connection).reset)),
		right("closes-what-is-malformed", reading, "closes the connection in place of refusing what is malformed", unanswered(func(c *connection) { _ = c.CloseWrite() })),
		right("lenient-parser", "RFC 9112, 2.2, 5.2 and 6.1; RFC 9110, 5.5", "takes LF for CR LF, unfolds lines, takes NUL and CR in a field for spaces, and of two lengths the coding, with which it closes", onReceived(lenient)),
		right("early-answers", "the body is ignored; RFC 9112, 8", "answers before a body of known length is there", when(all(adding, sized), func(c *call) { c.unread().serve() })),
		right("http-1.0-must-be-upgraded", "RFC 9110, 15.5.22", "answers 426 to HTTP/1.0", when(func(c *call) bool { return c.r.ProtoMinor == 0 }, func(c *call) {
			c.w.Header().Set("Upgrade", "HTTP/1.1")
			c.answer(http.StatusUpgradeRequired)
		})),
		right("unknown-codings-say-400", "RFC 9112, 6.3", "answers 400 to a transfer coding that it does not know", rewriting("tagcheck, chunked", "chunked, tagcheck")),
	}
}

// unanswered ends the connection in place of an answer to what is no request.
func unanswered(end func(c *connection)) change {
	return both(
		connections(func(c *connection) {
			c.writing = func(p []byte) []byte {
				if !bytes.Contains(p, []byte("\r\n"+mark+":")) {
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
					w.Header().Set(mark, "1")
				}
				render(w, r, problem)
			}
		})
}

// lenient repairs a head as far as it may be repaired.
func lenient(p []byte) []byte {
	crlf := func(p []byte) []byte {
		return bytes.ReplaceAll(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}
	if begins(p) && bytes.HasSuffix(p, []byte("\n\n")) {
		p = crlf(p)
	}
	head, rest, whole := bytes.Cut(p, []byte("\r\n\r\n"))
	if !begins(p) || !whole {
		return p
	}
	head = crlf(head)
	for _, odd := range []string{"\r\n ", "\x00"} {
		head = bytes.ReplaceAll(head, []byte(odd), []byte(" "))
	}
	head = bytes.ReplaceAll(head, []byte("\rContent-"), []byte(" Content-"))
	if bytes.Contains(head, []byte("\r\nTransfer-Encoding:")) {
		head = bytes.Replace(head, []byte("\r\nContent-Length:"), []byte("\r\nConnection: close\r\nX-Length:"), 1)
	}
	return slices.Concat(head, []byte("\r\n\r\n"), rest)
}
