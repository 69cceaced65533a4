package measure

import (
	"cmp"
	"slices"
	"time"
)

// Phase is everything that was measured in one phase of a run.
type Phase struct {
	Name     string    `json:"name"`
	Begin    time.Time `json:"begin"`
	Duration float64   `json:"duration_ms"` // how long requests were due
	// Sending is how long requests were sent, at least Duration. It is longer if
	// the server or the generator did not keep up. The rates of answers are
	// relative to this time.
	Sending     float64      `json:"sending_ms"`
	Offered     uint64       `json:"offered"`      // requests that were due
	OfferedRate float64      `json:"offered_rate"` // per second of Duration
	Unsent      uint64       `json:"unsent,omitempty"`
	All         Operation    `json:"all"` // all operations together
	Operations  []Operation  `json:"operations"`
	Seconds     []Second     `json:"seconds"` // the i-th is from i to i+1 seconds after Begin
	Classes     []ErrorCount `json:"errors_by_class"`
}

// Operation holds the figures of the requests of one kind.
type Operation struct {
	Name     string    `json:"name,omitempty"`
	Requests uint64    `json:"requests"` // sent and finished
	Errors   uint64    `json:"errors"`   // requests without the expected answer
	Rate     float64   `json:"rate"`     // expected answers per second
	BytesIn  uint64    `json:"bytes_in"`
	BytesOut uint64    `json:"bytes_out"`
	Response Histogram `json:"response"`
	Service  Histogram `json:"service"`
	Lag      Histogram `json:"lag"`
	// Seconds has the response times by second. It is empty for the only
	// operation of a phase, whose seconds are Phase.Seconds.
	Seconds []Second `json:"seconds,omitzero"`
}

// ErrorCount is how many requests failed in one way.
type ErrorCount struct {
	Text  string `json:"text"`
	Count uint64 `json:"count"`
}

// Result returns everything that was recorded. duration is how long requests
// were due: the duration of the schedule, or less if the phase was cut short.
func (r *Recorder) Result(duration time.Duration) Phase {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.phase(duration, (*distribution).encoded)
	p.Seconds = r.seconds.result()
	for i, o := range r.operations {
		if o.seconds != nil {
			p.Operations[i].Seconds = o.seconds.result()
		}
	}
	return p
}

// Current returns the figures up to now, without the seconds. Call it at most
// once a second or so: it copies 0.6 MB for each operation.
func (r *Recorder) Current(elapsed time.Duration) Phase {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.phase(elapsed, (*distribution).copied)
}

func (r *Recorder) phase(duration time.Duration, histogram func(*distribution) Histogram) Phase {
	p := Phase{Name: r.name, Begin: r.begin, Offered: r.offered, Unsent: r.unsent, Classes: r.errorCounts()}
	p.Operations = []Operation{}
	all := newOperation("")
	for _, o := range r.operations {
		p.Operations = append(p.Operations, o.result(histogram))
		all.add(o)
	}
	p.All = all.result(histogram)
	p.setRates(milliseconds(int64(duration)), milliseconds(int64(r.lastSent)))
	return p
}

func (o *operation) result(histogram func(*distribution) Histogram) Operation {
	return Operation{
		Name: o.name, Requests: o.requests, Errors: o.errors, BytesIn: o.bytesIn, BytesOut: o.bytesOut,
		Response: histogram(&o.response), Service: histogram(&o.service), Lag: histogram(&o.lag),
	}
}

// setRates sets the times, in milliseconds, and the rates that follow from them.
func (p *Phase) setRates(duration, sending float64) {
	p.Duration, p.Sending = duration, max(duration, sending)
	p.OfferedRate = perSecond(p.Offered, p.Duration)
	p.All.Rate = perSecond(p.All.Requests-p.All.Errors, p.Sending)
	for i, o := range p.Operations {
		p.Operations[i].Rate = perSecond(o.Requests-o.Errors, p.Sending)
	}
}

func perSecond(n uint64, milliseconds float64) float64 {
	if milliseconds <= 0 {
		return 0
	}
	return float64(n) * 1000 / milliseconds
}

// errorCounts lists the most frequent errors first, and Other last.
func (r *Recorder) errorCounts() []ErrorCount {
	counts := []ErrorCount{}
	for class, n := range r.failed[:Other] {
		if n > 0 {
			counts = append(counts, ErrorCount{r.classes.Text(Class(class)), n})
		}
	}
	slices.SortFunc(counts, func(a, b ErrorCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	if n := r.failed[Other]; n > 0 {
		counts = append(counts, ErrorCount{otherErrors, n})
	}
	return counts
}
