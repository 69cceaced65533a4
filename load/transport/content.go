package transport

import (
	"bufio"
	"errors"
	"io"
	"slices"
)

var errContentSize = tooLarge("the content is too large")

// content is the body of a response, as far as it is kept, and the findings.
type content struct {
	data    []byte
	read    int
	finding Finding
}

func (c *content) Read(p []byte) (int, error) {
	if c.read == len(c.data) {
		return 0, io.EOF
	}
	n := copy(p, c.data[c.read:])
	c.read += n
	return n, nil
}

func (c *content) Close() error { return nil }

// body is the content of a response that is being read.
type body struct {
	in   *reader
	keep int // bytes to keep at most
	data []byte
	size int64 // bytes that arrived, kept or not
	cost int64 // bytes that delimit them
}

// body reads the content of the response whose head was read.
func (r *reader) body(how framing) (body, error) {
	b := body{in: r, keep: MaxKeptOnError}
	if r.head.status/100 == 2 {
		b.keep = MaxKeptOnSuccess
	}
	var err error
	switch how {
	case sized:
		err = b.exactly(r.head.length)
	case inChunks:
		err = b.chunks()
	case untilClose:
		err = b.rest()
	}
	return b, err
}

// exactly reads n bytes of content.
func (b *body) exactly(n int64) error {
	if n > MaxContent-b.size-b.cost {
		return errContentSize
	}
	b.size += n
	kept := min(int(n), b.keep-len(b.data))
	begin := len(b.data)
	b.data = slices.Grow(b.data, kept)[:begin+kept]
	if _, err := io.ReadFull(b.in.in, b.data[begin:]); err != nil {
		return err
	}
	_, err := b.in.in.Discard(int(n) - kept)
	return err
}

// rest reads until the server closes the connection.
func (b *body) rest() error {
	for {
		_, err := b.in.in.Peek(1)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := b.exactly(int64(b.in.in.Buffered())); err != nil {
			return err
		}
	}
}

// chunks reads chunks and the trailer section (RFC 9112 section 7.1).
func (b *body) chunks() error {
	for {
		line, err := b.in.chunkLine()
		if err != nil {
			return err
		}
		size, ok := chunkSize(line)
		if !ok {
			return badLine("the size of a chunk is malformed", line)
		}
		b.cost += int64(len(line)) + 4
		if size == 0 {
			b.in.left = MaxHeader
			var trailer head
			return b.in.section(trailer.field)
		}
		if err := b.exactly(size); err != nil {
			return err
		}
		if line, err = b.in.chunkLine(); err != nil {
			return err
		}
		if len(line) > 0 {
			return badLine("a chunk is longer than its size", line)
		}
	}
}

// chunkLine returns a line that ends in CRLF. No other end is allowed here.
func (r *reader) chunkLine() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.ErrUnexpectedEOF
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, badLine("the size of a chunk is malformed", line)
	case err != nil:
		return nil, err
	case len(line) < 2 || line[len(line)-2] != '\r' || !isValue(line[:len(line)-2]):
		return nil, badLine("a line of a chunk does not end in CRLF", line)
	}
	return line[:len(line)-2], nil
}

// chunkSize returns the size, which precedes any extensions.
func chunkSize(line []byte) (int64, bool) {
	n, digits := int64(0), 0
	for ; digits < len(line); digits++ {
		digit, ok := hexDigit(line[digits])
		if !ok {
			break
		}
		if n > MaxContent {
			n = MaxContent + 1 // too large, whatever follows
			continue
		}
		n = n<<4 | digit
	}
	rest := line[digits:]
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		rest = rest[1:]
	}
	return n, digits > 0 && (len(rest) == 0 || rest[0] == ';')
}

func hexDigit(b byte) (int64, bool) {
	switch {
	case isDigit(b):
		return int64(b - '0'), true
	case 'a' <= b|0x20 && b|0x20 <= 'f':
		return int64(b|0x20-'a') + 10, true
	}
	return 0, false
}
