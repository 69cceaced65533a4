package transport

import (
	"bytes"
	"strconv"
	"time"
)

// head is what is needed of a header section.
type head struct {
	status   int
	isHTTP10 bool
	closes   bool // the connection ends after the response

	lengths   int
	length    int64
	badLength bool // not a number, or different numbers
	codings   int
	chunked   bool // the only coding

	keepAlive time.Duration // the timeout of Keep-Alive; 0 for none
	kept      [len(keptNames)][]byte
	previous  bool // the line before belongs to a field that matters
	fields    int
}

// The fields that are kept for the response.
const (
	requestID = iota
	retryAfter
	contentType
)

var keptNames = [...]string{requestID: "X-Openstack-Request-Id", retryAfter: "Retry-After", contentType: "Content-Type"}

// reset clears the head, but keeps its buffers.
func (h *head) reset() {
	kept := h.kept
	for i := range kept {
		kept[i] = kept[i][:0]
	}
	*h = head{kept: kept}
}

// statusLine parses a status line (RFC 9112 section 4). As other clients do, it
// accepts one without the space before an empty reason.
func (h *head) statusLine(line []byte) error {
	const common = len("HTTP/1.1 204")
	switch {
	case len(line) < common, string(line[:7]) != "HTTP/1.", !isDigit(line[7]), line[8] != ' ',
		line[9] < '1', line[9] > '9', !isDigit(line[10]), !isDigit(line[11]),
		len(line) > common && line[common] != ' ', !isValue(line[common:]):
		return badLine("the status line is malformed", line)
	}
	h.isHTTP10 = line[7] == '0'
	h.closes = h.isHTTP10
	h.status = int(line[9]-'0')*100 + int(line[10]-'0')*10 + int(line[11]-'0')
	return nil
}

// field parses a line of the header section. A line that begins with a space
// continues the field before it (RFC 9112 section 5.2), which is an error only for a
// field that matters.
func (h *head) field(line []byte) error {
	if line[0] == ' ' || line[0] == '\t' {
		if h.fields == 0 || h.previous || !isValue(line) {
			return badLine("a header field is folded where it may not be", line)
		}
		return nil
	}
	h.fields++
	n := bytes.IndexByte(line, ':')
	if n < 0 || !isToken(line[:n]) || !isValue(line[n+1:]) {
		return badLine("a header field is malformed", line)
	}
	h.previous = h.note(line[:n], bytes.Trim(line[n+1:], " \t"))
	return nil
}

// note uses the field, and returns whether it matters for the framing.
func (h *head) note(name, value []byte) bool {
	switch len(name) {
	case len("connection"): // and Keep-Alive
		switch {
		case is(name, "connection"):
			h.closes = h.closes || hasToken(string(value), "close")
			return true
		case is(name, "keep-alive"):
			h.keepAlive = keepAlive(value)
		}
	case len("content-length"):
		if is(name, "content-length") {
			h.contentLength(value)
			return true
		}
	case len("transfer-encoding"):
		if is(name, "transfer-encoding") {
			h.codings++
			h.chunked = h.codings == 1 && is(value, "chunked")
			return true
		}
	case len("x-openstack-request-id"):
		h.keep(requestID, name, "x-openstack-request-id", value)
	case len("retry-after"):
		h.keep(retryAfter, name, "retry-after", value)
	case len("content-type"):
		h.keep(contentType, name, "content-type", value)
	}
	return false
}

func (h *head) keep(i int, name []byte, wanted string, value []byte) {
	if is(name, wanted) && len(h.kept[i]) == 0 {
		h.kept[i] = append(h.kept[i], value...)
	}
}

// contentLength accepts a list, and repeated fields, only if all values are equal
// (RFC 9112 section 6.3).
func (h *head) contentLength(value []byte) {
	for member := range bytes.SplitSeq(value, []byte(",")) {
		n, err := strconv.ParseUint(string(bytes.Trim(member, " \t")), 10, 63)
		if err != nil || h.lengths > 0 && int64(n) != h.length {
			h.badLength = true
		}
		h.lengths++
		h.length = int64(n)
	}
}

// keepAlive returns the timeout that a server announces, 0 for none.
func keepAlive(value []byte) time.Duration {
	for member := range bytes.SplitSeq(value, []byte(",")) {
		name, seconds, _ := bytes.Cut(bytes.Trim(member, " \t"), []byte("="))
		if n, err := strconv.ParseUint(string(seconds), 10, 16); err == nil && is(name, "timeout") {
			return time.Duration(n) * time.Second
		}
	}
	return 0
}
