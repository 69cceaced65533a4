package transport

import (
	"errors"

	"tagcheck/fixtures/neterror"
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
	if neterror.Classify(err) == Timeout {
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
	switch kind := neterror.Classify(err); kind {
	case Timeout, Reset:
		return &Error{Kind: kind, Err: err}
	case Closed, Truncated:
		return &Error{Kind: Truncated, Err: errBrokenOff}
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
