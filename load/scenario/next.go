package scenario

import (
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/load/attack"
)

// Next gives the next operation on a tag that nothing else is on its way for.
// Where every such tag is taken it waits. The error is why there will be none:
// no image could be made in place of one that is full or empty, or the run has
// ended.
func (r *Run) Next(q *attack.Request) error {
	o := r.deck[(r.drawn.Add(1)-1)%uint64(len(r.deck))]
	if r.take(o, q) {
		return nil
	}
	return r.wait(o, q)
}

// take begins the operation, or the one that it gives way to.
func (r *Run) take(o Operation, q *attack.Request) bool {
	if r.try(o, q) {
		return true
	}
	other := r.sizes.instead[o]
	return other != o && r.try(other, q)
}

func (r *Run) try(o Operation, q *attack.Request) bool {
	n := uint64(len(r.slots))
	turn := r.turns[o].Add(1) - 1
	for i := range n {
		m := r.slots[(turn+i)%n].Load()
		if m == nil {
			continue
		}
		ok, spent := m.begin(o, q)
		if !ok {
			continue
		}
		q.Operation = r.number[o]
		if spent {
			r.replace(m)
		}
		return true
	}
	return false
}

// wait tries again whenever something has ended.
func (r *Run) wait(o Operation, q *attack.Request) error {
	q.Waited = true
	began, forImage := time.Now(), r.stock.short()
	defer func() { r.line.count(time.Since(began), forImage) }()
	return r.line.until(func() (bool, error) {
		if r.take(o, q) {
			return true, nil
		}
		return false, r.stock.failed()
	})
}

// ended does what is to be done once a request has ended.
func (r *Run) ended(m *image, spent, drained bool) {
	if spent {
		r.replace(m)
	}
	if drained {
		r.drained <- m // has room for every image
	}
	r.line.moved()
}

// replace puts a spare image in the place of one that is retired, now or when
// there is one.
func (r *Run) replace(m *image) {
	r.slots[m.slot].Store(nil)
	if spare := r.stock.swap(m); spare != nil {
		r.place(spare, m.slot)
	}
}

func (r *Run) place(m *image, slot int) {
	m.slot = slot
	r.slots[slot].Store(m)
}

// line is where senders wait. Each end of a request wakes one; one that can't
// use it wakes the next, so that each tries once.
type line struct {
	waiting      atomic.Int64
	mu           sync.Mutex
	moving       *sync.Cond
	moves        uint64
	images, keys atomic.Int64 // nanoseconds waited
}

func (l *line) init() { l.moving = sync.NewCond(&l.mu) }

// moved says that a try may succeed now. It costs nothing while nobody waits:
// whoever is about to wait has counted itself before its last try.
func (l *line) moved() {
	if l.waiting.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moves++
	l.moving.Signal()
}

// until tries until a try succeeds or fails for good.
func (l *line) until(try func() (bool, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting.Add(1)
	defer l.waiting.Add(-1)
	if ok, err := try(); ok || err != nil {
		return err
	}
	for tried := l.moves; ; {
		l.moving.Wait()
		if tried == l.moves {
			continue // it has been round
		}
		tried = l.moves
		ok, err := try()
		l.moving.Signal()
		if ok || err != nil {
			return err
		}
	}
}

// all wakes every sender.
func (l *line) all() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moves++
	l.moving.Broadcast()
}

func (l *line) count(d time.Duration, forImage bool) {
	if forImage {
		l.images.Add(int64(d))
	} else {
		l.keys.Add(int64(d))
	}
}

func (l *line) waited() Waited {
	return Waited{time.Duration(l.images.Load()), time.Duration(l.keys.Load())}
}
