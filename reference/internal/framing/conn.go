package framing

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

// conn is a connection that passes on only the requests that the filter accepts.
//
// Its buffer contains bytes that may be passed on (from read to ready), and then bytes
// that are not parsed completely (from ready to written).
type conn struct {
	net.Conn
	listener *Listener

	buffer               []byte
	read, ready, written int

	head   head
	body   body
	inBody bool
	err    error // what Read returns when all accepted bytes have been passed on

	deadline deadline

	// Times, counted from the start of the listener.
	now             atomic.Int64  // end of the last wait for bytes
	headBy          time.Duration // time limit of the head; 0 before it begins
	idleBy, writeBy time.Duration
	field           []byte // to be added to the current response
	answer          []byte // buffer for a response with the field

	used    atomic.Bool // a byte was received
	ended   atomic.Bool // nothing more will be received
	closing atomic.Bool
}

const firstBuffer = 4 << 10

// Read returns the head of a request only when it is complete and accepted.
func (c *conn) Read(p []byte) (int, error) {
	for c.read == c.ready {
		if c.ready < c.written {
			c.advance()
		}
		if c.read < c.ready {
			break
		}
		if c.err != nil {
			return 0, c.err
		}
		if err := c.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.buffer[c.read:c.ready])
	c.read += n
	return n, nil
}

// advance parses more bytes, at most one head or one part of a body.
func (c *conn) advance() {
	if c.err != nil {
		return
	}
	if c.inBody {
		c.advanceBody()
		return
	}
	c.skipEmptyLine()
	n, refused := c.head.scan(c.buffer[c.ready:c.written])
	switch {
	case refused != nil:
		c.refuse(refused)
	case n > 0:
		c.pass(n)
	}
}

func (c *conn) advanceBody() {
	n, done, err := c.body.span(c.buffer[c.ready:c.written])
	c.ready += n
	c.err = err
	if done {
		c.inBody = false
	}
}

// skipEmptyLine ignores one empty line before a request line (RFC 9112, 2.2).
func (c *conn) skipEmptyLine() {
	if !c.head.skipped && c.head.next == 0 && bytes.HasPrefix(c.buffer[c.ready:c.written], []byte("\r\n")) {
		c.read += len("\r\n")
		c.ready = c.read
		c.head.skipped, c.head.seen = true, 0
	}
}

// pass accepts a head and prepares for its body or for the next head.
func (c *conn) pass(n int) {
	if t := c.head.target; t.to > 0 {
		n += c.wrapTarget(t)
	}
	c.ready += n
	c.inBody = c.head.codings > 0 || c.head.length > 0
	c.body = body{chunked: c.head.codings > 0, left: c.head.length}
	c.head = head{limits: c.head.limits}
	c.headBy = 0
}

// wrapTarget replaces a target that net/http cannot parse. It returns by how many bytes
// the head is longer.
func (c *conn) wrapTarget(t span) int {
	rest := c.buffer[c.ready:c.written]
	wrapped := sentPrefix + url.PathEscape(string(rest[t.from:t.to]))
	c.replace(bytes.Join([][]byte{rest[:t.from], []byte(wrapped), rest[t.to:]}, nil))
	return len(wrapped) - (t.to - t.from)
}

// replace replaces the bytes that are not parsed completely. It must not be called while
// there are bytes to pass on.
func (c *conn) replace(p []byte) {
	c.buffer, c.read, c.ready, c.written = p, 0, 0, len(p)
}

// refuse replaces the current request with one that [Handler] answers with the refusal.
// It is the last one on the connection.
func (c *conn) refuse(f *refusal) {
	method := http.MethodGet
	if c.head.asHEAD {
		method = http.MethodHead
	}
	c.replace(f.request(method))
	c.ready = c.written
	c.err = io.EOF
}

// fill receives more bytes. It stores an error that ends the connection, and refuses an
// incomplete head.
func (c *conn) fill() error {
	c.makeRoom()
	if err := c.deadline.before(c.Conn, c.waitBy()); err != nil {
		return err
	}
	n, err := c.Conn.Read(c.buffer[c.written:])
	own := c.deadline.after()
	c.now.Store(int64(time.Since(c.listener.start)))
	switch {
	case n > 0:
		c.used.Store(true)
		c.written += n
		return nil
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		if !own || !c.headBegun() {
			return err
		}
		c.refuse(&refusal{http.StatusRequestTimeout, "The request head did not arrive in time."})
		return nil
	case err == io.EOF && c.headBegun():
		c.refuse(badRequest("The request head is incomplete."))
	default:
		c.err = err
	}
	c.ended.Store(true)
	return nil
}

// waitBy returns the time limit for more bytes of a head, or for its first byte. The
// handler sets the limit for a body.
func (c *conn) waitBy() time.Time {
	limits := &c.listener.limits
	switch {
	case c.inBody:
		return time.Time{}
	case !c.headBegun():
		c.extend(&c.idleBy, limits.IdleTimeout)
		return c.listener.start.Add(c.idleBy)
	case c.headBy == 0:
		c.headBy = time.Duration(c.now.Load()) + limits.HeadTimeout
	}
	return c.listener.start.Add(c.headBy)
}

// extend moves a time limit if less than the time-out is left. It adds a quarter, so
// that the deadline of the connection is not set for each request. It counts from the
// last received bytes: nothing has waited since then.
func (c *conn) extend(limit *time.Duration, timeout time.Duration) (moved bool) {
	now := time.Duration(c.now.Load())
	if *limit-now >= timeout {
		return false
	}
	*limit = now + timeout + timeout/4
	return true
}

// headBegun reports whether an incomplete head was received.
func (c *conn) headBegun() bool { return !c.inBody && c.written > c.ready }

func (c *conn) makeRoom() {
	switch {
	case c.buffer == nil:
		c.buffer = make([]byte, firstBuffer)
	case c.read == c.written:
		c.read, c.ready, c.written = 0, 0, 0
	case c.written < len(c.buffer):
	case c.read > 0:
		copy(c.buffer, c.buffer[c.read:c.written])
		c.ready, c.written, c.read = c.ready-c.read, c.written-c.read, 0
	default:
		// The buffer is bounded: a head or a line that exceeds its limit is refused.
		c.buffer = append(c.buffer, make([]byte, len(c.buffer))...)
	}
}

// SetReadDeadline sets a time limit for Read. The limit for a head applies as well.
func (c *conn) SetReadDeadline(t time.Time) error { return c.deadline.set(c.Conn, t) }

// SetDeadline sets the time limits for Read and Write.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}
