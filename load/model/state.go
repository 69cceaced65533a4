package model

import (
	"net/http"

	"tagcheck/load/transport"
)

// state is what is known of a tag of an image.
type state uint8

const (
	absent state = iota
	present
	indeterminate // a request may or may not have changed it: both states are accepted
)

// expectation is the expected state of a tag.
type expectation struct {
	state state
	// pending says that a request without an answer may still take effect, at any
	// time and after requests that were answered later. It stays set for good.
	pending bool
}

// outcome is what an answer says about a change.
type outcome uint8

const (
	acknowledged outcome = iota // 2xx but 202
	notFound                    // 404 to a removal: the tag is not there
	rejected                    // another answer of the server itself, which has finished the request
	unanswered                  // no answer, or that of a gateway: the server may still be working on it
	notSent                     // the request was never sent
)

// deviation is what an answer proves to be wrong.
type deviation uint8

const (
	none           deviation = iota
	lostAddition             // an acknowledged addition is missing
	removedNothing           // the removal of an absent tag is acknowledged
)

// after returns the expectation after an operation with an effect, and what its
// outcome proves to be wrong. Only a definite answer in a known state proves
// something.
func (e expectation) after(effect state, o outcome) (expectation, deviation) {
	switch {
	case e.pending || o == notSent:
		return e, none
	case o == unanswered:
		return expectation{indeterminate, true}, none
	case o == rejected && e.state == effect:
		return e, none
	case o == rejected:
		return expectation{state: indeterminate}, none
	case o == notFound && e.state == present:
		return expectation{state: effect}, lostAddition
	case o == acknowledged && effect == absent && e.state == absent:
		return expectation{state: effect}, removedNothing
	}
	return expectation{state: effect}, none
}

// outcomeOfStatus returns the outcome of an operation with an effect.
//
// A 2xx other than 204 deviates from the documentation, but says that the request was
// carried out. 202 says that it was not carried out yet (RFC 9110 section 15.3.3). Of
// the 5xx only 500 and 501 certainly come from the server itself: a gateway that
// answers in its place does not know what happens to the request.
func outcomeOfStatus(status int, effect state) outcome {
	switch {
	case status == http.StatusAccepted:
		return unanswered
	case status/100 == 2:
		return acknowledged
	case status == http.StatusNotFound && effect == absent:
		return notFound
	case status > http.StatusNotImplemented:
		return unanswered
	}
	return rejected
}

// outcomeOfError returns the outcome of a request without an answer.
func outcomeOfError(err *transport.Error) outcome {
	if err.Sent {
		return unanswered
	}
	return notSent
}
