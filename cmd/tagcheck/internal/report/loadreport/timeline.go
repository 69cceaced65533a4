package loadreport

import (
	"fmt"
	"slices"

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
	P50, P90, P99, Max *float64 // of response times in milliseconds; nil where nothing was answered, as the next
	ServiceP99, LagP99 *float64
	// Rates are per second, nil where too little of the span is within the phase
	// to tell.
	OfferedRate, AnsweredRate, ErrorRate *float64
}

// spans cuts a phase into equal parts of at least a second, and at most so many.
func spans(p measure.Phase, most int) ([]span, error) {
	width := spanWidth(p, most)
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

// spanWidth is how many seconds a span has.
func spanWidth(p measure.Phase, most int) int { return max(1, (len(p.Seconds)+most-1)/most) }

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
	response, err := together(seconds, func(s measure.Second) measure.Times { return s.Response })
	if err != nil {
		return s, err
	}
	service, err := together(seconds, func(s measure.Second) measure.Times { return s.Service })
	if err != nil {
		return s, err
	}
	lag, err := together(seconds, func(s measure.Second) measure.Times { return s.Lag })
	s.P50, s.P90, s.P99, s.Max = &response.P50, &response.P90, &response.P99, &response.Max
	s.ServiceP99, s.LagP99 = &service.P99, &lag.P99
	return s, err
}

// together takes the percentiles of all seconds together: those of each can't be
// averaged.
func together(seconds []measure.Second, of func(measure.Second) measure.Times) (measure.Times, error) {
	if len(seconds) == 1 {
		return of(seconds[0]), nil
	}
	sum, err := measure.Histogram{}.Decode()
	if err != nil {
		return measure.Times{}, err
	}
	var longest float64
	for _, second := range seconds {
		times := of(second)
		hdr, err := measure.Histogram{Count: second.Requests, Encoded: times.Encoded}.Decode()
		if err != nil {
			return measure.Times{}, err
		}
		sum.Merge(hdr)
		longest = max(longest, times.Max)
	}
	at := func(p float64) float64 { return min(float64(sum.ValueAtPercentile(p))/1e6, longest) }
	return measure.Times{P50: at(50), P90: at(90), P99: at(99), Max: longest}, nil
}

// byOperation is the p99 of the response time of an operation, by span of so
// many seconds; nil where nothing was answered.
func byOperation(o measure.Operation, width int) ([]*float64, error) {
	var all []*float64
	for from := 0; from < len(o.Seconds); from += width {
		seconds := o.Seconds[from:min(from+width, len(o.Seconds))]
		if !slices.ContainsFunc(seconds, func(s measure.Second) bool { return s.Requests > 0 }) {
			all = append(all, nil)
			continue
		}
		times, err := together(seconds, func(s measure.Second) measure.Times { return s.Response })
		if err != nil {
			return nil, fmt.Errorf("%s from second %d: %w", o.Name, from, err)
		}
		all = append(all, &times.P99)
	}
	return all, nil
}
