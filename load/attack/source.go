package attack

import (
	"net/http"
	"strconv"
	"time"
)

// Finding is what net/http hides of an answer, a bit set.
type Finding uint16

// String names the findings.
func (f Finding) String() string { return "finding-" + strconv.Itoa(int(f)) }

// Request is one request that a Source wants sent.
type Request struct {
	Operation   int // index into Source.Operations
	Method, URL string
	Key         any // the source's own
}

// Answer is what came of a request.
type Answer struct {
	Sent, Done time.Time
	Status     int // 0 where there is no answer
	Finding    Finding
	Err        error  // why there is no answer
	Body       []byte // of a read whole up to 1 MiB, else at most a few KiB
	Header     http.Header
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
