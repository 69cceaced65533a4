package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

var (
	errClosed    = errors.New("the transport is closed")
	errNoAnswer  = errors.New("the server closed the connection without a response")
	errTruncated = errors.New("the server closed the connection within its response")
)

// tooLarge is the error of a response that exceeds a limit.
type tooLarge string

func (e tooLarge) Error() string { return string(e) }

// malformed is the error of a response that violates RFC 9112, with the line that
// does.
type malformed struct{ reason, line string }

func (e *malformed) Error() string { return e.reason }

func badLine(reason string, line []byte) error {
	return &malformed{reason, string(line[:min(len(line), 100)])}
}

// Classify returns an error of net/http, or of a Transport, as an *Error. Sent is
// false only if it is certain that the server did not get the request.
func Classify(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	failed := &Error{Kind: NoAnswer, Sent: true, Err: err}
	operation, ok := errors.AsType[*net.OpError](err)
	switch {
	case ok && operation.Op == "dial":
		failed.Kind, failed.Sent = Dial, false
	case isHandshake(err):
		failed.Kind, failed.Sent = TLS, false
	case isTimeout(err):
		failed.Kind = Timeout
	case errors.Is(err, context.Canceled):
		failed.Kind = Canceled
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		failed.Kind = Reset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		failed.Kind = Closed
	}
	return failed
}

// isHandshake says that no TLS connection came about.
func isHandshake(err error) bool {
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, notTLS := errors.AsType[tls.RecordHeaderError](err)
	return unverified || notTLS
}

// during returns the error of an operation, which may have run out of time.
func during(kind Kind, err error) *Error {
	if isTimeout(err) {
		kind = Timeout
	}
	return &Error{Kind: kind, Err: err}
}

// asError returns an error of reading a response with its kind.
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
	case isTimeout(err):
		return &Error{Kind: Timeout, Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Kind: Truncated, Err: errTruncated}
	case isSystemError(err):
		return &Error{Kind: Reset, Err: err}
	}
	return &Error{Kind: TLS, Err: err} // the only layer left
}

// beforeResponse is asError for a response of which nothing has arrived.
func beforeResponse(err error) *Error {
	failed := asError(err)
	failed.early = true
	if failed.Kind == Truncated {
		failed.Kind, failed.Err = Closed, errNoAnswer
	}
	return failed
}

func isTimeout(err error) bool {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// isSystemError says that the system ended the connection.
func isSystemError(err error) bool {
	_, ok := errors.AsType[syscall.Errno](err)
	return ok || errors.Is(err, net.ErrClosed)
}
