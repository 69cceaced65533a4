package attack

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"time"

	"tagcheck/fixtures/imageapi"
)

// netHTTP sends by net/http: for HTTP/2, for proxies from the environment, and to
// compare its results with those of package transport. It bounds the time of each
// request.
type netHTTP struct {
	timeout time.Duration // 0 for none
	next    *http.Transport
	all     context.Context // of all requests
	end     context.CancelFunc
}

func newNetHTTP(o Options) *netHTTP {
	var config *tls.Config
	if o.TLS != nil {
		config = o.TLS.Clone()
		config.NextProtos = nil // otherwise HTTP/2 is never offered
	}
	all, end := context.WithCancel(context.Background())
	return &netHTTP{timeout: o.Timeout, all: all, end: end, next: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxIdleConns: o.Workers, MaxIdleConnsPerHost: o.Workers, MaxConnsPerHost: o.Workers,
	}}
}

// RoundTrip sends the request. Its time ends when the content has been read.
func (n *netHTTP) RoundTrip(req *http.Request) (*http.Response, error) {
	// A proxy would get an opaque URL without its host.
	complete, err := url.Parse(imageapi.Origin(req.URL) + req.URL.Opaque)
	if err != nil {
		return nil, err
	}
	ctx, cancel := withTimeout(req.Context(), n.timeout)
	detach := context.AfterFunc(n.all, cancel)
	req = req.WithContext(ctx)
	req.URL = complete
	resp, err := n.next.RoundTrip(req)
	if err != nil {
		detach()
		cancel()
		return nil, err
	}
	resp.Body = &timedBody{resp.Body, func() { detach(); cancel() }}
	return resp, nil
}

func withTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, timeout)
}

// timedBody releases the timer of a request when it is closed.
type timedBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close closes the body and releases the timer.
func (b *timedBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
