package transport

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// reader reads responses from one connection.
type reader struct {
	in   *bufio.Reader
	head head
	long []byte // a line that is longer than the buffer of in
	left int    // bytes that the current section may still have
}

// line returns the next line of a section without its end, which may be a bare LF
// (RFC 9112 section 2.2). It is valid until the next call.
func (r *reader) line() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	if r.left -= len(line); r.left < 0 {
		return nil, tooLarge("the header section is too large")
	}
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.longLine(line)
	}
	if errors.Is(err, io.EOF) {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	line = line[:len(line)-1]
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

func (r *reader) longLine(begun []byte) ([]byte, error) {
	r.long = append(r.long[:0], begun...)
	for {
		more, err := r.in.ReadSlice('\n')
		if r.left -= len(more); r.left < 0 {
			return nil, tooLarge("the header section is too large")
		}
		r.long = append(r.long, more...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.long, err
		}
	}
}

// section passes the lines of a header or trailer section to use, up to the empty
// line.
func (r *reader) section(use func(line []byte) error) error {
	for {
		line, err := r.line()
		if err != nil {
			return err
		}
		if len(line) == 0 {
			return nil
		}
		if err := use(line); err != nil {
			return err
		}
	}
}
