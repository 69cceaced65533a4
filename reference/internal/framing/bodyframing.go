package framing

import (
	"bytes"
	"errors"
	"strconv"
)

// errChunked is the error of reading a body with malformed chunked coding.
var errChunked = errors.New("framing: malformed chunked coding")

// Limits on chunk lines and trailers in bytes. Both are below the limits of net/http.
const (
	maxChunkLine = 1 << 10
	maxTrailer   = 3 << 10
)

// body parses the framing of one request body.
type body struct {
	chunked bool
	part    part
	left    int64 // bytes left of the body, or of this chunk
	trailer int   // bytes of trailers so far
}

// part is the next part of a chunked body (RFC 9112, 7.1).
type part int

const (
	partSize part = iota
	partData
	partDataEnd
	partTrailer
)

// span returns how many of the unread bytes belong to the body and can be passed on,
// and whether the body ends after them.
func (b *body) span(p []byte) (n int, done bool, err error) {
	if !b.chunked {
		n = b.take(p)
		return n, b.left == 0, nil
	}
	for {
		size, ended, err := b.next(p[n:])
		n += size
		if ended || err != nil || size == 0 {
			return n, ended, err
		}
	}
}

func (b *body) take(p []byte) int {
	n := min(int64(len(p)), b.left)
	b.left -= n
	return int(n)
}

// next returns the length of the next part, or 0 if more bytes are needed.
func (b *body) next(p []byte) (n int, done bool, err error) {
	switch b.part {
	case partData:
		n = b.take(p)
		if b.left == 0 {
			b.part = partDataEnd
		}
		return n, false, nil
	case partDataEnd:
		return b.dataEnd(p)
	case partSize:
		return b.size(p)
	}
	return b.trailerLine(p)
}

func (b *body) dataEnd(p []byte) (n int, done bool, err error) {
	switch {
	case bytes.HasPrefix(p, []byte("\r\n")):
		b.part = partSize
		return len("\r\n"), false, nil
	case len(p) == 0 || len(p) == 1 && p[0] == '\r':
		return 0, false, nil
	}
	return 0, false, errChunked
}

func (b *body) size(p []byte) (n int, done bool, err error) {
	line, n, err := cutLine(p)
	if n == 0 || err != nil {
		return 0, false, err
	}
	digits, extension, _ := bytes.Cut(line, []byte(";"))
	size, err := strconv.ParseUint(string(digits), 16, 60)
	if err != nil || !isValue(extension) {
		return 0, false, errChunked
	}
	b.left = int64(size)
	b.part = partData
	if size == 0 {
		b.part = partTrailer
	}
	return n, false, nil
}

func (b *body) trailerLine(p []byte) (n int, done bool, err error) {
	line, n, err := cutLine(p)
	if n == 0 || err != nil {
		return 0, false, err
	}
	if len(line) == 0 {
		return n, true, nil
	}
	if b.trailer += n; b.trailer > maxTrailer {
		return 0, false, errChunked
	}
	if _, _, ok := cutField(line); !ok {
		return 0, false, errChunked
	}
	return n, false, nil
}

// cutLine returns the first line without its CRLF, and its length with the CRLF, which
// is 0 if the line is incomplete.
func cutLine(p []byte) (line []byte, n int, err error) {
	feed := bytes.IndexByte(p, '\n')
	switch {
	case feed > maxChunkLine, feed < 0 && len(p) > maxChunkLine:
		return nil, 0, errChunked
	case feed < 0:
		return nil, 0, nil
	case feed == 0 || p[feed-1] != '\r':
		return nil, 0, errChunked
	}
	return p[:feed-1], feed + 1, nil
}
