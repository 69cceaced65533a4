package fault

import (
	"bytes"
	"net/http"
	"strings"

	"tagcheck/reference"
)

// wireFaults are mistakes in what goes over the wire around the answers.
func wireFaults() []Fault {
	adds := func(operation string) condition {
		return map[string]condition{"add": adding, "remove": removing}[operation]
	}
	behind := func(operation, octets string) change {
		return marked(adds(operation), func(answer []byte) []byte { return append(answer, octets...) })
	}
	return []Fault{
		broken("add-content-behind-204", "add.no-body", "content follows the 204 to PUT on the wire", behind("add", "{}")),
		broken("remove-content-behind-204", "remove.no-body", "content follows the 204 to DELETE on the wire", behind("remove", "OK\n")),
		broken("wire-newline-behind-answer", "wire.in-step", "an empty line follows each image that is shown", marked(showing, func(answer []byte) []byte { return append(answer, "\r\n"...) })),
		broken("wire-204-content-length", "wire.204.no-content-length", "a 204 carries Content-Length: 0", on204(func(head []byte) []byte { return fields(head, "Content-Length: 0") })),
		broken("wire-204-chunks", "wire.204.no-transfer-encoding", "a 204 carries Transfer-Encoding: chunked", on204(func(head []byte) []byte { return fields(head, "Transfer-Encoding: chunked") })),
		broken("wire-closes-silently", "wire.close-announced", "the connection ends after each 204, without a word", on204Close()),
		broken("wire-close-not-honoured", "wire.close-honoured", "Connection: close is not answered in kind", onAnswer(func(head []byte) []byte { return bytes.Replace(head, []byte("\r\nConnection: close"), nil, 1) })),
		broken("wire-no-date", "wire.date", "answers carry no Date", onAnswer(func(head []byte) []byte { return without(head, "Date") })),
		broken("wire-error-without-type", "wire.error-content-type", "errors come without Content-Type", onAnswer(func(head []byte) []byte {
			if bytes.HasPrefix(head, []byte("HTTP/1.1 4")) {
				return without(head, "Content-Type")
			}
			return head
		})),
		broken("wire-trace-in-json", "wire.no-stack-trace", "404 shows a trace of Java in JSON", replying(tagging, func(_ *call, a *reply) {
			if a.status == http.StatusNotFound {
				a.show(map[string]string{"trace": "NullPointerException\n\tat org.example.Tags.remove(Tags.java:12)"})
			}
		})),
		broken("wire-fields-by-one-spelling", "wire.field-case", "the token is looked for as X-Auth-Token, in these letters alone", onRead(func(p []byte) {
			if at := bytes.Index(p, []byte("\r\nx-auth-token:")); at >= 0 {
				p[at+2] = '_'
			}
		})),
		broken("wire-cookie", "wire.no-session", "an answer sets a cookie", field(tagging, "Set-Cookie", "session=0123456789; Path=/")),
		broken("wire-tag-in-field", "wire.no-injected-field", "the tag becomes the value of a field, line breaks and all", injecting("X-Tag: ")),
	}
}

// without takes a field out of a head.
func without(head []byte, name string) []byte {
	start := bytes.Index(head, []byte("\r\n"+name+":"))
	if start < 0 {
		return head
	}
	end := bytes.Index(head[start+2:], []byte("\r\n"))
	return append(head[:start:start], head[start+2+end:]...)
}

// mark is a field that tells the connection which answers to change.
const mark = "X-Marked"

// marked changes, on the wire, the answers to requests that meet a condition.
func marked(holds condition, edit func(answer []byte) []byte) change {
	return both(
		connections(func(c *connection) {
			c.writing = func(p []byte) []byte {
				if !bytes.Contains(p, []byte("\r\n"+mark+":")) {
					return p
				}
				return edit(without(p, mark))
			}
		}),
		replying(holds, func(_ *call, a *reply) {
			if a.status != http.StatusUnauthorized {
				a.header.Set(mark, "1")
			}
		}))
}

// on204Close ends connections in order after each 204 that does not say so.
func on204Close() change {
	return connections(func(c *connection) {
		c.closing = func(p []byte) bool {
			return bytes.HasPrefix(p, []byte("HTTP/1.1 204")) && !bytes.Contains(p, []byte("Connection: close"))
		}
	})
}

// injecting writes the decoded tag into the head of an answer as it is.
func injecting(field string) change {
	return func(p *reference.Parts) {
		tags := newWords()
		both(
			connections(func(c *connection) {
				c.writing = func(p []byte) []byte {
					i := bytes.Index(p, []byte("\r\n"+mark+": "))
					if i < 0 {
						return p
					}
					key, _, _ := strings.Cut(string(p[i+len("\r\n"+mark+": "):]), "\r\n")
					end := bytes.Index(p, []byte("\r\n\r\n"))
					tail := bytes.Clone(p[end+4:])
					return append(fields(without(bytes.Clone(p[:end+4]), mark), field+tags.get(key)), tail...)
				}
			}),
			replying(tagging, func(c *call, a *reply) {
				tag, ok := c.name()
				if ok && strings.ContainsAny(tag, "\r\n") {
					tags.put(c.r.RemoteAddr, tag)
					a.header.Set(mark, c.r.RemoteAddr)
				}
			}))(p)
	}
}
