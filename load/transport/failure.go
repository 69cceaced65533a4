package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

var (
	errClosed    = errors.New("the transport is closed")
	errNoAnswer  = errors.New("the server closed the connection without an answer")
	errBrokenOff = errors.New("the server closed the connection within its answer")
)

// tooLarge is an answer that is beyond a bound.
type tooLarge string

func (e tooLarge) Error() string { return string(e) }

// malformed is an answer that is against the rules of RFC 9112, and its line
// that is.
type malformed struct{ reason, line string }

func (e *malformed) Error() string { return e.reason }

func badLine(reason string, line []byte) error {
	return &malformed{reason, string(line[:min(len(line), 100)])}
}

// failedTo is an error of what was tried, which may have had no time.
func failedTo(kind Kind, err error) *Error {
	if timedOut(err) {
		kind = Timeout
	}
	return &Error{Kind: kind, Err: err}
}

// asError gives an error of reading an answer its kind.
func asError(err error) *Error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if bad, ok := errors.AsType[*malformed](err); ok {
		return &Error{Kind: Malformed, Err: err, Line: bad.line}
	}
	if _, ok := errors.AsType[tooLarge](err); ok {
		return &Error{Kind: TooLarge, Err: err}
	}
	switch {
	case timedOut(err):
		return &Error{Kind: Timeout, Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Kind: Truncated, Err: errBrokenOff}
	case lost(err):
		return &Error{Kind: Reset, Err: err}
	}
	return &Error{Kind: TLS, Err: err} // nothing else is left below
}

// beforeAnswer is asError where nothing of the answer has come.
func beforeAnswer(err error) *Error {
	failed := asError(err)
	failed.early = true
	if failed.Kind == Truncated {
		failed.Kind, failed.Err = Closed, errNoAnswer
	}
	return failed
}

func timedOut(err error) bool {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// lost says that the system ended the connection.
func lost(err error) bool {
	_, ok := errors.AsType[syscall.Errno](err)
	return ok || errors.Is(err, net.ErrClosed)
}

// text is the error without addresses, ports and times of day.
func text(err error) string {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		if lookup.IsNotFound {
			return "no such host"
		}
		return "the name lookup failed"
	}
	if timedOut(err) {
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
