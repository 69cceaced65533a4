package scenario

import (
	"errors"

	"tagcheck/fixtures/neterror"
	"tagcheck/load/transport"
)

// failure says what an error leaves of a request, and names it in one of a few
// words. Our own transport knows both; of net/http they are to be found out.
func failure(err error) (outcome, string) {
	var own *transport.Error
	if errors.As(err, &own) {
		if own.Sent {
			return unanswered, string(own.Kind)
		}
		return unsent, string(own.Kind)
	}
	if neterror.BeforeSending(err) {
		return unsent, string(neterror.Dial)
	}
	switch kind := neterror.Classify(err); kind {
	case neterror.Timeout, neterror.Canceled, neterror.Reset, neterror.Closed:
		return unanswered, string(kind)
	case neterror.Truncated:
		return unanswered, string(neterror.Closed) // net/http does not tell them apart
	}
	return unanswered, "no answer"
}

// serious leaves out what misleads nobody: Content-Length: 0 with a 204, which
// conformance warns of.
func serious(f transport.Finding) transport.Finding { return f &^ transport.ZeroLengthOn204 }
