package transport

import (
	"crypto/tls"
	"errors"

	"tagcheck/fixtures/neterror"
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

// Classify returns an error of net/http, or of a Transport, as an *Error. Sent is false only
// if it is certain that the server did not get the request.
func Classify(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	if neterror.BeforeSending(err) {
		return &Error{Kind: Dial, Err: err}
	}
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	failed := &Error{Kind: neterror.Classify(err), Sent: !unverified, Err: err}
	switch failed.Kind {
	case neterror.Unknown:
		failed.Kind = NoAnswer
	case Truncated: // net/http does not tell whether a part of the response has arrived
		failed.Kind = Closed
	}
	return failed
}

// during returns the error of an operation, which may have run out of time.
func during(kind Kind, err error) *Error {
	if neterror.Classify(err) == Timeout {
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
	switch kind := neterror.Classify(err); kind {
	case Timeout, Reset:
		return &Error{Kind: kind, Err: err}
	case Closed, Truncated:
		return &Error{Kind: Truncated, Err: errTruncated}
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
