package framing

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
)

// head parses one request head line by line, as it arrives.
type head struct {
	limits *Limits

	// Positions in the bytes from ready on: complete lines end at next, and there is no
	// line feed between next and seen.
	next, seen int

	skipped     bool // an empty line before the request line was skipped
	line        bool // the request line was parsed
	old         bool // HTTP/1.0
	asHEAD      bool
	fields      int
	headerStart int
	hosts       int
	lengths     int
	codings     int
	length      int64

	// target is set if net/http cannot parse the target. It is its position.
	target span
}

// span is a range of the bytes from ready on.
type span struct{ from, to int }

// scan parses bytes from ready on. It returns the length of the head if it is complete, 0
// if it is not, or the refusal of the request.
func (h *head) scan(p []byte) (int, *refusal) {
	for {
		feed := bytes.IndexByte(p[h.seen:], '\n')
		if feed < 0 {
			h.seen = len(p)
			return 0, h.tooLong(h.seen)
		}
		end := h.seen + feed
		if f := h.tooLong(end + 1); f != nil {
			return 0, f
		}
		line := p[h.next:end]
		if len(line) == 0 || line[len(line)-1] != '\r' {
			return 0, badRequest("A line does not end in CRLF.")
		}
		line = line[:len(line)-1]
		start := h.next
		h.next, h.seen = end+1, end+1
		switch {
		case !h.line:
			if f := h.requestLine(line, start); f != nil {
				return 0, f
			}
		case len(line) == 0:
			return h.next, h.complete()
		default:
			if f := h.field(line); f != nil {
				return 0, f
			}
		}
	}
}

// tooLong checks the size limits if n bytes of the head were received.
func (h *head) tooLong(n int) *refusal {
	switch {
	case !h.line && n > h.limits.RequestLine+len("\r\n"):
		return &refusal{http.StatusRequestURITooLong, "The request line is too long."}
	case h.line && n-h.headerStart > h.limits.HeaderBytes+len("\r\n"):
		return &refusal{http.StatusRequestHeaderFieldsTooLarge, "The header section is too large."}
	}
	return nil
}

// requestLine parses the request line (RFC 9112, 3), which starts at an offset.
func (h *head) requestLine(line []byte, start int) *refusal {
	method, target, version, ok := cutRequestLine(line)
	if !ok {
		return badRequest("The request line is malformed.")
	}
	if f := h.version(version); f != nil {
		return f
	}
	h.asHEAD = string(method) == http.MethodHead
	if !parses(method, target) {
		h.target.from = start + len(method) + 1
		h.target.to = h.target.from + len(target)
	}
	h.line, h.headerStart = true, h.next
	return nil
}

// version accepts HTTP/1.x. A higher minor version is treated as 1.1 (RFC 9110, 2.5).
func (h *head) version(v []byte) *refusal {
	if len(v) != len("HTTP/1.1") || string(v[:5]) != "HTTP/" || !isDigit(v[5]) || v[6] != '.' || !isDigit(v[7]) {
		return badRequest("The HTTP version is malformed.")
	}
	if v[5] != '1' {
		return &refusal{http.StatusHTTPVersionNotSupported, "The server supports HTTP/1 only."}
	}
	h.old = v[7] == '0'
	return nil
}

// field parses a field line (RFC 9112, 5), and stores the values of the fields that frame
// the body. Folded lines are refused (RFC 9112, 5.2).
func (h *head) field(line []byte) *refusal {
	if h.fields++; h.fields > h.limits.HeaderFields {
		return &refusal{http.StatusRequestHeaderFieldsTooLarge, "There are too many header fields."}
	}
	name, value, ok := cutField(line)
	if !ok {
		return badRequest("A header field is malformed.")
	}
	switch len(name) {
	case len("host"):
		if equalsLower(name, "host") {
			return h.host(trim(value))
		}
	case len("trailer"):
		if equalsLower(name, "trailer") {
			return trailerNames(value)
		}
	case len("content-length"):
		if equalsLower(name, "content-length") {
			return h.contentLength(trim(value))
		}
	case len("transfer-encoding"):
		if equalsLower(name, "transfer-encoding") {
			return h.transferEncoding(trim(value))
		}
	}
	return nil
}

func (h *head) host(value []byte) *refusal {
	h.hosts++
	if !isHost(value) {
		return badRequest("The Host field is malformed.")
	}
	return nil
}

// contentLength accepts repeated fields only if they have the same value (RFC 9112, 6.3).
func (h *head) contentLength(value []byte) *refusal {
	n, err := strconv.ParseUint(string(value), 10, 62)
	if err != nil {
		return badRequest("The Content-Length is malformed.")
	}
	if h.lengths > 0 && int64(n) != h.length {
		return badRequest("There are different values of Content-Length.")
	}
	h.lengths++
	h.length = int64(n)
	return nil
}

// transferEncoding accepts only chunked (RFC 9112, 6.1).
func (h *head) transferEncoding(value []byte) *refusal {
	h.codings++
	if h.codings == 1 && equalsLower(value, "chunked") {
		return nil
	}
	last := value[bytes.LastIndexByte(value, ',')+1:]
	if h.codings > 1 || !equalsLower(trim(last), "chunked") {
		return badRequest("The last transfer coding is not chunked, or chunked is not applied once.")
	}
	return &refusal{http.StatusNotImplemented, "The transfer coding is not supported."}
}

// trailerNames refuses trailers that would change the framing (RFC 9110, 6.5.1), as
// net/http does.
func trailerNames(value []byte) *refusal {
	for name := range bytes.SplitSeq(value, []byte(",")) {
		name = trim(name)
		for _, forbidden := range []string{"transfer-encoding", "content-length", "trailer"} {
			if equalsLower(name, forbidden) {
				return badRequest("The Trailer field is malformed.")
			}
		}
	}
	return nil
}

// complete makes the checks that need the complete head.
func (h *head) complete() *refusal {
	switch {
	case h.hosts > 1, h.hosts == 0 && !h.old:
		return badRequest("There is not exactly one Host field.")
	case h.codings > 0 && h.lengths > 0:
		return badRequest("There are both Content-Length and Transfer-Encoding.")
	case h.codings > 0 && h.old:
		return badRequest("HTTP/1.0 has no Transfer-Encoding.")
	}
	return nil
}

// parses reports whether net/http can parse the target. If it cannot, it answers without
// calling the handler.
func parses(method, target []byte) bool {
	if target[0] == '/' {
		path, _, _ := bytes.Cut(target, []byte("?"))
		if bytes.IndexByte(path, '%') < 0 {
			return true
		}
	}
	text := string(target)
	if string(method) == http.MethodConnect && text[0] != '/' {
		text = "http://" + text
	}
	_, err := url.ParseRequestURI(text)
	return err == nil
}
