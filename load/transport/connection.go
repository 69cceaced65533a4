package transport

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// readBuffer is what is read at a time, in bytes: any honest answer to a tag
// request fits.
const readBuffer = 4 << 10

// maxKept is up to which size buffers are kept with a connection, in bytes.
const maxKept = 64 << 10

// past is a deadline that ends at once what is waiting.
var past = time.Unix(1, 0)

// connection is one connection to the server, used by one request at a time.
type connection struct {
	net.Conn
	wire  *wire
	out   []byte        // the request
	last  bool          // it ends the connection
	in    reader        // of answers, from wire
	used  bool          // by a request that was answered
	since time.Time     // when it began to wait for its next request
	limit time.Duration // how long it may, as the server says; 0 for nothing said
}

// buffer gives the room for a request, the connection's own if there is one.
func (c *connection) buffer() []byte {
	if c == nil || cap(c.out) > maxKept {
		return make([]byte, 0, 512)
	}
	return c.out[:0]
}

// dial opens a connection. It has goroutines and a timer while it lasts.
func (t *Transport) dial(caller context.Context, deadline time.Time) (*connection, error) {
	ctx, cancel := context.WithCancel(t.closing)
	if !deadline.IsZero() {
		ctx, cancel = context.WithDeadline(t.closing, deadline)
	}
	defer cancel()
	if caller.Done() != nil {
		defer context.AfterFunc(caller, cancel)()
	}
	began := time.Now()
	tcp, err := (&net.Dialer{KeepAlive: -1}).DialContext(ctx, "tcp", t.address())
	if err != nil {
		return nil, failedTo(Dial, err)
	}
	conn := tcp
	if t.options.Root.Scheme == "https" {
		secure := tls.Client(tcp, t.options.TLS)
		if err := secure.HandshakeContext(ctx); err != nil {
			tcp.Close()
			return nil, failedTo(TLS, err)
		}
		conn = secure
	}
	w := &wire{Conn: conn, direct: newDirect(tcp), secure: conn != tcp}
	c := &connection{Conn: conn, wire: w, in: reader{in: bufio.NewReaderSize(w, readBuffer)}}
	if !t.pool.add(c, time.Since(began)) {
		conn.Close()
		return nil, &Error{Kind: Canceled, Err: errClosed}
	}
	return c, nil
}

func (t *Transport) address() string {
	root := t.options.Root
	port := map[string]string{"http": "80", "https": "443"}[root.Scheme]
	return net.JoinHostPort(root.Hostname(), cmp.Or(root.Port(), port))
}

func tlsConfig(config *tls.Config, host string) *tls.Config {
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"}
	config.ServerName = cmp.Or(config.ServerName, host)
	return config
}

// exchange sends the request that stands in out, in one piece, and reads the
// answer. With look it makes sure before that the connection is still good.
func (c *connection) exchange(req *http.Request, look bool, deadline time.Time) (*http.Response, error) {
	if err := c.SetDeadline(deadline); err != nil {
		return nil, &Error{Kind: Write, Err: err}
	}
	stop := func() bool { return true }
	if ctx := req.Context(); ctx.Done() != nil {
		stop = context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	}
	defer stop()
	c.wire.begin(c.out, look)
	a, err := c.in.answer(req.Method)
	switch {
	case c.wire.failed != nil:
		err = failedTo(Write, c.wire.failed)
	case c.wire.found != silent:
		err = &Error{Kind: Write, Err: err}
	}
	if err != nil {
		failed := asError(err)
		failed.Sent = c.wire.wrote > 0
		return nil, failed
	}
	a.Request = req
	a.Close = a.Close || c.last || !stop()
	c.used, c.limit = true, c.in.head.keepAlive
	return &a.Response, nil
}
