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

// scripted is a server that runs behave for every connection; number counts them from
// 1.
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

// readRequest reads one request with its body. It returns nil at the end of the
// connection.
func readRequest(in *bufio.Reader) *http.Request {
	r, err := http.ReadRequest(in)
	if err != nil {
		return nil
	}
	io.Copy(io.Discard, r.Body)
	return r
}

// always answers every request with the same octets.
func always(octets string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		for readRequest(in) != nil {
			io.WriteString(conn, octets)
		}
	}
}

// newTransport is a transport that is closed after the test. Unless o says otherwise
// its connections stay idle for the whole test.
func newTransport(t *testing.T, o Options) *Transport {
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

func mustAnswer(t *testing.T, tr *Transport, req *http.Request, status int) *http.Response {
	t.Helper()
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("got %d, expected %d", resp.StatusCode, status)
	}
	return resp
}

func mustFail(t *testing.T, tr *Transport, req *http.Request, kind Kind, sent bool) *Error {
	t.Helper()
	resp, err := tr.RoundTrip(req)
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v, %v", resp, err)
	}
	if failed.Kind != kind || failed.Sent != sent {
		t.Fatalf("got %q with Sent %t, expected %s with Sent %t", failed, failed.Sent, kind, sent)
	}
	return failed
}

// makeOlder makes all idle connections older, and returns their number.
func (p *pool) makeOlder(by time.Duration) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.since = c.since.Add(-by)
	}
	return len(p.idle)
}

// awaitIdleEvent waits until the idle connection has received something from the server,
// such as its end. It returns false when the context ends first.
func (p *pool) awaitIdleEvent(ctx context.Context) bool {
	for ctx.Err() == nil {
		if p.idle[0].exchanger.socket.state() != usable {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}
