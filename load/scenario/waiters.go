package scenario

import (
	"sync"
	"sync/atomic"
	"time"
)

// waiters are the workers that wait for a suitable tag. Each end of a request wakes one;
// if that one cannot use it, it wakes the next, so that each tries once.
type waiters struct {
	count        atomic.Int64
	mu           sync.Mutex
	changed      *sync.Cond
	changes      uint64
	images, keys atomic.Int64 // nanoseconds waited, see Waited
}

func (w *waiters) init() { w.changed = sync.NewCond(&w.mu) }

// wakeOne says that a try may succeed now. It costs nothing while nobody waits: a worker
// counts itself before its last try without waiting.
func (w *waiters) wakeOne() {
	if w.count.Load() == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes++
	w.changed.Signal()
}

// wakeAll makes every worker try again.
func (w *waiters) wakeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes++
	w.changed.Broadcast()
}

// until waits until try returns true or an error.
func (w *waiters) until(try func() (bool, error)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count.Add(1)
	defer w.count.Add(-1)
	if ok, err := try(); ok || err != nil {
		return err
	}
	for tried := w.changes; ; {
		w.changed.Wait()
		if tried == w.changes {
			continue // all others have tried, too
		}
		tried = w.changes
		ok, err := try()
		w.changed.Signal()
		if ok || err != nil {
			return err
		}
	}
}

func (w *waiters) add(d time.Duration, forImage bool) {
	if forImage {
		w.images.Add(int64(d))
	} else {
		w.keys.Add(int64(d))
	}
}

func (w *waiters) waited() Waited {
	return Waited{time.Duration(w.images.Load()), time.Duration(w.keys.Load())}
}
