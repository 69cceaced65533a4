// Package measure records the requests of a load run: how long they took, by
// operation and by second, and how they failed, by class of error.
//
// A [Recorder] takes one [Sample] for each finished request. Its memory does not
// grow with the number of requests: times go into HDR histograms with an error
// of at most 0.1 %. [Recorder.Result] returns a [Phase]: plain structs that are
// written to load.json as they are. While the run lasts, [Recorder.Snapshot]
// returns the last second for a progress line, and [Recorder.Current] everything
// up to now, for thresholds.
//
// Three times are recorded of each request. The response time runs from the
// moment the request was due to its answer, so that a stalled server is not
// hidden by requests that could not be sent (coordinated omission). The service
// time runs from the send to the answer. The lag is the difference: how late
// the request was sent.
package measure

import (
	"sync"
	"time"
)

// Sample is one finished request. All times are since the start of the phase,
// and all but Due are read from one monotonic clock.
type Sample struct {
	Operation         int           // index into the operations of the Recorder
	Due               time.Duration // when it should have been sent; equal to Sent in a closed loop
	Sent, Done        time.Duration
	Class             Class // Expected if the answer was the expected one
	BytesIn, BytesOut int   // of the bodies
}

// Recorder collects the samples of one phase. Failed requests count in all
// times: without its time-outs a slow server would look fast. A Recorder is safe
// for concurrent use.
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
	encodedAt  time.Duration // in units of encodeEvery
}

// operation holds what was recorded of one kind of requests.
type operation struct {
	name                   string
	requests, errors       uint64
	bytesIn, bytesOut      uint64
	response, service, lag distribution
	seconds                *seconds // nil for the only operation: the phase's seconds are its own
}

// NewRecorder returns a Recorder for a phase that starts at begin. Phases that
// share classes have the same class for the same error.
func NewRecorder(name string, begin time.Time, operations []string, classes *Classes) *Recorder {
	r := &Recorder{name: name, begin: begin, classes: classes, seconds: newSeconds(phaseTimes)}
	for _, o := range operations {
		r.operations = append(r.operations, newOperation(o))
	}
	if len(operations) > 1 {
		for _, o := range r.operations {
			o.seconds = newSeconds(operationTimes)
		}
	}
	return r
}

func newOperation(name string) *operation {
	return &operation{name: name, response: newDistribution(), service: newDistribution(), lag: newDistribution()}
}

// Record adds a sample. It allocates only when a new second begins. An answer
// belongs to the second in which it arrived, however late it is recorded.
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
		r.encodeOne(secondOf(s.Done))
	}
}

// encodeEvery is the time between two encodings of a histogram. Each encoding
// takes half a millisecond, during which nothing is recorded: encoding all
// histograms of a second at once would delay requests.
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

// Unsent counts a request that was due and was never sent, because the run was
// interrupted.
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

// add adds the figures of another operation to o.
func (o *operation) add(other *operation) {
	o.requests += other.requests
	o.errors += other.errors
	o.bytesIn += other.bytesIn
	o.bytesOut += other.bytesOut
	o.response.add(other.response)
	o.service.add(other.service)
	o.lag.add(other.lag)
}
