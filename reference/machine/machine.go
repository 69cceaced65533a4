// Package machine runs a server in this process as if it had a machine of its own:
// the server can be killed at any time, which loses everything that was not synced to
// its disk, and started again on the same port with the same disk.
//
// [New] starts a server by a [Start] function, which creates it from the content of a
// disk. [Machine.Kill] closes its connections without a response, and
// [Machine.Start] starts it again:
//
//	m, err := machine.New(server.NewFromDisk) // of package fault
//	...
//	defer m.Close()
//	... // write to the server at m.Addr()
//	m.Kill()
//	err = m.Start()
//
// While no server runs, connections to the port are accepted and closed at once, as
// by a proxy whose server is down. The disk is in memory.
package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// Start creates a server from the content of a disk, which is empty at first.
type Start func(disk journal.File) (*reference.Server, error)

// Machine runs one server at a time. It is safe for concurrent use.
type Machine struct {
	start Start
	port  *port
	disk  disk

	mu   sync.Mutex
	stop context.CancelFunc // stops the running server; nil if none runs
	done chan struct{}      // closed when it has stopped
}

// New listens on a free port of 127.0.0.1 and starts a server with an empty disk.
func New(start Start) (*Machine, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on a free port of 127.0.0.1: %w", err)
	}
	m := &Machine{start: start, port: &port{Listener: l}}
	if err := m.Start(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	go m.port.serve()
	return m, nil
}

// Addr returns the address of the server. It never changes.
func (m *Machine) Addr() net.Addr { return m.port.Addr() }

// Start starts the server again. It fails if the server is running, or if the
// [Start] function fails.
func (m *Machine) Start() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stop != nil {
		return errors.New("start the server: it is running")
	}
	server, err := m.start(m.disk.open())
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	m.stop, m.done = stop, make(chan struct{})
	l, done := m.port.listen(), m.done
	go func() {
		defer close(done)
		_ = server.Serve(ctx, l) // Kill lets it fail
	}()
	return nil
}

// Kill kills the server: it sends nothing more, and then cannot write to the disk any
// more. What it has not synced is lost. Kill does nothing if no server is running.
func (m *Machine) Kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.port.kill()
	m.disk.crash()
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
}

// Close stops the server gracefully and closes the port.
func (m *Machine) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stop != nil {
		m.stop()
		<-m.done
		m.stop = nil
	}
	return m.port.Close()
}
