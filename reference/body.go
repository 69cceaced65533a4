package reference

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// bodyReader takes request bodies off the connection, within bounds.
type bodyReader struct {
	max     int64 // octets
	timeout time.Duration
	buffers sync.Pool // of *[]byte
}

func newBodyReader(limit int64, timeout time.Duration) *bodyReader {
	return &bodyReader{max: limit, timeout: timeout, buffers: sync.Pool{New: func() any {
		b := make([]byte, 16<<10)
		return &b
	}}}
}

// hasBody reports whether the request announced a body, of any length.
func hasBody(r *http.Request) bool {
	return r.ContentLength != 0 && r.Body != nil && r.Body != http.NoBody
}

// start limits the time for the body. It is called before anything is
// answered, because net/http reads what is left of a body on its own.
func (b *bodyReader) start(w http.ResponseWriter, r *http.Request) {
	if hasBody(r) {
		// A recorder of a test has no deadlines; it cannot stall either.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(b.timeout))
	}
}

// abandon gives up a body that the client holds back until it is told to go on
// (RFC 9110, 10.1.1). It will not be told, but net/http would wait.
func (b *bodyReader) abandon(w http.ResponseWriter, r *http.Request) {
	if hasBody(r) && r.Header["Expect"] != nil {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
	}
}

// discard reads the body to its end and forgets it. A body that is broken is a
// request that was never completed (RFC 9112, 8), so the problem it returns
// must keep the request from having any effect.
func (b *bodyReader) discard(r *http.Request) *Problem {
	if !hasBody(r) {
		return nil
	}
	return b.copy(io.Discard, r)
}

// read returns the whole body.
func (b *bodyReader) read(r *http.Request) ([]byte, *Problem) {
	if !hasBody(r) {
		return nil, nil
	}
	var content bytes.Buffer
	p := b.copy(&content, r)
	return content.Bytes(), p
}

func (b *bodyReader) copy(to io.Writer, r *http.Request) *Problem {
	if r.ContentLength > b.max {
		return bodyTooLarge()
	}
	buffer := b.buffers.Get().(*[]byte)
	defer b.buffers.Put(buffer)
	// Only the Reader and Writer of the two are shown, else io.CopyBuffer would not use the buffer.
	n, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{io.LimitReader(r.Body, b.max+1)}, *buffer)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &Problem{Status: http.StatusRequestTimeout, Message: "The request body did not arrive in time.", Close: true}
	case err != nil:
		return &Problem{Status: http.StatusBadRequest, Message: "The request body is incomplete or malformed.", Close: true}
	case n > b.max:
		return bodyTooLarge()
	}
	return nil
}

func bodyTooLarge() *Problem {
	return &Problem{Status: http.StatusRequestEntityTooLarge, Message: "The request body is too large.", Close: true}
}
