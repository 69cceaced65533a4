package transport

import (
	"net/http"
	"strconv"
)

// maxInterims bounds the interim answers before an answer.
const maxInterims = 16

// answer is a response and its content, in one piece of memory.
type answer struct {
	http.Response
	content content
}

// answer reads one answer to a request with the method.
func (r *reader) answer(method string) (*answer, error) {
	if _, err := r.in.Peek(1); err != nil {
		return nil, beforeAnswer(err)
	}
	if err := r.finalHead(); err != nil {
		return nil, err
	}
	how, found, err := r.head.framing(method)
	if err != nil {
		return nil, err
	}
	b, err := r.body(how)
	if err != nil {
		return nil, err
	}
	if r.in.Buffered() > 0 {
		r.head.closes = true
		if r.head.status == http.StatusNoContent {
			found |= BodyAfter204
		} else {
			found |= BytesAfterAnswer
		}
	}
	a := r.response(method, found)
	a.content.data, a.ContentLength = b.data, b.size
	if method == http.MethodHead {
		a.ContentLength = r.head.announced()
	}
	return a, nil
}

// finalHead reads header sections until one is no interim answer's (RFC 9110
// section 15.2). Nobody asked for another protocol.
func (r *reader) finalHead() error {
	for range maxInterims + 1 {
		r.head.reset()
		r.left = maxHead
		line, err := r.line()
		if err != nil {
			return err
		}
		if err := r.head.statusLine(line); err != nil {
			return err
		}
		if r.head.status == http.StatusSwitchingProtocols {
			return badLine("the server switches protocols", line)
		}
		if err := r.section(r.head.field); err != nil {
			return err
		}
		if r.head.status >= 200 {
			return nil
		}
	}
	return tooLarge("there are too many interim answers")
}

func (r *reader) response(method string, found Finding) *answer {
	h := &r.head
	a := &answer{content: content{finding: found}}
	a.Status, a.StatusCode = statusText(h.status), h.status
	a.Proto, a.ProtoMajor, a.ProtoMinor = "HTTP/1.1", 1, 1
	if h.old {
		a.Proto, a.ProtoMinor = "HTTP/1.0", 0
	}
	a.Close = h.closes
	a.Body = &a.content
	ordinary := h.status == http.StatusNoContent || h.status == http.StatusOK && method == http.MethodGet
	if !ordinary || found != 0 || len(h.kept[requestID]) > 0 {
		a.Header = h.header()
	}
	return a
}

func statusText(status int) string {
	if status == http.StatusNoContent {
		return "204 No Content"
	}
	return strconv.Itoa(status) + " " + http.StatusText(status)
}

// announced is the length that the answer to HEAD is about, -1 for unknown.
func (h *head) announced() int64 {
	if h.lengths == 0 || h.badLength || h.codings > 0 {
		return -1
	}
	return h.length
}

// header gives the fields that were kept; it is never nil.
func (h *head) header() http.Header {
	header := make(http.Header, len(keptNames))
	values := make([]string, len(keptNames))
	for i, value := range h.kept {
		if len(value) > 0 {
			values[i] = string(value)
			header[keptNames[i]] = values[i : i+1 : i+1]
		}
	}
	return header
}
