package framing

import (
	"context"
	"net"
	"sync"
	"time"
)

// Limits are the limits for one connection. All of them must be positive.
type Limits struct {
	RequestLine  int           // bytes; a longer one is answered 414 (RFC 9110, 15.5.15)
	HeaderBytes  int           // bytes; more are answered 431 (RFC 6585, 5)
	HeaderFields int           // lines; more are answered 431
	HeadTimeout  time.Duration // from the first byte of a head; a slower one is answered 408
	IdleTimeout  time.Duration // between requests; it may take up to a quarter longer
	WriteTimeout time.Duration // for one write; it may take up to a quarter longer
	Linger       time.Duration // for reading from a connection that is being closed
}

// Listener accepts connections with the filter.
type Listener struct {
	net.Listener
	limits Limits
	start  time.Time

	mu    sync.Mutex
	conns map[*conn]struct{}
	open  sync.WaitGroup
}

// Listen adds the filter to the connections of l.
func Listen(l net.Listener, limits Limits) *Listener {
	return &Listener{Listener: l, limits: limits, start: time.Now(), conns: make(map[*conn]struct{})}
}

// Accept waits for the next connection. It returns the errors of the original listener.
func (l *Listener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, listener: l}
	c.now.Store(int64(time.Since(l.start)))
	c.head.limits = &l.limits
	l.open.Add(1)
	l.mu.Lock()
	l.conns[c] = struct{}{}
	l.mu.Unlock()
	return c, nil
}

// forget is called when both directions of a connection are closed.
func (l *Listener) forget(c *conn) {
	l.mu.Lock()
	_, known := l.conns[c]
	delete(l.conns, c)
	l.mu.Unlock()
	if known {
		l.open.Done()
	}
}

// CloseUnused closes the connections on which nothing was received. Shutdown of net/http
// would wait for them.
func (l *Listener) CloseUnused() {
	for _, c := range l.known() {
		if !c.used.Load() {
			c.shut()
		}
	}
}

// Drain waits until all connections are closed. When ctx ends, it closes them
// immediately. Call it after Close.
func (l *Listener) Drain(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		l.open.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		for _, c := range l.known() {
			c.shut()
		}
		<-done
	}
}

func (l *Listener) known() []*conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	conns := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		conns = append(conns, c)
	}
	return conns
}
