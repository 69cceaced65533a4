package transport

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"testing"
	"time"
)

func TestContextEndsARequest(t *testing.T) {
	got := make(chan struct{}, 1)
	root := scripted(t, func(_ int, _ net.Conn, in *bufio.Reader) {
		heard(in)
		got <- struct{}{}
		heard(in)
	})
	tr := opened(t, Options{Root: root})
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	go func() { <-got; cancel(reason) }()
	if failed := refused(t, tr, request(t, root, "PUT").WithContext(ctx), Canceled, true); !errors.Is(failed, reason) {
		t.Errorf("got %v", failed)
	}
	short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	refused(t, tr, request(t, root, "PUT").WithContext(short), Timeout, true)
	refused(t, tr, request(t, root, "PUT").WithContext(ctx), Canceled, false)
}

func TestCloseEndsEverything(t *testing.T) {
	got := make(chan struct{})
	root := scripted(t, func(_ int, _ net.Conn, in *bufio.Reader) {
		heard(in)
		close(got)
		heard(in)
	})
	tr := opened(t, Options{Root: root})
	go func() { <-got; tr.Close() }()
	refused(t, tr, request(t, root, "PUT"), Canceled, true)
	refused(t, tr, request(t, root, "PUT"), Canceled, false)
	if len(tr.pool.all) != 0 {
		t.Errorf("%d connections are left", len(tr.pool.all))
	}
}

func TestTimeout(t *testing.T) {
	for name, octets := range map[string]string{"no answer": "", "half an answer": no204, "half a body": ok200 + "Content-Length: 9\r\n\r\nhello"} {
		root := scripted(t, always(octets))
		tr := opened(t, Options{Root: root, Timeout: 20 * time.Millisecond})
		failed := refused(t, tr, request(t, root, "PUT"), Timeout, true)
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
	failed := refused(t, opened(t, Options{Root: root}), request(t, root, "PUT"), Dial, false)
	if failed.Error() != "dial: connection refused" {
		t.Errorf("got %q", failed)
	}
}

func TestBrokenAnswers(t *testing.T) {
	for octets, kind := range map[string]Kind{
		"nonsense\r\n": Malformed, no204 + "Date: x\r\n": Truncated, ok200 + "Content-Length: 99999999\r\n\r\n": TooLarge, "": Closed,
	} {
		root := scripted(t, func(_ int, conn net.Conn, in *bufio.Reader) {
			heard(in)
			io.WriteString(conn, octets)
		})
		tr := opened(t, Options{Root: root})
		if failed := refused(t, tr, request(t, root, "PUT"), kind, true); failed.Reused {
			t.Errorf("%q: the connection is new: %+v", octets, failed)
		}
		if s := tr.Stats(); s.Raced != 0 || len(tr.pool.all) != 0 {
			t.Errorf("%q: got %+v, %d connections are left", octets, s, len(tr.pool.all))
		}
	}
}
