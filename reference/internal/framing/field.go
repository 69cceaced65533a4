package framing

import (
	"bytes"
	"context"
	"net"
)

type connKey struct{}

// ConnContext makes the connection known to [SetField]. It is meant for the
// field of that name in [net/http.Server].
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// SetField adds a header field to the answer that is made in this context, and
// reports whether it could. It is called at most once for an answer, before
// any of it is written, by the goroutine that writes it. Neither name nor value
// may come from a client.
//
// It is there for a field that every answer has: net/http copies and looks
// through the header map of every answer, which is cheap only while that is
// empty.
func SetField(ctx context.Context, name string, value []byte) bool {
	c, ok := ctx.Value(connKey{}).(*conn)
	if !ok {
		return false
	}
	c.field = append(c.field[:0], name...)
	c.field = append(c.field, ": "...)
	c.field = append(c.field, value...)
	c.field = append(c.field, "\r\n"...)
	return true
}

// withField puts the field behind the status line. What is written next after
// the field was set begins with one: net/http writes out all of an answer
// before it calls the handler again.
func (c *conn) withField(p []byte) []byte {
	line := bytes.IndexByte(p, '\n') + 1
	const interim = "HTTP/1.1 1" // such as 100, before the answer itself
	if line == 0 || bytes.HasPrefix(p, []byte(interim)) {
		return p
	}
	c.answer = append(c.answer[:0], p[:line]...)
	c.answer = append(c.answer, c.field...)
	c.answer = append(c.answer, p[line:]...)
	c.field = c.field[:0]
	return c.answer
}
