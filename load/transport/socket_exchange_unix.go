//go:build unix

package transport

import (
	"io"
	"net"
	"syscall"
)

// socketExchange uses the socket of a connection directly.
//
// A read that has to wait takes two system calls: the first finds nothing, then
// the goroutine waits, and the second reads. Here the check, the write and the read
// of an exchange happen within one wait of the runtime's poller. The wait begins
// before the write, so it cannot miss the response, and the first read is left out.
//
// Without the check, a server that had closed its side before may stay unnoticed: if
// it accepts the request and sends nothing, the exchange waits until the time-out,
// where a plain read would return at once.
type socketExchange struct {
	raw   syscall.RawConn // nil if there is none
	step  func(fd uintptr) bool
	check func(fd uintptr)
	at    *progress
}

// progress is the state of an exchange. It is allocated once for a connection, so
// that an exchange allocates nothing.
type progress struct {
	x       *exchanger
	in      []byte
	n       int
	err     error
	written bool // all of the request; what is left is to read
	found   idleState
	octet   [1]byte
}

func newSocketExchange(conn net.Conn) socketExchange {
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return socketExchange{}
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return socketExchange{}
	}
	at := &progress{}
	return socketExchange{raw: raw, at: at, step: at.step, check: func(fd uintptr) { at.found = at.state(fd) }}
}

func (s *socketExchange) isPossible() bool { return s.raw != nil }

// exchange writes and reads once. done is false if the check or the write failed, or
// if the socket did not accept the whole request.
func (s *socketExchange) exchange(x *exchanger, p []byte) (n int, err error, done bool) {
	at := s.at
	at.x, at.in, at.n, at.err, at.written = x, p, 0, nil, false
	err = s.raw.Read(s.step)
	at.x, at.in = nil, nil
	if err == nil {
		err = at.err
	}
	if err == nil && at.written && at.n == 0 {
		err = io.EOF
	}
	return at.n, err, at.written || err != nil
}

// step is called when the socket may be ready. It returns whether the exchange is
// over.
func (at *progress) step(fd uintptr) bool {
	if at.written {
		at.n, at.err = retry(func() (int, error) { return read(fd, at.in) })
		if at.err == syscall.EAGAIN {
			at.n, at.err = 0, nil
			return false
		}
		at.n = max(at.n, 0)
		return true
	}
	x := at.x
	if x.check {
		if x.found = at.state(fd); x.found != usable {
			return true
		}
	}
	n, err := retry(func() (int, error) { return write(fd, x.out) })
	if err != nil && err != syscall.EAGAIN {
		x.failed = err
		return true
	}
	x.wrote = max(n, 0)
	at.written = x.wrote == len(x.out)
	return !at.written
}

// retry repeats a call that a signal interrupted.
func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}

// state uses Control and not Read, because Read fails after the deadline.
func (s *socketExchange) state() idleState {
	if s.raw == nil {
		return usable
	}
	if s.raw.Control(s.check) != nil {
		return closedByServer
	}
	return s.at.found
}

// state peeks, so that no byte is taken from the socket.
func (at *progress) state(fd uintptr) idleState {
	n, _, err := syscall.Recvfrom(int(fd), at.octet[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	switch {
	case err == syscall.EAGAIN, err == syscall.EINTR:
		return usable
	case err == nil && n > 0:
		return unsolicited
	}
	return closedByServer
}
