package loadreport

import (
	"fmt"
	"math"

	"tagcheck/load/measure"
)

// mostSpans bounds the points of a plot over time: a long load has several
// seconds to a point.
const mostSpans = 900

// leastPart is how much of a span has to be over for its rates to be shown.
const leastPart = 0.25

// span is what happened in one second, or in several of them.
type span struct {
	From               float64 // seconds since the phase began
	Offered, Requests  uint64
	Errors             uint64
	P50, P90, P99, Max *float64 // in milliseconds; nil where nothing was answered
	// Rates are per second, nil where too little of the span is within the phase
	// to tell.
	OfferedRate, AnsweredRate, ErrorRate *float64
}

// spans cuts a phase into equal parts of at least a second, and at most so many.
func spans(p measure.Phase, most int) ([]span, error) {
	width := max(1, (len(p.Seconds)+most-1)/most)
	var all []span
	for from := 0; from < len(p.Seconds); from += width {
		seconds := p.Seconds[from:min(from+width, len(p.Seconds))]
		s, err := newSpan(seconds)
		if err != nil {
			return nil, fmt.Errorf("second %d of %s: %w", from, p.Name, err)
		}
		s.From = float64(from)
		s.OfferedRate = rate(s.Offered, s.From, width, p.Duration)
		s.AnsweredRate = rate(s.Requests-s.Errors, s.From, width, p.Sending)
		s.ErrorRate = rate(s.Errors, s.From, width, p.Sending)
		all = append(all, s)
	}
	return all, nil
}

// rate is that of n in a span of a phase that ends after so many milliseconds.
func rate(n uint64, from float64, width int, end float64) *float64 {
	over := min(float64(width), end/1000-from)
	if over < leastPart*float64(width) {
		return nil
	}
	r := float64(n) / over
	return &r
}

func newSpan(seconds []measure.Second) (span, error) {
	var s span
	for _, second := range seconds {
		s.Offered += second.Offered
		s.Requests += second.Requests
		s.Errors += second.Errors
	}
	if s.Requests == 0 {
		return s, nil
	}
	first := seconds[0]
	s.P50, s.P90, s.P99, s.Max = &first.P50, &first.P90, &first.P99, &first.Max
	if len(seconds) == 1 {
		return s, nil
	}
	return s, s.merge(seconds)
}

// merge takes the percentiles of all seconds together: those of each can't be
// averaged.
func (s *span) merge(seconds []measure.Second) error {
	sum, err := measure.Histogram{}.Decode()
	if err != nil {
		return err
	}
	longest := math.Inf(-1)
	for _, second := range seconds {
		hdr, err := measure.Histogram{Count: second.Requests, Encoded: second.Encoded}.Decode()
		if err != nil {
			return err
		}
		sum.Merge(hdr)
		longest = max(longest, second.Max)
	}
	s.Max = &longest
	for percentile, into := range map[float64]**float64{50: &s.P50, 90: &s.P90, 99: &s.P99} {
		v := min(float64(sum.ValueAtPercentile(percentile))/1e6, longest)
		*into = &v
	}
	return nil
}
