package transport

import "net/http"

// framing is how the end of the content is found.
type framing int

const (
	none framing = iota
	sized
	inChunks
	untilClose
)

// framing decides by RFC 9112 section 6.3 how the content ends, and whether the
// connection ends with it.
func (h *head) framing(method string) (framing, Finding, error) {
	if h.status == http.StatusNoContent {
		return none, h.on204(), nil
	}
	if method == http.MethodHead || h.status == http.StatusNotModified {
		return none, 0, nil
	}
	switch {
	case h.codings > 0 && h.isHTTP10:
		return none, 0, &malformed{reason: "an HTTP/1.0 response has a Transfer-Encoding"}
	case h.codings > 0 && !h.chunked:
		return none, 0, &malformed{reason: "the Transfer-Encoding is not chunked"}
	case h.codings > 0 && h.lengths > 0:
		h.closes = true
		return inChunks, LengthAndChunked, nil
	case h.codings > 0:
		return inChunks, 0, nil
	case h.badLength:
		return none, 0, &malformed{reason: "the Content-Length is not a single number"}
	case h.lengths > 0:
		return sized, 0, nil
	}
	h.closes = true
	return untilClose, 0, nil
}

// on204 ends connections on which content may follow.
func (h *head) on204() Finding {
	var f Finding
	if h.codings > 0 {
		f |= ChunkedOn204
	}
	switch {
	case h.lengths == 0:
	case h.length == 0 && !h.badLength:
		f |= ZeroLengthOn204
	default:
		f |= LengthOn204
	}
	h.closes = h.closes || f&^ZeroLengthOn204 != 0
	return f
}
