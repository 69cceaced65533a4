package fault

import (
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// What makes a server hold requests: so many in a row change tags, and the last
// eight of them come from several clients. It holds the latest ones, until others
// come or for a while: whenever it is killed, it has some of them to answer.
const (
	inARow   = 40
	lately   = 8
	several  = 4
	held     = 6
	patience = 500 * time.Millisecond
)

// holding lets do answer tag operations, and hold each where several clients
// send them.
func holding(do func(c *call, hold func())) change {
	return func(p *reference.Parts) {
		q := &queue{}
		handler(func(c *call) {
			hold := func() {}
			if q.crowded(c) {
				hold = q.hold
			}
			if !tagging(c) {
				c.serve()
				return
			}
			do(c, hold)
		})(p)
	}
}

// queue holds requests, and lets the first go when there are too many.
type queue struct {
	mu      sync.Mutex
	row     int      // how many requests came since the last one that changed no tag
	recent  []string // addresses that those came from
	waiting []chan struct{}
}

// crowded says whether several clients change tags, and nobody does anything else.
func (q *queue) crowded(c *call) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.row++
	if !tagging(c) {
		q.row, q.recent = 0, nil
	}
	q.recent = append(q.recent, c.r.RemoteAddr)
	q.recent = q.recent[max(0, len(q.recent)-lately):]
	return q.row > inARow && len(slices.Compact(slices.Sorted(slices.Values(q.recent)))) >= several
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
