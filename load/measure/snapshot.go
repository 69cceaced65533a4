package measure

import "time"

// Snapshot is what a progress line shows of a phase that is still running.
type Snapshot struct {
	Offered  uint64 `json:"offered"` // since the start of the phase, as are Requests and Errors
	Requests uint64 `json:"requests"`
	Errors   uint64 `json:"errors"`
	Second   int    `json:"second"` // the index of Last; -1 during the first second
	Last     Second `json:"last"`   // the last complete second, without its histograms
}

// Snapshot returns the state of the phase when elapsed has passed since its
// start. It takes a few microseconds.
func (r *Recorder) Snapshot(elapsed time.Duration) Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := secondOf(elapsed) - 1
	s := Snapshot{Offered: r.offered, Second: last, Last: r.seconds.figures(last)}
	for _, o := range r.operations {
		s.Requests += o.requests
		s.Errors += o.errors
	}
	return s
}
