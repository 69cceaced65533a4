// Package transport is the HTTP/1.1 client of the load generator: an
// [http.RoundTripper] that does everything in the caller's goroutine, takes
// less time than net/http's, and tells what net/http hides of an answer.
//
// There is no redirect, no proxy, no HTTP/2 and no decompression, and a request
// whose outcome is unknown is never sent again. An [http.Client] around it must
// have no Timeout, which would cost more than the whole request;
// [Options].Timeout is cheap.
package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Defaults of [Options].
const (
	defaultMaxIdle = 64
	defaultIdleAge = time.Second
)

// Options is all that can be set on a [Transport].
type Options struct {
	// Root names scheme and host to connect to; requests for others are
	// refused. Its path means nothing here.
	Root *url.URL

	// TLS is used for https; nil means the system's defaults. The only protocol
	// that is offered is http/1.1.
	TLS *tls.Config

	// Timeout bounds one request, from dial to the last byte of the answer.
	// Zero means no bound.
	Timeout time.Duration

	// MaxIdle is how many connections are kept for later requests. Zero means
	// 64; below zero none is kept.
	MaxIdle int

	// IdleAge is how long a connection may wait for its next request; after
	// that it is closed. Zero means a second.
	//
	// A server that ends a connection at the moment of its use leaves the
	// client with a request of unknown outcome, which must not be sent again
	// and looks like a failure of the server. So the connection has to be
	// given up first: servers wait for 2 s (gunicorn) to 75 s (nginx) and more.
	// One that announces less (Keep-Alive: timeout=1) is believed: half its
	// time is used.
	IdleAge time.Duration
}

// Transport sends requests to one server. It is safe for concurrent use.
type Transport struct {
	options Options
	pool    *pool
	closing context.Context // ends with Close
	end     context.CancelFunc
}

// New returns a transport without connections.
func New(o Options) *Transport {
	if o.MaxIdle == 0 {
		o.MaxIdle = defaultMaxIdle
	}
	if o.IdleAge == 0 {
		o.IdleAge = defaultIdleAge
	}
	o.TLS = tlsConfig(o.TLS, o.Root.Hostname())
	closing, end := context.WithCancel(context.Background())
	return &Transport{options: o, pool: newPool(o.MaxIdle, o.IdleAge), closing: closing, end: end}
}

// Close closes every connection. Requests in progress, and all later ones, fail
// with [Canceled].
func (t *Transport) Close() {
	t.end()
	t.pool.close()
}

// Stats tells of all requests so far.
func (t *Transport) Stats() Stats { return t.pool.counted() }

// RoundTrip sends the request and reads the whole answer; interim ones are
// skipped. Every error is an [*Error].
//
// An opaque req.URL is the request target as it stands. Sent are the fields of
// req.Header, but X-Vegeta-*; Host as in req.Host or
// else req.URL; Content-Length where there is a body or the method usually has
// one. Nothing else is added: no User-Agent, no Accept-Encoding.
//
// Of the response Status, StatusCode, Proto, ContentLength (the length of all
// of the content, of which [Content] may be a part; of an answer to HEAD what
// it announces), Close, Request and Body are set. Its Header holds
// X-Openstack-Request-Id, Retry-After and Content-Type as far as they were sent,
// and nothing else; it is nil, which may be read but not written, for a 204 and
// for a 200 to a GET without a request id and without a [Finding]. Closing the
// Body is not needed.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	began := time.Now()
	c, look := t.pool.take(began)
	out, last, err := appendRequest(c.buffer(), req, t.options.Root)
	if err != nil {
		t.pool.put(c, began)
		return nil, &Error{Kind: Request, Err: err}
	}
	deadline := t.deadline(req.Context(), began)
	for c != nil {
		c.out, c.last = out, last
		resp, err := t.send(c, look, req, deadline)
		if err == nil {
			return resp, nil
		}
		if !t.pool.failed(c, err) {
			return nil, err
		}
		c, look = t.pool.take(began)
	}
	if c, err = t.dial(req.Context(), deadline); err != nil {
		return nil, t.failure(req.Context(), err)
	}
	c.out, c.last = out, last
	resp, failed := t.send(c, false, req, deadline)
	if failed != nil {
		return nil, failed
	}
	return resp, nil
}

func (t *Transport) deadline(ctx context.Context, began time.Time) time.Time {
	var deadline time.Time
	if t.options.Timeout > 0 {
		deadline = began.Add(t.options.Timeout)
	}
	if ctx.Done() == nil {
		return deadline
	}
	if d, ok := ctx.Deadline(); ok && (deadline.IsZero() || d.Before(deadline)) {
		return d
	}
	return deadline
}

// send uses the connection, and keeps it for later where that can be.
func (t *Transport) send(c *connection, look bool, req *http.Request, deadline time.Time) (*http.Response, *Error) {
	resp, err := c.exchange(req, look, deadline)
	if err != nil {
		t.pool.discard(c)
		failed := t.failure(req.Context(), err)
		failed.Reused = c.used
		return nil, failed
	}
	if resp.Close {
		t.pool.discard(c)
	} else {
		t.pool.put(c, time.Now())
	}
	return resp, nil
}

// failure gives an error its final kind: an end that was asked for shows as
// whatever it interrupted.
func (t *Transport) failure(ctx context.Context, err error) *Error {
	failed := asError(err)
	switch {
	case t.closing.Err() != nil:
		failed.Kind, failed.Err = Canceled, errClosed
	case ctx.Err() == nil:
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		failed.Kind, failed.Err = Timeout, ctx.Err()
	default:
		failed.Kind, failed.Err = Canceled, context.Cause(ctx)
	}
	return failed
}
