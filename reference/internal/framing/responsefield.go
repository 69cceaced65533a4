package framing

import (
	"bytes"
	"context"
	"net"
)

type connKey struct{}

// ConnContext adds the connection to the context for [SetField]. Use it as ConnContext
// of [net/http.Server].
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// SetField adds a header field to the response of this context. It returns false if the
// context has no connection. Call it at most once for a response, before the response is
// written, in the goroutine that writes it. Name and value must not come from a client.
//
// It is for a field that every response has: net/http copies and searches the header map
// of every response, which is cheap only if the map is empty.
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

// withField inserts the field after the status line. The next bytes that are written
// after SetField begin with a status line: net/http flushes a response before it calls
// the handler again.
func (c *conn) withField(p []byte) []byte {
	line := bytes.IndexByte(p, '\n') + 1
	const interim = "HTTP/1.1 1" // a response such as 100, before the final one
	if line == 0 || bytes.HasPrefix(p, []byte(interim)) {
		return p
	}
	c.answer = append(c.answer[:0], p[:line]...)
	c.answer = append(c.answer, c.field...)
	c.answer = append(c.answer, p[line:]...)
	c.field = c.field[:0]
	return c.answer
}
