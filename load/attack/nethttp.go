package attack

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
)

// netHTTP is net/http's transport: for HTTP/2, for proxies from the environment,
// and to cross-check our own.
func netHTTP(o Options) *bounded {
	var config *tls.Config
	if o.TLS != nil {
		config = o.TLS.Clone()
		config.NextProtos = nil // or HTTP/2 is never offered
	}
	return &bounded{options: o, next: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, ForceAttemptHTTP2: true,
		MaxIdleConns: o.Workers, MaxIdleConnsPerHost: o.Workers, MaxConnsPerHost: o.Workers, DisableCompression: true,
	}}
}

// bounded gives every request its time.
type bounded struct {
	options Options
	next    *http.Transport
}

// RoundTrip ends the request's time once its content has been read.
func (b *bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	// A proxy would be asked for an opaque URL without its host.
	whole, err := url.Parse(req.URL.Scheme + "://" + req.URL.Host + req.URL.Opaque)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(req.Context(), b.options.Timeout)
	req = req.WithContext(ctx)
	req.URL = whole
	resp, err := b.next.RoundTrip(req)
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &ending{resp.Body, cancel}
	return resp, nil
}

// ending is content whose time ends with it.
type ending struct {
	io.ReadCloser
	end context.CancelFunc
}

// Close ends the time, too.
func (e *ending) Close() error {
	defer e.end()
	return e.ReadCloser.Close()
}
