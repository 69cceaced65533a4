package machine

import (
	"net"
	"sync"
)

// port is a TCP port that stays open between servers, so that no other process can
// use it. While no server listens, it accepts connections and closes them at once.
type port struct {
	net.Listener
	mu      sync.Mutex
	current *listener // nil while no server listens
}

// serve passes connections on to the current listener, until the port is closed.
func (p *port) serve() {
	for {
		conn, err := p.Accept()
		if err != nil {
			p.kill()
			return
		}
		p.mu.Lock()
		current := p.current
		p.mu.Unlock()
		if current == nil || !current.take(conn) {
			_ = conn.Close()
		}
	}
}

// listen returns the listener for the next server.
func (p *port) listen() net.Listener {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = &listener{address: p.Addr(), incoming: make(chan net.Conn), closed: make(chan struct{})}
	return p.current
}

// kill closes the current listener and all of its connections.
func (p *port) kill() {
	p.mu.Lock()
	current := p.current
	p.current = nil
	p.mu.Unlock()
	if current != nil {
		current.kill()
	}
}

// listener is the port as one server listens on it.
type listener struct {
	address  net.Addr
	incoming chan net.Conn

	mu     sync.Mutex
	conns  []net.Conn
	killed bool
	once   sync.Once
	closed chan struct{}
}

// take waits until the server accepts the connection. It returns false if the
// listener is closed.
func (l *listener) take(conn net.Conn) bool {
	l.mu.Lock()
	alive := !l.killed
	if alive {
		l.conns = append(l.conns, conn)
	}
	l.mu.Unlock()
	if !alive {
		return false
	}
	select {
	case l.incoming <- conn:
		return true
	case <-l.closed:
		return false
	}
}

func (l *listener) kill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.killed = true
	for _, conn := range l.conns {
		_ = conn.Close() // it may be closed already
	}
	_ = l.Close()
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.incoming:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept. The port stays open.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr returns the address of the port.
func (l *listener) Addr() net.Addr { return l.address }
