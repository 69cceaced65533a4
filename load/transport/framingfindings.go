package transport

import (
	"math/bits"
	"net/http"
	"strings"
)

// Finding is a set of deviations in the framing of a response, which net/http hides.
type Finding uint16

// The findings.
const (
	// BodyAfter204: a 204 was followed by bytes (RFC 9110 section 15.3.5) that
	// arrived together with it. Later bytes count in [Stats].Unsolicited, if the
	// connection is idle long enough to be checked.
	BodyAfter204 Finding = 1 << iota
	// LengthOn204: a 204 has a Content-Length other than 0 (RFC 9110 section 8.6).
	LengthOn204
	// ZeroLengthOn204: a 204 has Content-Length: 0, which violates the same rule, but
	// does no harm.
	ZeroLengthOn204
	// ChunkedOn204: a 204 has a Transfer-Encoding (RFC 9112 section 6.1).
	ChunkedOn204
	// BytesAfterAnswer: a response other than a 204 was followed by bytes.
	BytesAfterAnswer
	// LengthAndChunked: a response has both Content-Length and Transfer-Encoding. It
	// is read by the latter (RFC 9112 section 6.3).
	LengthAndChunked
)

var findingNames = [...]string{
	"body-after-204", "length-on-204", "zero-length-on-204", "chunked-204", "bytes-after-answer", "length-and-chunked",
}

// String returns the names of the findings, separated by commas; "" for none.
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

// FindingOf returns the findings of a response of a [Transport], 0 for a response of
// net/http.
func FindingOf(resp *http.Response) Finding {
	if c, ok := resp.Body.(*content); ok {
		return c.finding
	}
	return 0
}

// Content returns the content of a response of a [Transport], as far as it is kept
// (MaxKeptOnSuccess, MaxKeptOnError), whether or not Body was read. The caller may
// modify it. ok is false for a response of net/http.
func Content(resp *http.Response) (data []byte, ok bool) {
	if c, ok := resp.Body.(*content); ok {
		return c.data, true
	}
	return nil, false
}
