package transport

import "tagcheck/fixtures/neterror"

// Kind is what went wrong with a request.
type Kind = neterror.Kind

// The kinds.
const (
	Request   Kind = "request"          // it can't be sent as it is; the caller's mistake
	Dial           = neterror.Dial      // no connection
	TLS            = neterror.TLS       // no TLS, or it broke
	Write     Kind = "write"            // it could not be written, or in part
	Timeout        = neterror.Timeout   // Options.Timeout, or the context's deadline
	Canceled       = neterror.Canceled  // by the context, or by Transport.Close
	Reset          = neterror.Reset     // the server reset the connection
	Closed         = neterror.Closed    // the server closed the connection before any byte of an answer
	Truncated      = neterror.Truncated // the server closed the connection within its answer
	Malformed Kind = "malformed"        // the answer is no HTTP/1.1
	TooLarge  Kind = "too-large"        // the answer's header or content is beyond all bounds
)

// Error is what [Transport.RoundTrip] fails with. Its text has nothing that
// differs from one request to the next, such as the port of a connection.
type Error struct {
	Kind Kind

	// Sent says that a byte of the request may have reached the server: what
	// it did with it is unknown.
	Sent bool

	// Reused says that the connection had carried a request before. Where the
	// Kind is Closed or Reset, or Write with Sent, the server may just have
	// ended an idle connection, as it may at any time.
	Reused bool

	// Line is the line of the answer that is malformed, cut to 100 bytes.
	Line string

	Err error

	early bool // before any byte of an answer
}

func (e *Error) Error() string { return string(e.Kind) + ": " + neterror.Text(e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Timeout tells http.Client and others.
func (e *Error) Timeout() bool { return e.Kind == Timeout }

// raced says that the connection may have ended for want of a request.
func (e *Error) raced() bool {
	return e.Reused && (e.Kind == Closed || e.Kind == Reset && e.early || e.Kind == Write && e.Sent)
}
