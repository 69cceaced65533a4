package framing

import (
	"context"
	"net"
	"sync"
	"time"
)

// Limits bound what one connection may send and how long it may take. All of
// them must be positive.
type Limits struct {
	RequestLine  int           // octets; beyond it 414 (RFC 9110, 15.5.15)
	HeaderBytes  int           // octets; beyond it 431 (RFC 6585, 5)
	HeaderFields int           // lines; beyond it 431
	HeadTimeout  time.Duration // from the first octet of a head; beyond it 408
	IdleTimeout  time.Duration // between requests, or up to a quarter more
	WriteTimeout time.Duration // for one write, or up to a quarter more
	Linger       time.Duration // how long a closed connection is still read
}

// Listener wraps the connections of a listener with the filter.
type Listener struct {
	net.Listener
	limits Limits
	start  time.Time

	mu    sync.Mutex
	conns map[*conn]struct{}
	open  sync.WaitGroup
}

// Listen puts the filter before l.
func Listen(l net.Listener, limits Limits) *Listener {
	return &Listener{Listener: l, limits: limits, start: time.Now(), conns: make(map[*conn]struct{})}
}

// Accept waits for the next connection, and returns the errors of the
// underlying listener.
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

// forget is called by a connection when it is really closed.
func (l *Listener) forget(c *conn) {
	l.mu.Lock()
	_, known := l.conns[c]
	delete(l.conns, c)
	l.mu.Unlock()
	if known {
		l.open.Done()
	}
}

// CloseUnused closes the connections on which nothing was received, for which
// net/http would otherwise wait when it shuts down.
func (l *Listener) CloseUnused() {
	for _, c := range l.known() {
		if !c.used.Load() {
			c.shut()
		}
	}
}

// Drain waits for the connections that are being closed, until ctx ends. Then
// it closes them all at once. It must be called after Close.
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
