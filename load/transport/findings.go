package transport

import (
	"math/bits"
	"net/http"
	"strings"
)

// Finding is a set of what is wrong with an answer, or odd, that net/http hides.
type Finding uint16

// The findings.
const (
	// BodyAfter204 says that bytes came with a 204 (RFC 9110 section 15.3.5),
	// as far as they came together with it. Later ones are in
	// [Stats].Unsolicited, if the connection waits long enough to be looked at.
	BodyAfter204 Finding = 1 << iota
	// LengthOn204 says that a 204 has a Content-Length that is not 0 (RFC 9110
	// section 8.6).
	LengthOn204
	// ZeroLengthOn204 says that a 204 has Content-Length: 0, which is against
	// the same rule and misleads nobody.
	ZeroLengthOn204
	// ChunkedOn204 says that a 204 has a Transfer-Encoding (RFC 9112 section
	// 6.1).
	ChunkedOn204
	// BytesAfterAnswer says that bytes came behind the end of an answer that is
	// no 204.
	BytesAfterAnswer
	// LengthAndChunked says that an answer has both Content-Length and
	// Transfer-Encoding, which is read by the latter (RFC 9112 section 6.3).
	LengthAndChunked
)

var findingNames = [...]string{
	"body-after-204", "length-on-204", "zero-length-on-204", "chunked-204", "bytes-after-answer", "length-and-chunked",
}

// String names the findings, with commas between them; "" for none.
func (f Finding) String() string {
	if bits.OnesCount16(uint16(f)) == 1 {
		return findingNames[bits.TrailingZeros16(uint16(f))]
	}
	var names []string
	for i, name := range findingNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// FindingOf gives what was found in an answer of a [Transport], 0 for one of
// another.
func FindingOf(resp *http.Response) Finding {
	if c, ok := resp.Body.(*content); ok {
		return c.finding
	}
	return 0
}

// Content gives the content of an answer of a [Transport] as far as it is kept,
// whether or not Body was read: of a 2xx the first 1 MiB, of others the first
// 4 KiB. It is the caller's. False says that the answer is another transport's.
func Content(resp *http.Response) ([]byte, bool) {
	if c, ok := resp.Body.(*content); ok {
		return c.data, true
	}
	return nil, false
}

// framing says how the content of an answer ends.
type framing int

const (
	none framing = iota
	sized
	inChunks
	untilClose
)

// framing decides by RFC 9112 section 6.3 how the content ends, and whether the
// connection does.
func (h *head) framing(method string) (framing, Finding, error) {
	if h.status == http.StatusNoContent {
		return none, h.on204(), nil
	}
	if method == http.MethodHead || h.status == http.StatusNotModified {
		return none, 0, nil
	}
	switch {
	case h.codings > 0 && h.old:
		return none, 0, &malformed{reason: "HTTP/1.0 has no Transfer-Encoding"}
	case h.codings > 0 && !h.chunked:
		return none, 0, &malformed{reason: "the transfer coding is not chunked, once"}
	case h.codings > 0 && h.lengths > 0:
		h.closes = true
		return inChunks, LengthAndChunked, nil
	case h.codings > 0:
		return inChunks, 0, nil
	case h.badLength:
		return none, 0, &malformed{reason: "the Content-Length is not one number"}
	case h.lengths > 0:
		return sized, 0, nil
	}
	h.closes = true
	return untilClose, 0, nil
}

// on204 gives up connections on which content may follow.
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
