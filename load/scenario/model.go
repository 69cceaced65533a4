package scenario

import "net/http"

// state is what is known of a tag of an image.
type state uint8

const (
	absent state = iota
	present
	either // a request may have changed it or not: both are right
)

// knowledge is what must be true of a tag. doubt stays for good: a request that
// nothing answered may take effect at any later time, behind those that are
// answered after it.
type knowledge struct {
	state state
	doubt bool
}

// outcome is what an answer says of a change.
type outcome uint8

const (
	done       outcome = iota // 2xx but 202: acknowledged
	missing                   // 404 of a removal: the tag is not there
	refused                   // another answer of the server itself, which is done with the request
	unanswered                // none, or one of a gateway: the server may still be at it
	unsent                    // the request never went out
)

// finding is what an answer shows to be wrong.
type finding uint8

const (
	nothing finding = iota
	lost            // an acknowledged addition is gone
	removed         // a removal of what can't be there is acknowledged
)

// after is what is known behind an operation with an effect, and what its
// outcome shows to be wrong. Only a definite answer on a known state does so.
func (k knowledge) after(effect state, o outcome) (knowledge, finding) {
	found := nothing
	switch {
	case k.doubt || o == unsent:
		return k, nothing
	case o == unanswered:
		return knowledge{either, true}, nothing
	case o == refused && k.state == effect:
		return k, nothing
	case o == refused:
		return knowledge{state: either}, nothing
	case o == missing && k.state == present:
		found = lost
	case o == done && effect == absent && k.state == absent:
		found = removed
	}
	return knowledge{state: effect}, found
}

// outcomeOf reads a status, with its operation's effect. A 2xx that is no 204
// is not what was documented, yet it says that the request was carried out; but
// 202 says that it was not yet (RFC 9110 section 15.3.3). Of the 5xx only 500
// and 501 come from the server itself for certain: a gateway that answers in
// its place does not know what becomes of the request.
func outcomeOf(status int, effect state) outcome {
	switch {
	case status == http.StatusAccepted:
		return unanswered
	case status/100 == 2:
		return done
	case status == http.StatusNotFound && effect == absent:
		return missing
	case status > http.StatusNotImplemented:
		return unanswered
	}
	return refused
}
