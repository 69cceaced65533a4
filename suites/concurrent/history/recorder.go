package history

import (
	"slices"
	"sync"
	"time"
)

// Recorder records the operations of many clients on one monotonic clock. It
// may be used by many goroutines.
type Recorder struct {
	start time.Time
	mutex sync.Mutex
	ops   []Op
}

// NewRecorder starts the clock.
func NewRecorder() *Recorder { return &Recorder{start: time.Now()} }

// Pending is an operation that was begun. Until it is ended its outcome is
// Unknown, so that what is cut off is not lost.
type Pending struct {
	recorder *Recorder
	index    int
}

// Begin records that the client is about to send an operation: to be called
// before its first byte is sent.
func (r *Recorder) Begin(client int, kind Kind, image, tag string) Pending {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	now := r.now()
	r.ops = append(r.ops, Op{Client: client, Kind: kind, Image: image, Tag: tag, Call: now, Return: now})
	return Pending{recorder: r, index: len(r.ops) - 1}
}

// End records the answer: to be called once, after its last byte was read. The
// tags are those that a read showed.
func (p Pending) End(outcome Outcome, tags []string, exchange int) {
	now := p.recorder.now() // not in the lock: waiting for it is no part of the operation
	p.recorder.mutex.Lock()
	defer p.recorder.mutex.Unlock()
	op := &p.recorder.ops[p.index]
	op.Return, op.Outcome, op.Tags, op.Exchange = now, outcome, tags, exchange
}

// Ops gives all that was begun until now, in order of call.
func (r *Recorder) Ops() []Op {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.ops)
}

func (r *Recorder) now() int64 { return time.Since(r.start).Nanoseconds() }
