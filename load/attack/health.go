package attack

import (
	"runtime"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Health says whether the generator kept up with its schedule by itself, or was
// what was measured.
type Health struct {
	Workers   int           `json:"workers"`
	Due       uint64        `json:"due"`              // requests that the schedule asked for
	Sent      uint64        `json:"sent"`             // that went out
	Elapsed   time.Duration `json:"elapsed_ns"`       // until the last answer
	Lag       time.Duration `json:"lag_p99_ns"`       // of requests for which a worker was free, 99 % were sent at most so late
	CPU       float64       `json:"cpu_share"`        // share of the processors that this process may use, 0 to 1; 0 where it can't be told
	Saturated float64       `json:"saturated_share"`  // share of the time in which all workers waited for answers
	Lapsed    string        `json:"lapsed,omitempty"` // why the user's login did not hold
}

// The range of what is noted of lag.
const (
	leastLag = int64(time.Microsecond)
	mostLag  = int64(time.Minute)
)

// watch follows an attack from its begin.
type watch struct {
	began time.Time
	cpu   time.Duration
	lag   *hdrhistogram.Histogram
	sent  uint64
	last  time.Duration
}

func newWatch(began time.Time) *watch {
	return &watch{began: began, cpu: processTime(), lag: hdrhistogram.New(leastLag, mostLag, 2)}
}

func (w *watch) note(s Sample) {
	w.sent++
	w.last = max(w.last, s.Done)
	if !s.Held {
		// What is beyond the range is as bad as its end.
		_ = w.lag.RecordValue(min(max(int64(s.Sent-s.Due), leastLag), mostLag))
	}
}

func (w *watch) health(s *slots, lapsed string) Health {
	h := Health{Workers: int(s.workers), Sent: w.sent, Elapsed: w.last, Lag: time.Duration(w.lag.ValueAtQuantile(99)), Lapsed: lapsed}
	wall := time.Since(w.began)
	if w.cpu > 0 {
		h.CPU = float64(processTime()-w.cpu) / float64(wall) / float64(runtime.GOMAXPROCS(0))
	}
	h.Saturated = float64(s.busy.Load()) / float64(wall)
	return h
}

// firstError keeps the first of the errors that goroutines come to.
type firstError struct {
	mu  sync.Mutex
	err error
}

func (f *firstError) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
}

func (f *firstError) get() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
