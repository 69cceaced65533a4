package transport

import "net"

// idleState is what can be seen of an idle connection before it is used.
type idleState int

const (
	usable         idleState = iota
	closedByServer           // the server has closed it
	unsolicited              // the server has sent bytes without a request
)

// exchanger is what responses are read from. The first read after begin also writes
// the request: on systems that allow it the two are one operation, see
// socketExchange, which takes one system call less.
type exchanger struct {
	net.Conn // with TLS, if there is any
	socket   socketExchange
	secure   bool

	out    []byte    // to be written; nil for nothing
	check  bool      // whether to check the connection first
	found  idleState // the result of the check; if not usable, nothing was written
	wrote  int       // bytes of out
	failed error     // of writing
}

// unusable is the error of a read if the connection did not pass the check.
type unusable struct{}

func (unusable) Error() string { return "the idle connection was no longer usable" }

// begin sets the request that is written before the next read.
func (x *exchanger) begin(out []byte, check bool) {
	x.out, x.check, x.found, x.wrote, x.failed = out, check, usable, 0, nil
}

// Read writes the request, if there is one, and then reads.
func (x *exchanger) Read(p []byte) (int, error) {
	if x.out == nil {
		return x.Conn.Read(p)
	}
	defer func() { x.out = nil }()
	if !x.secure && x.socket.isPossible() {
		n, err, done := x.socket.exchange(x, p)
		if done {
			return n, err
		}
	} else if x.check {
		x.found = x.socket.state()
	}
	if x.found != usable {
		return 0, unusable{}
	}
	if x.failed == nil {
		var n int
		n, x.failed = x.Conn.Write(x.out[x.wrote:])
		x.wrote += n
	}
	if x.failed != nil {
		return 0, x.failed
	}
	return x.Conn.Read(p)
}
