package fault

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// wireFaults are mistakes in HTTP/1.1 that an HTTP library usually hides.
func wireFaults() []Fault {
	return slices.Concat(
		responseHeadFaults(), responseContentFaults(), connectionFaults(), pipelineFaults(), headFaults(), framingFaults(),
	)
}

func responseHeadFaults() []Fault {
	return []Fault{
		newFault("wire-204-content-length", "wire.204.no-content-length", "204 has Content-Length: 0",
			edit204Head(func(head []byte) []byte { return appendFields(head, "Content-Length: 0") })),
		newFault("wire-204-chunks", "wire.204.no-transfer-encoding", "204 has Transfer-Encoding: chunked",
			edit204Head(func(head []byte) []byte { return appendFields(head, "Transfer-Encoding: chunked") })),
		newFault("wire-no-date", "wire.date", "responses have no Date header",
			editResponseHead(func(head []byte) []byte { return removeField(head, "Date") })),
		newFault("wire-error-without-type", "wire.error-content-type", "error responses have no Content-Type",
			editResponseHead(func(head []byte) []byte {
				if bytes.HasPrefix(head, []byte("HTTP/1.1 4")) {
					return removeField(head, "Content-Type")
				}
				return head
			})),
		newFault("wire-cookie", "wire.no-session", "responses set a session cookie",
			setHeader(isTagOperation, "Set-Cookie", "session=0123456789; Path=/")),
		newFault("wire-tag-in-field", "wire.no-injected-field",
			"the tag is written to a response header without removing line breaks", injectTag("X-Tag: ")),
	}
}

func responseContentFaults() []Fault {
	trace := map[string]string{
		"trace": "NullPointerException\n\tat org.example.Tags.remove(Tags.java:12)",
	}
	return []Fault{
		newFault("wire-newline-behind-answer", "wire.in-step", "an empty line follows the response to GET of an image",
			editMarkedResponse(isShowImage, func(response []byte) []byte { return append(response, "\r\n"...) })),
		newFault("wire-trace-in-json", "wire.no-stack-trace", "404 contains a Java stack trace in JSON",
			editResponse(isTagOperation, func(_ *exchange, a *response) {
				if a.status == http.StatusNotFound {
					a.setJSON(trace)
				}
			})),
	}
}

func connectionFaults() []Fault {
	return []Fault{
		newFault("wire-closes-silently", "wire.close-announced",
			"the server closes the connection after each 204 without Connection: close", closeAfter204),
		newFault("wire-close-not-honoured", "wire.close-honoured",
			"the response to Connection: close has no Connection: close",
			editResponseHead(func(head []byte) []byte {
				return bytes.Replace(head, []byte("\r\nConnection: close"), nil, 1)
			})),
		newFault("wire-token-stays", "wire.pipeline.users",
			"a request without a token uses the token of the previous request on the connection", reuseToken),
		newFault("wire-one-at-a-time", "wire.slow-client",
			"while the head of one request is incomplete, no other request is answered", blockOnIncompleteHead),
		newFault("wire-half-closed-is-gone", "wire.half-closed",
			"a client that has closed its side of the connection gets no response", dropHalfClosed),
	}
}

// closeAfter204 closes the connection after each 204 that does not announce it.
func closeAfter204(p *reference.Parts) {
	wrapConnections(func(c *connection) {
		c.closeAfter = func(p []byte) bool {
			return bytes.HasPrefix(p, []byte("HTTP/1.1 204")) && !bytes.Contains(p, []byte("Connection: close"))
		}
	})(p)
}

// injectTag writes the decoded tag to a header field of the response as it is. The
// handler passes it to the connection by the client address.
func injectTag(field string) change {
	return func(p *reference.Parts) {
		tags := newStringMap()
		both(
			wrapConnections(func(c *connection) {
				c.onWrite = func(p []byte) []byte {
					_, after, marked := bytes.Cut(p, []byte("\r\n"+markField+": "))
					if !marked {
						return p
					}
					client, _, _ := strings.Cut(string(after), "\r\n")
					end := bytes.Index(p, []byte("\r\n\r\n"))
					head := removeField(bytes.Clone(p[:end+4]), markField)
					return slices.Concat(appendFields(head, field+tags.get(client)), p[end+4:])
				}
			}),
			editResponse(isTagOperation, func(x *exchange, a *response) {
				tag, ok := x.decodedTag()
				if ok && strings.ContainsAny(tag, "\r\n") {
					tags.set(x.r.RemoteAddr, tag)
					a.header.Set(markField, x.r.RemoteAddr)
				}
			}))(p)
	}
}

// reuseToken gives a request without a token the one of the previous request.
func reuseToken(p *reference.Parts) {
	last := newStringMap()
	onRequest(func(x *exchange) {
		if x.token() == "" {
			x.withToken(last.get(x.r.RemoteAddr)).forward()
			return
		}
		last.set(x.r.RemoteAddr, x.token())
		x.forward()
	})(p)
}
