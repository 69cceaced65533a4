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

// bodyReader reads request bodies, with a limit on their size and time.
type bodyReader struct {
	max     int64 // bytes
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

// start limits the time for the body. It is called before the response is
// written, because net/http reads the rest of an unread body itself.
func (b *bodyReader) start(w http.ResponseWriter, r *http.Request) {
	if hasBody(r) {
		// The recorder of a test supports no deadlines, and its body never stalls.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(b.timeout))
	}
}

// abandon stops waiting for a body that the client sends only after 100 Continue
// (RFC 9110, 10.1.1). The server does not send 100, but net/http would wait.
func (b *bodyReader) abandon(w http.ResponseWriter, r *http.Request) {
	if hasBody(r) && r.Header["Expect"] != nil {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
	}
}

// discard reads the body to its end. A request with an incomplete or malformed
// body is incomplete (RFC 9112, 8): if discard returns a problem, the request
// must have no effect.
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
	// The wrappers hide ReadFrom and WriteTo, with which io.CopyBuffer would not use the buffer.
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
