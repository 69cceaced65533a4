package machine

import (
	"net"
	"sync"
)

// port outlives the servers that listen on it: nobody else can take it while
// none does. Meanwhile connections are accepted and ended at once, as by a
// proxy whose server is away.
type port struct {
	net.Listener
	mu      sync.Mutex
	current *listener // nil while no server listens
}

// serve hands the connections that come to whoever listens, until the port is
// closed.
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
			_ = conn.Close() // nobody is there
		}
	}
}

// listen makes the next server the one that listens.
func (p *port) listen() net.Listener {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = &listener{address: p.Addr(), incoming: make(chan net.Conn), closed: make(chan struct{})}
	return p.current
}

// kill ends every connection of the server that listens, in the middle of
// whatever it says.
func (p *port) kill() {
	p.mu.Lock()
	current := p.current
	p.current = nil
	p.mu.Unlock()
	if current != nil {
		current.kill()
	}
}

// listener is the port in the hands of one server.
type listener struct {
	address  net.Addr
	incoming chan net.Conn

	mu     sync.Mutex
	conns  []net.Conn
	killed bool
	once   sync.Once
	closed chan struct{}
}

// take waits for the server to accept the connection.
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
		_ = conn.Close() // it may be closed
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

// Close ends the waiting; the port stays.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is that of the port.
func (l *listener) Addr() net.Addr { return l.address }
