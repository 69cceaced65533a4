package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
)

// Kind is the kind of an Error.
type Kind string

// The kinds.
const (
	Request   Kind = "request"   // the request cannot be sent as it is: a mistake of the caller
	Dial      Kind = "dial"      // no connection
	TLS       Kind = "tls"       // the TLS handshake failed, or TLS broke
	Write     Kind = "write"     // the request was not written, or only in part
	Timeout   Kind = "timeout"   // Options.Timeout or the deadline of the context
	Canceled  Kind = "canceled"  // by the context, or by Transport.Close
	Reset     Kind = "reset"     // the server reset the connection
	Closed    Kind = "closed"    // the server closed the connection before any byte of a response
	Truncated Kind = "truncated" // the server closed the connection within its response
	Malformed Kind = "malformed" // the response is not HTTP/1.1
	TooLarge  Kind = "too-large" // the header or the content exceeds MaxHeader or MaxContent
	NoAnswer  Kind = "no answer" // no response; net/http gives no other reason
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
func (e *Error) Error() string { return string(e.Kind) + ": " + reason(e.Err) }

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// Timeout makes the error a net.Error for http.Client and others.
func (e *Error) Timeout() bool { return e.Kind == Timeout }

// isRace says that the server may have closed an idle connection while the request
// was being written.
func (e *Error) isRace() bool {
	return e.Reused && (e.Kind == Closed || e.Kind == Reset && e.early || e.Kind == Write && e.Sent)
}

// reason returns the text of an error without addresses, ports and times of day.
func reason(err error) string {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		if lookup.IsNotFound {
			return "no such host"
		}
		return "the name lookup failed"
	}
	if isTimeout(err) {
		return "no time left"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "the certificate has expired or is not yet valid"
	}
	if unverified, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return unverified.Err.Error()
	}
	if system, ok := errors.AsType[syscall.Errno](err); ok {
		return system.Error()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err.Error()
	}
	return err.Error()
}
