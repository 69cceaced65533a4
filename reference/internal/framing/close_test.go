package framing

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// pair returns both ends of a connection. The first has the filter.
func pair(t *testing.T, limits Limits) (*Listener, *conn, *net.TCPConn) {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := net.Dial("tcp", raw.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	// Ends a test that hangs.
	client.SetDeadline(time.Now().Add(30 * time.Second))
	l := Listen(raw, limits)
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		l.Close()
		ended, end := context.WithCancel(context.Background())
		end()
		l.Drain(ended)
	})
	return l, server.(*conn), client.(*net.TCPConn)
}

// reading starts a Read and returns when it waits.
func reading(c *conn) chan error {
	failed := make(chan error, 1)
	go func() {
		_, err := c.Read(make([]byte, 1))
		failed <- err
	}()
	for !c.deadline.isWaiting() {
		runtime.Gosched()
	}
	return failed
}

func TestPastDeadlineEndsRead(t *testing.T) {
	_, c, _ := pair(t, testLimits)
	failed := reading(c)
	c.SetReadDeadline(longAgo)
	if err := <-failed; err == nil || !err.(net.Error).Timeout() {
		t.Error(err)
	}
}

// TestCloseDuringRead closes a connection while a Read waits. Close must not wait for the
// client.
func TestCloseDuringRead(t *testing.T) {
	_, c, _ := pair(t, testLimits)
	failed := reading(c)
	c.Close()
	if err := <-failed; err == nil {
		t.Error("the Read did not fail")
	}
}

// TestCloseLingers closes a connection while the client sends more than the buffers of the
// kernel can store. The client must be able to send everything, and then to read the
// response that was sent before.
func TestCloseLingers(t *testing.T) {
	_, c, client := pair(t, testLimits)
	if _, err := c.Write([]byte("answer")); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := client.Write(bytes.Repeat([]byte("x"), 32<<20)); err != nil {
		t.Errorf("the client could not send: %v", err)
	}
	if got, err := io.ReadAll(client); string(got) != "answer" || err != nil {
		t.Errorf("the client read %q and %v", got, err)
	}
}

func TestLingerIsBounded(t *testing.T) {
	limits := testLimits
	limits.Linger = time.Millisecond
	l, c, _ := pair(t, limits)
	c.Close()
	l.Close()
	l.Drain(context.Background())
}

func TestDrainClosesLingeringConnections(t *testing.T) {
	l, c, client := pair(t, testLimits)
	c.Close()
	l.Close()
	ended, end := context.WithCancel(context.Background())
	end()
	l.Drain(ended)
	if len(l.known()) > 0 {
		t.Error("a connection is left")
	}
	if _, err := c.Conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	io.Copy(io.Discard, client)
}

func TestCloseUnused(t *testing.T) {
	l, c, client := pair(t, testLimits)
	client.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	if _, err := c.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	l.CloseUnused()
	if len(l.known()) != 1 {
		t.Error("a connection that was used is closed")
	}
}

func TestWriteWithField(t *testing.T) {
	_, c, client := pair(t, testLimits)
	ctx := ConnContext(context.Background(), c)
	if !SetField(ctx, "X-Name", []byte("1")) {
		t.Fatal("SetField found no connection in the context")
	}
	for _, p := range []string{
		"HTTP/1.1 100 Continue\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n", "HTTP/1.1 200 OK\r\n",
		"HTTP/1.1 204 No Content\r\n\r\n",
	} {
		if n, err := c.Write([]byte(p)); n != len(p) || err != nil {
			t.Errorf("wrote %d of %d and %v", n, len(p), err)
		}
	}
	c.Close()
	got, err := io.ReadAll(client)
	want := "HTTP/1.1 100 Continue\r\n\r\n" +
		"HTTP/1.1 200 OK\r\nX-Name: 1\r\nContent-Length: 17\r\n\r\nHTTP/1.1 200 OK\r\n" +
		"HTTP/1.1 204 No Content\r\n\r\n"
	if string(got) != want || err != nil {
		t.Errorf("wrote %q and %v", got, err)
	}
	if SetField(context.Background(), "X-Name", []byte("1")) {
		t.Error("SetField succeeded without a connection")
	}
}

// TestHandlerWithoutFilter passes targets that the filter never creates.
func TestHandlerWithoutFilter(t *testing.T) {
	for _, target := range []string{"/#", "/#sent/%zz", "/#refused/x/%zz", "/#other"} {
		status := 0
		h := Handler(nil, func(_ http.ResponseWriter, _ *http.Request, got int, _ string) { status = got })
		h.ServeHTTP(nil, &http.Request{RequestURI: target})
		if status != 400 {
			t.Errorf("%s: %d", target, status)
		}
	}
	var seen string
	next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.RequestURI })
	Handler(next, nil).ServeHTTP(nil, &http.Request{RequestURI: "/" + strings.Repeat("x", 9)})
	if seen != "/xxxxxxxxx" {
		t.Errorf("the target is %q", seen)
	}
}
