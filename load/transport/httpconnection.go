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

// readBuffer is the size of the read buffer, in bytes. A usual response to a tag
// request fits.
const readBuffer = 4 << 10

// maxKeptBuffer is the size up to which a buffer is kept with its connection, in
// bytes.
const maxKeptBuffer = 64 << 10

// past is a deadline that ends pending reads and writes at once.
var past = time.Unix(1, 0)

// connection is one connection to the server, used by one request at a time.
type connection struct {
	net.Conn
	exchanger *exchanger
	out       []byte        // the request
	last      bool          // the request asks to close the connection
	in        reader        // of responses, from exchanger
	used      bool          // by a request that was answered
	since     time.Time     // when it became idle
	limit     time.Duration // how long the server keeps it idle; 0 if it does not say
}

// buffer returns space for a request, the connection's own if there is one.
func (c *connection) buffer() []byte {
	if c == nil || cap(c.out) > maxKeptBuffer {
		return make([]byte, 0, 512)
	}
	return c.out[:0]
}

// dial opens a connection. Only a dial uses goroutines and a timer.
func (t *Transport) dial(caller context.Context, deadline time.Time) (*connection, error) {
	ctx, cancel := withDeadline(t.closing, deadline)
	defer cancel()
	if caller.Done() != nil {
		defer context.AfterFunc(caller, cancel)()
	}
	began := time.Now()
	tcp, err := (&net.Dialer{KeepAlive: -1}).DialContext(ctx, "tcp", t.address())
	if err != nil {
		return nil, during(Dial, err)
	}
	conn := tcp
	if t.options.Root.Scheme == "https" {
		secure := tls.Client(tcp, t.options.TLS)
		if err := secure.HandshakeContext(ctx); err != nil {
			tcp.Close()
			return nil, during(TLS, err)
		}
		conn = secure
	}
	x := &exchanger{Conn: conn, socket: newSocketExchange(tcp), secure: conn != tcp}
	c := &connection{Conn: conn, exchanger: x, in: reader{in: bufio.NewReaderSize(x, readBuffer)}}
	if !t.pool.add(c, time.Since(began)) {
		conn.Close()
		return nil, &Error{Kind: Canceled, Err: errClosed}
	}
	return c, nil
}

func withDeadline(ctx context.Context, deadline time.Time) (context.Context, context.CancelFunc) {
	if deadline.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline)
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

// exchange writes the request in c.out at once and reads the response. With check
// it first makes sure that the connection is usable.
func (c *connection) exchange(req *http.Request, check bool, deadline time.Time) (*http.Response, error) {
	if err := c.SetDeadline(deadline); err != nil {
		return nil, &Error{Kind: Write, Err: err}
	}
	stop := func() bool { return true }
	if ctx := req.Context(); ctx.Done() != nil {
		stop = context.AfterFunc(ctx, func() { c.SetDeadline(past) })
	}
	defer stop()
	c.exchanger.begin(c.out, check)
	r, err := c.in.response(req.Method)
	switch {
	case c.exchanger.failed != nil:
		err = during(Write, c.exchanger.failed)
	case c.exchanger.found != usable:
		err = &Error{Kind: Write, Err: err}
	}
	if err != nil {
		failed := asError(err)
		failed.Sent = c.exchanger.wrote > 0
		return nil, failed
	}
	r.Request = req
	r.Close = r.Close || c.last || !stop()
	c.used, c.limit = true, c.in.head.keepAlive
	return &r.Response, nil
}
