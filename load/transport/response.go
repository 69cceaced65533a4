package transport

import (
	"net/http"
	"strconv"
)

// maxInterim is how many interim responses may come before a response.
const maxInterim = 16

// response is an [http.Response] and its content in one allocation.
type response struct {
	http.Response
	content content
}

// response reads one response to a request with the method.
func (r *reader) response(method string) (*response, error) {
	if _, err := r.in.Peek(1); err != nil {
		return nil, beforeResponse(err)
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
	resp := r.newResponse(method, found)
	resp.content.data, resp.ContentLength = b.data, b.size
	if method == http.MethodHead {
		resp.ContentLength = r.head.announced()
	}
	return resp, nil
}

// finalHead reads header sections until one is not that of an interim response
// (RFC 9110 section 15.2). A switch of protocols is an error: none was requested.
func (r *reader) finalHead() error {
	for range maxInterim + 1 {
		r.head.reset()
		r.left = MaxHeader
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
	return tooLarge("there are too many interim responses")
}

func (r *reader) newResponse(method string, found Finding) *response {
	h := &r.head
	resp := &response{content: content{finding: found}}
	resp.Status, resp.StatusCode = statusText(h.status), h.status
	resp.Proto, resp.ProtoMajor, resp.ProtoMinor = "HTTP/1.1", 1, 1
	if h.isHTTP10 {
		resp.Proto, resp.ProtoMinor = "HTTP/1.0", 0
	}
	resp.Close = h.closes
	resp.Body = &resp.content
	isUsual := h.status == http.StatusNoContent || h.status == http.StatusOK && method == http.MethodGet
	if !isUsual || found != 0 || len(h.kept[requestID]) > 0 {
		resp.Header = h.header()
	}
	return resp
}

func statusText(status int) string {
	if status == http.StatusNoContent {
		return "204 No Content"
	}
	return strconv.Itoa(status) + " " + http.StatusText(status)
}

// announced returns the length that a response to HEAD announces, -1 if it is
// unknown.
func (h *head) announced() int64 {
	if h.lengths == 0 || h.badLength || h.codings > 0 {
		return -1
	}
	return h.length
}

// header returns the fields that were kept. It is never nil.
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
