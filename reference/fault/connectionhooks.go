package fault

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os"

	"tagcheck/reference"
)

// editReceivedInPlace changes bytes from a client without changing their number.
func editReceivedInPlace(edit func(p []byte)) change {
	return wrapConnections(func(c *connection) { c.onReadInPlace = edit })
}

// editReceived replaces bytes from a client.
func editReceived(edit func(p []byte) []byte) change {
	return wrapConnections(func(c *connection) { c.onRead = edit })
}

// replaceReceived replaces each occurrence of a text in bytes from a client.
func replaceReceived(text, replacement string) change {
	return editReceived(func(p []byte) []byte { return bytes.ReplaceAll(p, []byte(text), []byte(replacement)) })
}

// editResponseHead changes the heads of responses on their way to the client.
func editResponseHead(edit func(head []byte) []byte) change {
	return wrapConnections(func(c *connection) {
		c.onWrite = func(p []byte) []byte {
			end := bytes.Index(p, []byte("\r\n\r\n"))
			if !bytes.HasPrefix(p, []byte("HTTP/1.")) || end < 0 {
				return p
			}
			return append(edit(bytes.Clone(p[:end+4])), p[end+4:]...)
		}
	})
}

// edit204Head changes the heads of responses with 204.
func edit204Head(edit func(head []byte) []byte) change {
	return editResponseHead(func(head []byte) []byte {
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 204")) {
			return head
		}
		return edit(head)
	})
}

// appendFields adds header fields at the end of a head.
func appendFields(head []byte, lines string) []byte {
	return append(head[:len(head)-2], lines+"\r\n\r\n"...)
}

// removeField removes a header field from a head.
func removeField(head []byte, name string) []byte {
	start := bytes.Index(head, []byte("\r\n"+name+":"))
	if start < 0 {
		return head
	}
	end := bytes.Index(head[start+2:], []byte("\r\n"))
	return append(head[:start:start], head[start+2+end:]...)
}

// markField is a header field by which a handler tells its connection which
// response to change. The client never receives it.
const markField = "X-Marked"

func isMarked(p []byte) bool { return bytes.Contains(p, []byte("\r\n"+markField+":")) }

// editMarkedResponse changes the bytes of the responses to requests that match.
func editMarkedResponse(matches condition, edit func(response []byte) []byte) change {
	return both(
		wrapConnections(func(c *connection) {
			c.onWrite = func(p []byte) []byte {
				if !isMarked(p) {
					return p
				}
				return edit(removeField(p, markField))
			}
		}),
		editResponse(matches, func(_ *exchange, a *response) {
			if a.status != http.StatusUnauthorized {
				a.header.Set(markField, "1")
			}
		}))
}

func wrapConnections(setHooks func(c *connection)) change {
	return func(p *reference.Parts) {
		inner := p.Listener
		p.Listener = func(l net.Listener) net.Listener { return &listener{inner(l), setHooks} }
	}
}

type listener struct {
	net.Listener
	setHooks func(c *connection)
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &connection{Conn: conn}
	l.setHooks(c)
	return c, nil
}

// connection changes the bytes of a connection. The hooks on Write see a response
// from its first byte as long as it is written in one piece, as net/http writes
// short ones.
type connection struct {
	net.Conn
	onReadInPlace func(p []byte)
	onRead        func(p []byte) []byte
	onReadEnd     func() // nothing more will be received
	onWrite       func(p []byte) []byte
	closeAfter    func(p []byte) bool // whether to close after this response
	pending       []byte              // received, not passed on yet
}

// Read receives bytes.
func (c *connection) Read(p []byte) (int, error) {
	if len(c.pending) > 0 {
		n := copy(p, c.pending)
		c.pending = c.pending[n:]
		return n, nil
	}
	n, err := c.Conn.Read(p)
	if c.onReadInPlace != nil {
		c.onReadInPlace(p[:n])
	}
	if c.onRead != nil && n > 0 {
		received := c.onRead(bytes.Clone(p[:n]))
		n = copy(p, received)
		c.pending = received[n:]
	}
	if c.onReadEnd != nil && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		c.onReadEnd()
	}
	return n, err
}

// reset closes the connection with RST. The client may lose what it has not read.
func (c *connection) reset() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Conn.Close()
}

// Write sends bytes.
func (c *connection) Write(p []byte) (int, error) {
	sent := p
	if c.onWrite != nil {
		sent = c.onWrite(p)
	}
	if _, err := c.Conn.Write(sent); err != nil {
		return 0, err
	}
	if c.closeAfter != nil && c.closeAfter(p) {
		return len(p), c.CloseWrite()
	}
	return len(p), nil
}

// CloseWrite closes the direction to the client, or the whole connection if that
// is not possible.
func (c *connection) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Conn.Close()
}
