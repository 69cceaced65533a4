package attack

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// The number of a slot travels from vegeta's Target to the round trip as the URL,
// because the real one would be parsed and copied on its way. From there it travels
// to vegeta's Result as a field of the response.
const (
	slotScheme = "slot"
	slotField  = "Tagcheck-Slot"
)

// slot holds one request in flight. Slots are reused.
type slot struct {
	url     string      // names the slot
	header  http.Header // names the slot; shared and never modified
	request Request
	answer  Answer
	problem string
	// blockedUntil is until when the request had to wait for a worker or for the
	// source, since the start of the attack; 0 for not at all.
	blockedUntil time.Duration
}

// slots is a pool of slots. It also measures how long all workers were busy.
type slots struct {
	all  []slot
	free chan *slot

	workers int64
	used    atomic.Int64
	// saturated is the last moment at which all workers were busy, since the start: a
	// request that was due before it had to wait for the server.
	saturated atomic.Int64
	busy      atomic.Int64 // nanoseconds in which all workers were busy
	since     atomic.Int64 // when all workers last became busy
}

// newSlots makes two slots for each worker: a worker may begin its next request a
// moment before the slot of its last one is released.
func newSlots(workers int) *slots {
	s := &slots{all: make([]slot, 2*workers), free: make(chan *slot, 2*workers), workers: int64(workers)}
	for i := range s.all {
		number := strconv.Itoa(i)
		s.all[i].url, s.all[i].header = slotScheme+":"+number, http.Header{slotField: {number}}
		s.free <- &s.all[i]
	}
	return s
}

// ofHeader returns the slot that the header of a response names, nil for none.
func (s *slots) ofHeader(header http.Header) *slot {
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

// acquire waits for a free slot.
func (s *slots) acquire(began time.Time) *slot {
	slot := <-s.free
	slot.blockedUntil = time.Duration(s.saturated.Load())
	switch used := s.used.Add(1); {
	case used == s.workers:
		s.since.Store(int64(time.Since(began)))
	case used > s.workers: // the worker's last slot is not released yet: it was busy until now
		slot.blockedUntil = time.Since(began)
	}
	return slot
}

// release takes back the slot of a request that was recorded.
func (s *slots) release(done *slot, began time.Time) {
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
