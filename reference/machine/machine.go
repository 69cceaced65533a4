// Package machine runs a server in this process as if it had a machine of its
// own: it can be killed in the middle of its work, with what was not synced to
// its disk, and started again on the same port with the same disk.
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

// Start makes a server of what is on the disk.
type Start func(disk journal.File) (*reference.Server, error)

// Machine runs one server at a time. It may be used by several goroutines.
type Machine struct {
	start Start
	port  *port
	disk  disk

	mu   sync.Mutex
	stop context.CancelFunc // of the server that runs; nil for none
	done chan struct{}
}

// New takes a free port of this machine and starts a server on an empty disk.
func New(start Start) (*Machine, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &Machine{start: start, port: &port{Listener: l}}
	if err := m.Start(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	go m.port.serve()
	return m, nil
}

// Addr is where the server listens.
func (m *Machine) Addr() net.Addr { return m.port.Addr() }

// Start starts the server again. It is an error where one runs, or where what
// is on the disk makes none.
func (m *Machine) Start() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stop != nil {
		return errors.New("the server runs")
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
		_ = server.Serve(ctx, l) // a listener that was killed is no news
	}()
	return nil
}

// Kill kills the server: it says nothing more, and then writes nothing more.
// What it has not synced is lost.
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

// Close ends the server in order, and the machine.
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
