// Package measure records what a load run sees: how long requests took, by
// operation and by second, and what failed, by class. Its memory is flat by
// request; its results are plain structs that can be merged without loss.
package measure

import (
	"sync"
	"time"
)

// Sample is one finished request. Its times are since the beginning of the
// phase; all but Due come from one monotonic clock.
type Sample struct {
	Operation         int           // index into the operations the Recorder was made for
	Due               time.Duration // when it was to be sent; as Sent in a closed loop
	Sent, Done        time.Duration
	Class             Class // Expected for an answer that was expected
	BytesIn, BytesOut int   // of bodies
}

// Recorder collects the samples of one phase. Response time runs from Due to
// Done, service time from Sent to Done, lag from Due to Sent. Requests that
// failed count in all three: without its time-outs a slow target looks fast.
// It may be used by several goroutines.
type Recorder struct {
	name  string
	begin time.Time

	mu         sync.Mutex
	operations []*operation
	classes    *Classes
	failed     [Other + 1]uint64 // by class
	seconds    *seconds
	offered    uint64
	unsent     uint64
	lastSent   time.Duration
	encodedAt  time.Duration // in steps of encodeEvery
}

// operation is what is kept of all requests of one kind.
type operation struct {
	name                   string
	requests, errors       uint64
	bytesIn, bytesOut      uint64
	response, service, lag distribution
	seconds                *seconds // nil where it is the only operation: they are those of the phase
}

// NewRecorder records a phase that begins at begin. Several phases can share
// classes; then a class has the same number in each.
func NewRecorder(name string, begin time.Time, operations []string, classes *Classes) *Recorder {
	r := &Recorder{name: name, begin: begin, classes: classes, seconds: newSeconds(ofAll)}
	for _, o := range operations {
		r.operations = append(r.operations, newOperation(o))
	}
	if len(operations) > 1 {
		for _, o := range r.operations {
			o.seconds = newSeconds(ofOne)
		}
	}
	return r
}

func newOperation(name string) *operation {
	return &operation{name: name, response: newDistribution(), service: newDistribution(), lag: newDistribution()}
}

// Record adds a sample. It allocates nothing but at the beginning of a second.
// An answer belongs to the second in which it came, however late it is told.
func (r *Recorder) Record(s Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	failed, response, service, lag := s.Class != Expected, s.Done-s.Due, s.Done-s.Sent, s.Sent-s.Due
	o := r.operations[s.Operation]
	o.record(s, failed)
	r.seconds.record(s.Done, failed, response, service, lag)
	r.offer(s.Due)
	if o.seconds != nil {
		o.seconds.record(s.Done, failed, response)
		o.seconds.offer(s.Due)
	}
	r.lastSent = max(r.lastSent, s.Sent)
	if failed {
		r.failed[s.Class]++
	}
	if at := s.Done / encodeEvery; at > r.encodedAt {
		r.encodedAt = at
		r.encodeOne(second(s.Done))
	}
}

// encodeEvery is how often a histogram is encoded. Each takes half a millisecond,
// in which nothing is sent: all of a second together would be seen in the lag.
const encodeEvery = 50 * time.Millisecond

func (r *Recorder) encodeOne(newest int) {
	if r.seconds.encodeOne(newest) {
		return
	}
	for _, o := range r.operations {
		if o.seconds != nil && o.seconds.encodeOne(newest) {
			return
		}
	}
}

func (o *operation) record(s Sample, failed bool) {
	o.requests++
	if failed {
		o.errors++
	}
	o.bytesIn += uint64(s.BytesIn)
	o.bytesOut += uint64(s.BytesOut)
	o.response.record(s.Done - s.Due)
	o.service.record(s.Done - s.Sent)
	o.lag.record(s.Sent - s.Due)
}

// Unsent adds a request that was due and never sent, as after Ctrl-C.
func (r *Recorder) Unsent(due time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.offer(due)
	r.unsent++
}

// offer counts a request in the second in which it was due.
func (r *Recorder) offer(due time.Duration) {
	r.offered++
	r.seconds.offer(due)
}

// add takes the figures of another operation in.
func (o *operation) add(other *operation) {
	o.requests += other.requests
	o.errors += other.errors
	o.bytesIn += other.bytesIn
	o.bytesOut += other.bytesOut
	o.response.add(other.response)
	o.service.add(other.service)
	o.lag.add(other.lag)
}
