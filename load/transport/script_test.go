package transport

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// scripted is a server that does as it is told with every connection, of which
// number is the first 1.
func scripted(t *testing.T, behave func(number int, conn net.Conn, in *bufio.Reader)) *url.URL {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var number atomic.Int64
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				behave(int(number.Add(1)), conn, bufio.NewReader(conn))
			}()
		}
	}()
	return &url.URL{Scheme: "http", Host: l.Addr().String()}
}

// heard takes one request with its body; nil at the end of the connection.
func heard(in *bufio.Reader) *http.Request {
	r, err := http.ReadRequest(in)
	if err != nil {
		return nil
	}
	io.Copy(io.Discard, r.Body)
	return r
}

// always answers every request the same.
func always(octets string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		for heard(in) != nil {
			io.WriteString(conn, octets)
		}
	}
}

// opened is a transport that ends with the test. Its connections wait as long
// as the test may take, unless it says otherwise.
func opened(t *testing.T, o Options) *Transport {
	if o.IdleAge == 0 {
		o.IdleAge = time.Hour
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	tr := New(o)
	t.Cleanup(tr.Close)
	return tr
}

func request(t *testing.T, root *url.URL, method string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, root.String()+"/v2/images/i/tags/t", nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func answered(t *testing.T, tr *Transport, req *http.Request, status int) *http.Response {
	t.Helper()
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("it is answered %d, not %d", resp.StatusCode, status)
	}
	return resp
}

func refused(t *testing.T, tr *Transport, req *http.Request, kind Kind, sent bool) *Error {
	t.Helper()
	resp, err := tr.RoundTrip(req)
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("it is answered %v, %v", resp, err)
	}
	if failed.Kind != kind || failed.Sent != sent {
		t.Fatalf("it fails with %q, sent %t, not %s, sent %t", failed, failed.Sent, kind, sent)
	}
	return failed
}

// waits lets the connections that wait appear to have done so for long, and
// gives the number of those that are there.
func (p *pool) waits(long time.Duration) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.since = c.since.Add(-long)
	}
	return len(p.idle)
}

// gone waits until something of the server has arrived on the connection that
// waits, such as its end.
func (p *pool) gone(ctx context.Context) bool {
	for ctx.Err() == nil {
		if p.idle[0].wire.direct.look() != silent {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}
