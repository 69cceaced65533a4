package transport

import "tagcheck/fixtures/neterror"

// Kind is the kind of an Error.
type Kind = neterror.Kind

// The kinds.
const (
	Request   Kind = "request"          // the request cannot be sent as it is: a mistake of the caller
	Dial           = neterror.Dial      // no connection
	TLS            = neterror.TLS       // the TLS handshake failed, or TLS broke
	Write     Kind = "write"            // the request was not written, or only in part
	Timeout        = neterror.Timeout   // Options.Timeout or the deadline of the context
	Canceled       = neterror.Canceled  // by the context, or by Transport.Close
	Reset          = neterror.Reset     // the server reset the connection
	Closed         = neterror.Closed    // the server closed the connection before any byte of a response
	Truncated      = neterror.Truncated // the server closed the connection within its response
	Malformed Kind = "malformed"        // the response is not HTTP/1.1
	TooLarge  Kind = "too-large"        // the header or the content exceeds MaxHeader or MaxContent
	NoAnswer  Kind = "no answer"        // no response; net/http gives no other reason
)

// Error is the error of a request that got no response. Its text has no part that
// differs from one request to the next, such as the port of a connection.
type Error struct {
	Kind Kind

	// Sent says that a byte of the request may have reached the server. What the
	// server did with it is unknown.
	Sent bool

	// Reused says that the connection had carried a request before. If Kind is
	// Closed or Reset, or Write with Sent, the server may only have closed an idle
	// connection, which it may do at any time.
	Reused bool

	// Line is the malformed line of the response, cut to 100 bytes.
	Line string

	Err error

	early bool // before any byte of a response
}

// Error returns the kind and the reason.
func (e *Error) Error() string { return string(e.Kind) + ": " + neterror.Text(e.Err) }

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// Timeout makes the error a net.Error for http.Client and others.
func (e *Error) Timeout() bool { return e.Kind == Timeout }

// isRace says that the server may have closed an idle connection while the request
// was being written.
func (e *Error) isRace() bool {
	return e.Reused && (e.Kind == Closed || e.Kind == Reset && e.early || e.Kind == Write && e.Sent)
}
