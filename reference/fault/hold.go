package fault

import (
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// What makes a server hold requests: so many of the last eight came from
// different clients. It holds the latest ones, until others come or for a
// while: whenever it is killed, it has some of them to answer.
const (
	lately   = 8
	several  = 4
	held     = 6
	patience = 20 * time.Millisecond
)

// holding lets do answer tag operations, and hold each where several clients
// send them.
func holding(do func(c *call, hold func())) change {
	return func(p *reference.Parts) {
		q := &queue{}
		when(tagging, func(c *call) {
			hold := func() {}
			if q.crowded(c.r.RemoteAddr) {
				hold = q.hold
			}
			do(c, hold)
		})(p)
	}
}

// queue holds requests, and lets the first go when there are too many.
type queue struct {
	mu      sync.Mutex
	recent  []string // addresses
	waiting []chan struct{}
}

// crowded says whether several clients have sent something lately.
func (q *queue) crowded(address string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.recent = append(q.recent, address)
	q.recent = q.recent[max(0, len(q.recent)-lately):]
	return len(slices.Compact(slices.Sorted(slices.Values(q.recent)))) >= several
}

func (q *queue) hold() {
	goes := make(chan struct{})
	q.mu.Lock()
	q.waiting = append(q.waiting, goes)
	if len(q.waiting) > held {
		close(q.waiting[0])
		q.waiting = q.waiting[1:]
	}
	q.mu.Unlock()
	select {
	case <-goes:
	case <-time.After(patience):
		q.mu.Lock()
		defer q.mu.Unlock()
		q.waiting = slices.DeleteFunc(q.waiting, func(other chan struct{}) bool { return other == goes })
	}
}
