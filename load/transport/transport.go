// Package transport is the HTTP/1.1 client of the load generator. A [Transport]
// is an [http.RoundTripper] that does everything in the goroutine of the caller,
// takes less CPU time than that of net/http, and reports what net/http hides of a
// response.
//
// It does not redirect, decompress, use proxies or speak HTTP/2, and never sends a
// request again whose outcome is unknown. Every error is an [*Error], whose Kind
// and Sent say what happened to the request; [Classify] gives the errors of
// net/http the same form. [FindingOf] returns what is wrong with the framing of a
// response, and [Content] its content.
//
// An [http.Client] around a Transport should have no Timeout, which costs more
// than the whole request. [Options].Timeout costs little.
package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"time"

	"tagcheck/fixtures/imageapi"
)

// Options configures a [Transport].
type Options struct {
	// Root has the scheme and host to connect to. Requests for another server are
	// refused. Its path is not used.
	Root *url.URL

	// TLS is used for https; nil means the defaults of the system. The only
	// protocol that is offered is http/1.1.
	TLS *tls.Config

	// Timeout bounds one request, from dial to the last byte of the response. Zero
	// means no bound.
	Timeout time.Duration

	// MaxIdle is how many connections are kept for later requests. Zero means
	// DefaultMaxIdle; a negative value means none.
	MaxIdle int

	// IdleAge is how long a connection may be idle before it is closed. Zero means
	// DefaultIdleAge.
	//
	// A server that closes a connection at the moment of its use leaves the client
	// with a request of unknown outcome, which must not be sent again and looks like
	// a failure of the server. The client therefore closes idle connections first:
	// servers keep them for 2 s (gunicorn) to 75 s (nginx) and more. If the server
	// announces a shorter time (Keep-Alive: timeout=1), half of that is used.
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
		o.MaxIdle = DefaultMaxIdle
	}
	if o.IdleAge == 0 {
		o.IdleAge = DefaultIdleAge
	}
	o.TLS = tlsConfig(o.TLS, imageapi.ServerName(o.Root))
	closing, end := context.WithCancel(context.Background())
	return &Transport{options: o, pool: newPool(o.MaxIdle, o.IdleAge), closing: closing, end: end}
}

// Close closes every connection. Requests in flight, and all later ones, fail with
// [Canceled].
func (t *Transport) Close() {
	t.end()
	t.pool.close()
}

// Stats returns the counters of all requests up to now.
func (t *Transport) Stats() Stats { return t.pool.counters() }

// RoundTrip sends the request and reads the whole response; interim responses are
// skipped. Every error is an [*Error].
//
// An opaque req.URL is sent as the request target, unchanged. The fields that are
// sent are those of req.Header without X-Vegeta-*; Host, from req.Host or req.URL;
// and Content-Length if there is a body or the method usually has one. Nothing
// else is added: no User-Agent, no Accept-Encoding.
//
// Status, StatusCode, Proto, ContentLength, Close, Request and Body of the response
// are set. ContentLength is the length of all of the content, of which [Content]
// may be a part; for HEAD it is the announced length. Header has
// X-Openstack-Request-Id, Retry-After and Content-Type if they were sent, and
// nothing else. It is nil, which can be read but not written, for a 204 and for a
// 200 to a GET that has neither a request id nor a [Finding]. The Body need not be
// closed.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	began := time.Now()
	c, check := t.pool.take(began)
	out, last, err := appendRequest(c.buffer(), req, t.options.Root)
	if err != nil {
		t.pool.put(c, began)
		return nil, &Error{Kind: Request, Err: err}
	}
	deadline := t.deadline(req.Context(), began)
	for c != nil {
		c.out, c.last = out, last
		resp, err := t.send(c, check, req, deadline)
		if err == nil {
			return resp, nil
		}
		if !t.pool.failed(c, err) {
			return nil, err
		}
		c, check = t.pool.take(began)
	}
	if c, err = t.dial(req.Context(), deadline); err != nil {
		return nil, t.finalError(req.Context(), err)
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

// send uses the connection, and keeps it for later requests if possible.
func (t *Transport) send(c *connection, check bool, req *http.Request, deadline time.Time) (*http.Response, *Error) {
	resp, err := c.exchange(req, check, deadline)
	if err != nil {
		t.pool.discard(c)
		failed := t.finalError(req.Context(), err)
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

// finalError returns Canceled or Timeout if the transport was closed or the context
// has ended: the error itself is then only that of the operation they interrupted.
func (t *Transport) finalError(ctx context.Context, err error) *Error {
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
