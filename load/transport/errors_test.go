package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestContextEndsRequest(t *testing.T) {
	got := make(chan struct{}, 1)
	root := scripted(t, func(_ int, _ net.Conn, in *bufio.Reader) {
		readRequest(in)
		got <- struct{}{}
		readRequest(in)
	})
	tr := newTransport(t, Options{Root: root})
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	go func() { <-got; cancel(reason) }()
	failed := mustFail(t, tr, request(t, root, "PUT").WithContext(ctx), Canceled, true)
	if !errors.Is(failed, reason) {
		t.Errorf("got %v", failed)
	}
	short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	mustFail(t, tr, request(t, root, "PUT").WithContext(short), Timeout, true)
	mustFail(t, tr, request(t, root, "PUT").WithContext(ctx), Canceled, false)
}

func TestCloseEndsAllRequests(t *testing.T) {
	got := make(chan struct{})
	root := scripted(t, func(_ int, _ net.Conn, in *bufio.Reader) {
		readRequest(in)
		close(got)
		readRequest(in)
	})
	tr := newTransport(t, Options{Root: root})
	go func() { <-got; tr.Close() }()
	mustFail(t, tr, request(t, root, "PUT"), Canceled, true)
	mustFail(t, tr, request(t, root, "PUT"), Canceled, false)
	if len(tr.pool.all) != 0 {
		t.Errorf("%d connections are left", len(tr.pool.all))
	}
}

func TestTimeout(t *testing.T) {
	for name, octets := range map[string]string{
		"no response": "", "half a response": no204, "half a body": ok200 + "Content-Length: 9\r\n\r\nhello",
	} {
		root := scripted(t, always(octets))
		tr := newTransport(t, Options{Root: root, Timeout: 20 * time.Millisecond})
		failed := mustFail(t, tr, request(t, root, "PUT"), Timeout, true)
		if !failed.Timeout() || failed.Error() != "timeout: no time left" {
			t.Errorf("%s: got %q", name, failed)
		}
	}
}

func TestNoConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	root := &url.URL{Scheme: "http", Host: l.Addr().String()}
	failed := mustFail(t, newTransport(t, Options{Root: root}), request(t, root, "PUT"), Dial, false)
	if failed.Error() != "dial: connection refused" {
		t.Errorf("got %q", failed)
	}
}

func TestBrokenResponses(t *testing.T) {
	for octets, kind := range map[string]Kind{
		"nonsense\r\n": Malformed, no204 + "Date: x\r\n": Truncated, "": Closed,
		ok200 + "Content-Length: 99999999\r\n\r\n": TooLarge,
	} {
		root := scripted(t, func(_ int, conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			io.WriteString(conn, octets)
		})
		tr := newTransport(t, Options{Root: root})
		if failed := mustFail(t, tr, request(t, root, "PUT"), kind, true); failed.Reused {
			t.Errorf("%q: a new connection counts as reused: %+v", octets, failed)
		}
		if s := tr.Stats(); s.Raced != 0 || len(tr.pool.all) != 0 {
			t.Errorf("%q: got %+v, %d connections are left", octets, s, len(tr.pool.all))
		}
	}
}

func TestErrorsOfNetHTTPAreClassified(t *testing.T) {
	own := &Error{Kind: Malformed, Sent: true, Err: io.EOF}
	for _, tt := range []struct {
		err  error
		kind Kind
		sent bool
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, Dial, false},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, Dial, false},
		{&url.Error{Op: "Put", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, TLS, false},
		{tls.RecordHeaderError{Msg: "not TLS"}, TLS, true}, // it may come later, too
		{&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, Dial, false},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, Timeout, true},
		{fmt.Errorf("get: %w", context.DeadlineExceeded), Timeout, true},
		{fmt.Errorf("get: %w", context.Canceled), Canceled, true},
		{&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, Reset, true},
		{&net.OpError{Op: "write", Err: syscall.EPIPE}, Reset, true},
		{io.EOF, Closed, true},
		{fmt.Errorf("read: %w", io.ErrUnexpectedEOF), Closed, true},
		{errors.New("port 4711 said 42"), NoAnswer, true},
		{fmt.Errorf("get: %w", own), Malformed, true},
	} {
		got := Classify(tt.err)
		if got.Kind != tt.kind || got.Sent != tt.sent || !errors.Is(tt.err, got.Err) && got != own {
			t.Errorf("%v: %s, sent %t", tt.err, got.Kind, got.Sent)
		}
	}
}
