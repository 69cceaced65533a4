package reference

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// started is a server that a test stops.
type started struct {
	address string
	stop    context.CancelFunc
	done    chan error
}

func start(t *testing.T, s *Server) started {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	return started{l.Addr().String(), stop, done}
}

func (s started) wantDone(t *testing.T) {
	t.Helper()
	if err := <-s.done; err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

// TestShutdownFinishesRequests stops the server while one connection has a request in
// flight, one is idle, and one is unused.
func TestShutdownFinishesRequests(t *testing.T) {
	s := demo(t)
	running := start(t, s)
	unused, idle, busy := dial(t, running.address), dial(t, running.address), dial(t, running.address)
	idle.send("%s\r\n", head("PUT", "a"))
	idle.wantAnswer("PUT", 204)
	busy.send("%sExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", head("PUT", "b"))
	busy.answer("PUT") // 100: the request has reached the handler
	running.stop()
	idle.wantEnd()
	unused.wantEnd()
	busy.send("hello")
	if answer := busy.wantAnswer("PUT", 204); !answer.Close {
		t.Error("the response has no Connection: close")
	}
	busy.Close()
	running.wantDone(t)
	wantTags(t, s, testID, "a", "b")
	if c, err := net.Dial("tcp", running.address); err == nil {
		c.Close()
		t.Error("connections are still accepted")
	}
}

// TestShutdownTimeout stops the server while a client does not complete its request.
func TestShutdownTimeout(t *testing.T) {
	cfg := Demo()
	cfg.ShutdownTimeout = 20 * time.Millisecond
	s := New(cfg)
	create(t, s, `{"id":"`+testID+`"}`)
	running := start(t, s)
	c := dial(t, running.address)
	c.send("%sExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", head("PUT", "a"))
	c.answer("PUT")
	running.stop()
	running.wantDone(t)
	wantTags(t, s, testID)
	io.Copy(io.Discard, c)
}

func TestContextEndsBeforeServe(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := New(Config{}).Serve(ctx, l); err != nil {
		t.Error(err)
	}
}

func TestListenerFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := New(Config{}).Serve(context.Background(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve returned %v", err)
	}
}

func TestTwoListeners(t *testing.T) {
	s := demo(t)
	a, b := dial(t, serve(t, s)), dial(t, serve(t, s))
	a.send("%s\r\n", head("PUT", "a"))
	a.wantAnswer("PUT", 204)
	b.send("%s\r\n", head("DELETE", "a"))
	b.wantAnswer("DELETE", 204)
}
