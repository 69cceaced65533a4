package attack

import (
	"net/http"
	"time"

	"tagcheck/load/transport"
)

// Request is one request that a Source wants to send.
type Request struct {
	Operation int // index into Source.Operations
	Method    string
	Path      string // percent-encoded, sent unchanged (RFC 9112 section 3.2.1)
	Key       any    // for the source's own use
	Waited    bool   // the source had to wait for an answer before it had a request
}

// Answer is the result of a request.
type Answer struct {
	Sent, Done time.Time
	Status     int               // 0 if there is no response
	Finding    transport.Finding // deviations in the framing; 0 with net/http
	Err        *transport.Error  // why there is no response; nil if there is one
	Body       []byte            // at most transport.MaxKeptOnSuccess or MaxKeptOnError bytes
	Header     http.Header       // at least X-Openstack-Request-Id, if it was sent; may be nil
}

// Source decides what is sent and judges each answer. It must be safe for
// concurrent use.
type Source interface {
	// Operations returns the names of the operations, in the order of
	// Request.Operation.
	Operations() []string
	// Next sets the next request, and waits while there is none. An error ends the
	// attack.
	Next(*Request) error
	// Finish takes the answer to a request of Next, exactly once for each. The problem
	// is "" for an expected answer, otherwise one of a few short texts such as
	// "status 500" or "timeout".
	Finish(*Request, *Answer) (problem string)
}
