// Package attack drives a load with vegeta's Attacker, on connections and a
// schedule of its own, and hands every finished request to a recorder. Nothing
// is kept by request.
package attack

import (
	"net/http"
	"time"

	"tagcheck/load/transport"
)

// Request is one request that a Source wants sent.
type Request struct {
	Operation int // index into Source.Operations
	Method    string
	Path      string // as it is to be sent, escaped (RFC 9112 section 3.2.1)
	Key       any    // the source's own
	Waited    bool   // the source had nothing to send for a while, since answers were on their way
}

// Answer is what came of a request.
type Answer struct {
	Sent, Done time.Time
	Status     int               // 0 where there is no answer
	Finding    transport.Finding // what net/http hides of the answer
	Err        error             // why there is no answer, an [*transport.Error] unless net/http sent it
	Body       []byte            // of a 2xx up to 1 MiB, of others up to 4 KiB
	Header     http.Header       // the fields that tell what happened; may be nil
}

// Source says what a load is made of and judges each answer. It may be used by
// many goroutines at once.
type Source interface {
	// Operations names the operations, in the order of Request.Operation.
	Operations() []string
	// Next gives the next request and waits while there is none. An error ends
	// the run.
	Next(*Request) error
	// Settle takes the answer to a request of Next. The problem is "" for what
	// was expected, else a short text of which there are few, such as
	// "status 500" or "timeout".
	Settle(*Request, *Answer) (problem string)
}
