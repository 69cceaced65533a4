package transport

import "net"

// state is what can be seen of a connection that waited, before it is used.
type state int

const (
	silent state = iota // as it should be
	ended               // the server has closed it
	spoke               // there are bytes
)

// wire is what a connection's answers are read from. A request that was given
// to it goes out within the first read of its answer: on systems that allow it
// the two are one operation, see [direct], which takes one system call less.
type wire struct {
	net.Conn // with TLS, if there is any
	direct   direct
	secure   bool

	out    []byte // to be written, nil for nothing
	look   bool   // whether to look at the connection first
	found  state  // what the look found; if not silent, nothing was written
	wrote  int    // bytes of out
	failed error  // of writing
}

// stale is what a read fails with when the look found something.
type stale struct{}

func (stale) Error() string { return "the connection was no longer good" }

// begin takes the request that is to be written before the next read.
func (w *wire) begin(out []byte, look bool) {
	w.out, w.look, w.found, w.wrote, w.failed = out, look, silent, 0, nil
}

// Read writes the request, if there is one, and then reads.
func (w *wire) Read(p []byte) (int, error) {
	if w.out == nil {
		return w.Conn.Read(p)
	}
	defer func() { w.out = nil }()
	if !w.secure && w.direct.possible() {
		n, err, done := w.direct.exchange(w, p)
		if done {
			return n, err
		}
	} else if w.look {
		w.found = w.direct.look()
	}
	if w.found != silent {
		return 0, stale{}
	}
	if w.failed == nil {
		var n int
		n, w.failed = w.Conn.Write(w.out[w.wrote:])
		w.wrote += n
	}
	if w.failed != nil {
		return 0, w.failed
	}
	return w.Conn.Read(p)
}
