package measure

import "time"

// Snapshot is what a live line shows.
type Snapshot struct {
	Offered  uint64 `json:"offered"` // since the beginning of the phase, as Requests and Errors
	Requests uint64 `json:"requests"`
	Errors   uint64 `json:"errors"`
	Second   int    `json:"second"` // which one Last is; -1 while the first is not over
	Last     Second `json:"last"`   // the last whole second, without its histogram
}

// Snapshot tells how the phase goes, when elapsed has gone by since its
// beginning. It takes some microseconds.
func (r *Recorder) Snapshot(elapsed time.Duration) Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := second(elapsed) - 1
	s := Snapshot{Offered: r.offered, Second: last, Last: r.seconds.show(last)}
	for _, o := range r.operations {
		s.Requests += o.requests
		s.Errors += o.errors
	}
	return s
}
