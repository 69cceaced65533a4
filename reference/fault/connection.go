package fault

import (
	"bytes"
	"errors"
	"net"
	"os"

	"tagcheck/reference"
)

// onRead changes, in place, the octets that come from a client.
func onRead(edit func(p []byte)) change {
	return connections(func(c *connection) { c.reading = edit })
}

// onReceived puts other octets in the place of those that come from a client.
func onReceived(edit func(p []byte) []byte) change {
	return connections(func(c *connection) { c.receiving = edit })
}

// rewriting is onReceived for each place where some octets are.
func rewriting(octets, others string) change {
	return onReceived(func(p []byte) []byte { return bytes.ReplaceAll(p, []byte(octets), []byte(others)) })
}

// onAnswer changes the heads of answers on their way to the client.
func onAnswer(edit func(head []byte) []byte) change {
	return connections(func(c *connection) {
		c.writing = func(p []byte) []byte {
			end := bytes.Index(p, []byte("\r\n\r\n"))
			if !bytes.HasPrefix(p, []byte("HTTP/1.")) || end < 0 {
				return p
			}
			return append(edit(bytes.Clone(p[:end+4])), p[end+4:]...)
		}
	})
}

// on204 changes the heads of answers with 204.
func on204(edit func(head []byte) []byte) change {
	return onAnswer(func(head []byte) []byte {
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 204")) {
			return head
		}
		return edit(head)
	})
}

// fields puts lines before the end of a head.
func fields(head []byte, lines string) []byte {
	return append(head[:len(head)-2], lines+"\r\n\r\n"...)
}

func connections(alter func(c *connection)) change {
	return func(p *reference.Parts) {
		inner := p.Listener
		p.Listener = func(l net.Listener) net.Listener { return &listener{inner(l), alter} }
	}
}

type listener struct {
	net.Listener
	alter func(c *connection)
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &connection{Conn: conn}
	l.alter(c)
	return c, nil
}

// connection changes what passes. It knows where an answer begins as long as
// that is written in one piece, as net/http does with short ones.
type connection struct {
	net.Conn
	reading   func(p []byte)
	receiving func(p []byte) []byte
	ending    func() // when nothing more is received
	writing   func(p []byte) []byte
	closing   func(p []byte) bool // whether to close after this answer
	rest      []byte              // received, but did not fit
}

// Read receives octets.
func (c *connection) Read(p []byte) (int, error) {
	if len(c.rest) > 0 {
		n := copy(p, c.rest)
		c.rest = c.rest[n:]
		return n, nil
	}
	n, err := c.Conn.Read(p)
	if c.reading != nil {
		c.reading(p[:n])
	}
	if c.receiving != nil && n > 0 {
		octets := c.receiving(bytes.Clone(p[:n]))
		n = copy(p, octets)
		c.rest = octets[n:]
	}
	if c.ending != nil && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		c.ending()
	}
	return n, err
}

// reset ends the connection with RST: what is on its way to the client may be
// lost.
func (c *connection) reset() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Conn.Close()
}

// Write sends octets.
func (c *connection) Write(p []byte) (int, error) {
	sent := p
	if c.writing != nil {
		sent = c.writing(p)
	}
	if _, err := c.Conn.Write(sent); err != nil {
		return 0, err
	}
	if c.closing != nil && c.closing(p) {
		return len(p), c.CloseWrite()
	}
	return len(p), nil
}

// CloseWrite closes one direction, where that can be done.
func (c *connection) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Conn.Close()
}
