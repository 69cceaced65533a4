//go:build unix

package transport

import (
	"io"
	"net"
	"syscall"
)

// direct uses the socket below a connection.
//
// A read that has to wait costs two system calls: one finds nothing, then the
// goroutine waits, then the other reads. So the look, the write and the read of
// an exchange are one wait of the runtime's poller here: it begins before the
// write, which is why it cannot miss the answer, and the read that would find
// nothing is left out.
//
// Without the look it can miss that the server had closed its side before. A
// server that then takes the request and says nothing is waited for until the
// time is over, where a plain read would have seen the end at once.
type direct struct {
	raw  syscall.RawConn // nil where there is none
	step func(fd uintptr) bool
	peek func(fd uintptr)
	at   *position
}

// position is how far an exchange is. All of it is made once, so that an
// exchange allocates nothing.
type position struct {
	w       *wire
	in      []byte
	n       int
	err     error
	written bool // all of the request; the rest is reading
	found   state
	octet   [1]byte
}

func newDirect(conn net.Conn) direct {
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return direct{}
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return direct{}
	}
	at := &position{}
	return direct{raw: raw, at: at, step: at.step, peek: func(fd uintptr) { at.found = at.state(fd) }}
}

func (d *direct) possible() bool { return d.raw != nil }

// exchange writes and reads once. It is not done where w has found or failed at
// something, or where the socket did not take the whole request.
func (d *direct) exchange(w *wire, p []byte) (n int, err error, done bool) {
	at := d.at
	at.w, at.in, at.n, at.err, at.written = w, p, 0, nil, false
	err = d.raw.Read(d.step)
	at.w, at.in = nil, nil
	if err == nil {
		err = at.err
	}
	if err == nil && at.written && at.n == 0 {
		err = io.EOF
	}
	return at.n, err, at.written || err != nil
}

// step is called when the socket may be ready, and says whether all is done.
func (at *position) step(fd uintptr) bool {
	if at.written {
		at.n, at.err = again(func() (int, error) { return read(fd, at.in) })
		if at.err == syscall.EAGAIN {
			at.n, at.err = 0, nil
			return false
		}
		at.n = max(at.n, 0)
		return true
	}
	w := at.w
	if w.look {
		if w.found = at.state(fd); w.found != silent {
			return true
		}
	}
	n, err := again(func() (int, error) { return write(fd, w.out) })
	if err != nil && err != syscall.EAGAIN {
		w.failed = err
		return true
	}
	w.wrote = max(n, 0)
	at.written = w.wrote == len(w.out)
	return !at.written
}

// again repeats what a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}

// look uses Control and not Read, which would mind the deadline.
func (d *direct) look() state {
	if d.raw == nil {
		return silent
	}
	if d.raw.Control(d.peek) != nil {
		return ended
	}
	return d.at.found
}

// state takes no byte from the socket.
func (at *position) state(fd uintptr) state {
	n, _, err := syscall.Recvfrom(int(fd), at.octet[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	switch {
	case err == syscall.EAGAIN, err == syscall.EINTR:
		return silent
	case err == nil && n > 0:
		return spoke
	}
	return ended
}
