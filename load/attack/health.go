package attack

import (
	"runtime"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Health says whether the generator kept up with its schedule, or was itself what
// was measured.
type Health struct {
	Workers int           `json:"workers"`
	Due     uint64        `json:"due"`        // requests that were due until the schedule or the attack ended
	Sent    uint64        `json:"sent"`       // requests that were sent
	Elapsed time.Duration `json:"elapsed_ns"` // from the start to the last answer
	// Lag is how late 99 % of the requests were sent at most. Requests that the
	// server delayed (Sample.BlockedByTarget) do not count.
	Lag time.Duration `json:"lag_p99_ns"`
	// CPU is the share of the processors available to this process that it used, 0
	// to 1; 0 if the system does not tell.
	CPU float64 `json:"cpu_share"`
	// Saturated is the share of the time in which all workers waited for answers.
	Saturated float64 `json:"saturated_share"`
	// Lapsed is why the user's login did not work during the attack; "" if it did.
	Lapsed string `json:"lapsed,omitempty"`
}

// The range in which lag is recorded.
const (
	minLag = int64(time.Microsecond)
	maxLag = int64(time.Minute)
)

// healthMeter observes an attack from its start.
type healthMeter struct {
	began time.Time
	cpu   time.Duration // of the process until the start; 0 if unknown
	lag   *hdrhistogram.Histogram
	sent  uint64
	last  time.Duration
}

func newHealthMeter(began time.Time) *healthMeter {
	return &healthMeter{began: began, cpu: processTime(), lag: hdrhistogram.New(minLag, maxLag, 2)}
}

func (m *healthMeter) add(s Sample) {
	m.sent++
	m.last = max(m.last, s.Done)
	if !s.BlockedByTarget {
		_ = m.lag.RecordValue(min(max(int64(s.Sent-s.Due), minLag), maxLag)) // within the range
	}
}

func (m *healthMeter) result(s *slots, loginProblem string) Health {
	h := Health{Workers: int(s.workers), Sent: m.sent, Elapsed: m.last, Lapsed: loginProblem}
	h.Lag = time.Duration(m.lag.ValueAtQuantile(99))
	wall := time.Since(m.began)
	if m.cpu > 0 {
		h.CPU = float64(processTime()-m.cpu) / float64(wall) / float64(runtime.GOMAXPROCS(0))
	}
	h.Saturated = float64(s.busy.Load()) / float64(wall)
	return h
}

// firstError stores the first of the errors of several goroutines.
type firstError struct {
	mu  sync.Mutex
	err error
}

func (f *firstError) set(err error) {
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
