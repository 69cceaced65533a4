// Package search finds the highest rate that a target bears: a rate is
// bracketed by doubling, and the bracket is halved until it is narrow.
package search

import (
	"context"
	"errors"
	"math"
)

// Verdict is what a probe of a rate came to.
type Verdict string

// The verdicts. Invalid says that the generator gave way, not the target.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Invalid Verdict = "invalid"
)

// Probe is one try of a rate.
type Probe struct {
	Rate    float64  `json:"rate"` // requests a second
	Verdict Verdict  `json:"verdict"`
	Reasons []string `json:"reasons"` // of what is no pass
}

// Options say how far a search goes.
type Options struct {
	From      float64 // the first rate, requests a second
	Most      float64 // no rate above this is tried
	Precision float64 // the bracket is narrow when it is at most this share of its lower end
	Tries     int     // of each rate, at most: more than half of them decide
}

// Least is the lowest rate that is tried, a second.
const Least = 1

// Result is what a search found.
type Result struct {
	HighestPass float64  `json:"highest_pass"` // 0 where no rate passed
	LowestFail  float64  `json:"lowest_fail"`  // 0 where none failed up to Options.Most
	LimitedBy   Limit    `json:"limited_by"`
	Reasons     []string `json:"reasons"` // why the lowest rate that failed did
	Probes      []Probe  `json:"probes"`  // all, in order
}

// Limit is what gave way first.
type Limit string

// The limits. Nothing gave way where Options.Most passed.
const (
	Target    Limit = "target"
	Generator Limit = "generator"
	Nothing   Limit = "nothing"
)

// Run searches by probes of rates. The error is that of a probe; the result
// then holds what was found until then.
func Run(ctx context.Context, o Options, probe func(ctx context.Context, rate float64) (Probe, error)) (Result, error) {
	s := &search{options: o, probe: probe, result: Result{LimitedBy: Nothing, Reasons: []string{}, Probes: []Probe{}}}
	err := s.bracket(ctx)
	for err == nil && s.wide() {
		err = s.try(ctx, s.middle())
	}
	if errors.Is(err, errNarrow) {
		err = nil
	}
	return s.result, err
}

type search struct {
	options Options
	probe   func(ctx context.Context, rate float64) (Probe, error)
	result  Result
}

// errNarrow says that there is no rate left to try.
var errNarrow = errors.New("no rate is left to try")

// bracket doubles the rate until one fails, or halves it until one passes.
func (s *search) bracket(ctx context.Context) error {
	rate := min(s.options.From, s.options.Most)
	for {
		if err := s.try(ctx, rate); err != nil {
			return err
		}
		passed, failed := s.result.HighestPass > 0, s.result.LowestFail > 0
		switch {
		case passed && failed:
			return nil
		case passed && rate >= s.options.Most, failed && rate <= Least, failed && s.result.LimitedBy == Generator:
			return errNarrow // a generator that gives way at once does so at lower rates, too
		case passed:
			rate = min(2*rate, s.options.Most)
		default:
			rate = max(rate/2, Least)
		}
	}
}

// wide says whether the bracket has to be narrowed further.
func (s *search) wide() bool {
	return s.result.LowestFail > s.result.HighestPass*(1+s.options.Precision)
}

// middle is geometric, since the precision is a share.
func (s *search) middle() float64 {
	return math.Sqrt(s.result.HighestPass * s.result.LowestFail)
}

// try probes a rate until more than half of all tries agree.
func (s *search) try(ctx context.Context, rate float64) error {
	count := map[Verdict]int{}
	var decisive Probe
	for range s.options.Tries {
		p, err := s.probe(ctx, rate)
		if err != nil {
			return err
		}
		p.Rate = rate
		s.result.Probes = append(s.result.Probes, p)
		if count[p.Verdict]++; p.Verdict != Pass {
			decisive = p
		}
		if 2*count[Pass] > s.options.Tries || 2*(count[Fail]+count[Invalid]) > s.options.Tries {
			break
		}
	}
	if 2*count[Pass] > s.options.Tries {
		s.result.HighestPass = rate
		return nil
	}
	s.result.LowestFail, s.result.Reasons = rate, decisive.Reasons
	// A target that fails is the limit, unless the generator gave way oftener.
	s.result.LimitedBy = Target
	if count[Invalid] > count[Fail] {
		s.result.LimitedBy = Generator
	}
	return nil
}
