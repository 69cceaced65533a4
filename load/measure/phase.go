package measure

import (
	"cmp"
	"slices"
	"time"
)

// Phase is all that was measured in one phase of a run.
type Phase struct {
	Name     string    `json:"name"`
	Begin    time.Time `json:"begin"`
	Duration float64   `json:"duration_ms"` // how long requests were due
	// Sending is how long requests were sent, at least Duration. It is longer
	// where the target or the generator did not keep up; rates of answers are
	// over this time.
	Sending     float64      `json:"sending_ms"`
	Offered     uint64       `json:"offered"` // requests that were due
	OfferedRate float64      `json:"offered_rate"`
	Unsent      uint64       `json:"unsent,omitempty"` // were due and never sent
	All         Operation    `json:"all"`              // all operations together
	Operations  []Operation  `json:"operations"`
	Seconds     []Second     `json:"seconds"` // the i-th is from i to i+1 seconds after Begin
	Classes     []ErrorCount `json:"errors_by_class"`
}

// Operation has the figures of the requests of one kind.
type Operation struct {
	Name     string    `json:"name,omitempty"`
	Requests uint64    `json:"requests"` // that were sent and finished
	Errors   uint64    `json:"errors"`   // of them: not answered as expected
	Rate     float64   `json:"rate"`     // expected answers per second
	BytesIn  uint64    `json:"bytes_in"`
	BytesOut uint64    `json:"bytes_out"`
	Response Histogram `json:"response"`
	Service  Histogram `json:"service"`
	Lag      Histogram `json:"lag"`
	// Seconds are those of the operation, with the response time alone; none
	// where it is the only operation of the phase.
	Seconds []Second `json:"seconds,omitzero"`
}

// ErrorCount says how many requests failed in one way.
type ErrorCount struct {
	Text  string `json:"text"`
	Count uint64 `json:"count"`
}

// Result gives all that was recorded. duration is how long requests were due:
// what the schedule says, or less where the phase was cut short.
func (r *Recorder) Result(duration time.Duration) Phase {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.phase(duration, (*distribution).result)
	p.Seconds = r.seconds.result()
	for i, o := range r.operations {
		if o.seconds != nil {
			p.Operations[i].Seconds = o.seconds.result()
		}
	}
	return p
}

// Sofar gives what was recorded until now, without the seconds. It is cheap
// enough for once a second: 0.6 MB are copied for each operation.
func (r *Recorder) Sofar(elapsed time.Duration) Phase {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.phase(elapsed, (*distribution).sofar)
}

func (r *Recorder) phase(duration time.Duration, result func(*distribution) Histogram) Phase {
	p := Phase{Name: r.name, Begin: r.begin, Offered: r.offered, Unsent: r.unsent, Classes: r.errorCounts()}
	all := newOperation("")
	for _, o := range r.operations {
		p.Operations = append(p.Operations, o.result(result))
		all.add(o)
	}
	p.All = all.result(result)
	p.took(milliseconds(int64(duration)), milliseconds(int64(r.lastSent)))
	return p
}

func (o *operation) result(result func(*distribution) Histogram) Operation {
	return Operation{
		Name: o.name, Requests: o.requests, Errors: o.errors, BytesIn: o.bytesIn, BytesOut: o.bytesOut,
		Response: result(&o.response), Service: result(&o.service), Lag: result(&o.lag),
	}
}

// took sets the times, and the rates that follow from them.
func (p *Phase) took(duration, sending float64) {
	p.Duration, p.Sending = duration, max(duration, sending)
	p.OfferedRate = rate(p.Offered, p.Duration)
	p.All.Rate = rate(p.All.Requests-p.All.Errors, p.Sending)
	for i, o := range p.Operations {
		p.Operations[i].Rate = rate(o.Requests-o.Errors, p.Sending)
	}
}

// rate is per second.
func rate(n uint64, milliseconds float64) float64 {
	if milliseconds <= 0 {
		return 0
	}
	return float64(n) * 1000 / milliseconds
}

func (r *Recorder) errorCounts() []ErrorCount {
	counts := []ErrorCount{}
	for class, n := range r.failed {
		if n > 0 {
			counts = append(counts, ErrorCount{r.classes.Text(Class(class)), n})
		}
	}
	return sorted(counts)
}

// sorted has the most frequent first, and "other" last.
func sorted(counts []ErrorCount) []ErrorCount {
	slices.SortFunc(counts, func(a, b ErrorCount) int {
		return cmp.Or(last(a)-last(b), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return counts
}

func last(c ErrorCount) int {
	if c.Text == otherErrors {
		return 1
	}
	return 0
}
