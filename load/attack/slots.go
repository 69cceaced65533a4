package attack

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// A slot's number goes from vegeta's Target to the round trip as the URL, the
// real one of which would be taken apart and copied on its way, and from there
// to vegeta's Result as a field of the answer.
const (
	slotScheme = "slot"
	slotField  = "Tagcheck-Slot"
)

// slot is one request on its way. There are as many as can be on their way at
// once, and each is used again and again.
type slot struct {
	url     string      // names the slot,
	header  http.Header // and so does this; shared, never changed
	request Request
	answer  Answer
	problem string
	free    time.Duration // since the beginning: until when it had to wait, for a worker or for the source
}

// slots lends slots to requests.
type slots struct {
	all  []slot
	free chan *slot

	workers int64
	used    atomic.Int64
	// saturated is until when all workers were busy, since the beginning: a
	// request that was due before had to wait for the target, not for us.
	saturated atomic.Int64
	busy      atomic.Int64 // nanoseconds in which all workers were busy
	since     atomic.Int64 // when they last came to be
}

// newSlots makes slots for that many workers. A worker may begin its next
// request a moment before the slot of its last one is back.
func newSlots(workers int) *slots {
	s := &slots{all: make([]slot, 2*workers), free: make(chan *slot, 2*workers), workers: int64(workers)}
	for i := range s.all {
		number := strconv.Itoa(i)
		s.all[i].url, s.all[i].header = slotScheme+":"+number, http.Header{slotField: {number}}
		s.free <- &s.all[i]
	}
	return s
}

// of finds the slot that the header of an answer names.
func (s *slots) of(header http.Header) *slot {
	named := header[slotField]
	if len(named) == 0 {
		return nil
	}
	return s.numbered(named[0])
}

func (s *slots) numbered(number string) *slot {
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(s.all) {
		return nil
	}
	return &s.all[i]
}

// take gives a slot to a worker.
func (s *slots) take(began time.Time) *slot {
	taken := <-s.free
	taken.free = time.Duration(s.saturated.Load())
	switch used := s.used.Add(1); {
	case used == s.workers:
		s.since.Store(int64(time.Since(began)))
	case used > s.workers: // the worker's last one is not back yet: it was busy until now
		taken.free = time.Since(began)
	}
	return taken
}

// give takes back the slot of a request that is recorded.
func (s *slots) give(done *slot, began time.Time) {
	if used := s.used.Add(-1); used >= s.workers-1 {
		now := int64(time.Since(began))
		s.saturated.Store(now)
		if used == s.workers-1 {
			s.busy.Add(now - s.since.Load())
		}
	}
	done.answer, done.problem, done.request = Answer{}, "", Request{}
	s.free <- done
}
