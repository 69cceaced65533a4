// Package search finds the highest request rate that a server sustains.
//
// [Run] calls a probe for one rate after the other: it doubles the rate until a
// probe fails, then halves the interval between the highest rate that passed and
// the lowest that failed until it is narrow. Each rate is probed several times,
// and the majority decides. The [Result] says where the limit is, and whether the
// server or the load generator reached it first.
package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
)

// Verdict is the result of one probe.
type Verdict string

// The verdicts. Invalid means that the load generator did not keep up, so that
// the probe says nothing about the server.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Invalid Verdict = "invalid"
)

// Probe is one try of a rate.
type Probe struct {
	Rate    float64  `json:"rate"` // requests per second
	Verdict Verdict  `json:"verdict"`
	Reasons []string `json:"reasons"` // why the verdict is not Pass
}

// Options limit a search. A field that is 0 has its default.
type Options struct {
	StartRate float64 // the first rate, requests per second; MaxRate if that is lower
	MinRate   float64 // no lower rate is tried, requests per second
	MaxRate   float64 // no higher rate is tried, requests per second
	Precision float64 // the search ends when the interval is at most this share of its lower end
	Tries     int     // of each rate, at most; more than half of them decide
}

// withDefaults replaces zeros. The error names the option that is wrong.
func (o Options) withDefaults() (Options, error) {
	for _, option := range []struct {
		name     string
		value    *float64
		standard float64
	}{
		{"StartRate", &o.StartRate, DefaultStartRate}, {"MinRate", &o.MinRate, DefaultMinRate},
		{"MaxRate", &o.MaxRate, DefaultMaxRate}, {"Precision", &o.Precision, DefaultPrecision},
	} {
		if !(*option.value >= 0) || math.IsInf(*option.value, 1) { // NaN too
			return o, fmt.Errorf("search: %s must be positive (got %g)", option.name, *option.value)
		}
		if *option.value == 0 {
			*option.value = option.standard
		}
	}
	if o.MaxRate < o.MinRate {
		return o, fmt.Errorf("search: MaxRate must be at least MinRate (got %g and %g)", o.MaxRate, o.MinRate)
	}
	if o.Tries < 0 {
		return o, fmt.Errorf("search: Tries must be at least 1 (got %d)", o.Tries)
	}
	o.Tries = cmp.Or(o.Tries, DefaultTries)
	return o, nil
}

// Result is where the limit is.
type Result struct {
	HighestPass float64  `json:"highest_pass"` // 0 if no rate passed
	LowestFail  float64  `json:"lowest_fail"`  // 0 if no rate failed
	LimitedBy   Limit    `json:"limited_by"`
	Reasons     []string `json:"reasons"` // why LowestFail failed
	Probes      []Probe  `json:"probes"`  // all, in order
}

// Limit is what reached its limit first.
type Limit string

// The limits. Nothing reached its limit if Options.MaxRate passed.
const (
	Target    Limit = "target"
	Generator Limit = "generator"
	Nothing   Limit = "nothing"
)

// Run searches for the limit. The error is that of the options, or the first of a
// probe; Result then holds what was found until then.
func Run(ctx context.Context, o Options, probe func(ctx context.Context, rate float64) (Probe, error)) (Result, error) {
	s := &search{probe: probe, result: Result{LimitedBy: Nothing, Reasons: []string{}, Probes: []Probe{}}}
	var err error
	if s.options, err = o.withDefaults(); err != nil {
		return s.result, err
	}
	err = s.bracket(ctx)
	for err == nil && s.isWide() {
		err = s.try(ctx, s.middle())
	}
	if errors.Is(err, errNoBracket) {
		err = nil
	}
	return s.result, err
}

type search struct {
	options Options
	probe   func(ctx context.Context, rate float64) (Probe, error)
	result  Result
}

// errNoBracket ends a search in which all rates passed, or all failed.
var errNoBracket = errors.New("no rate is left to try")

// bracket doubles the rate until one fails, or halves it until one passes.
func (s *search) bracket(ctx context.Context) error {
	rate := max(min(s.options.StartRate, s.options.MaxRate), s.options.MinRate)
	for {
		if err := s.try(ctx, rate); err != nil {
			return err
		}
		passed, failed := s.result.HighestPass > 0, s.result.LowestFail > 0
		if passed && failed {
			return nil
		}
		if passed {
			if rate == s.options.MaxRate {
				return errNoBracket
			}
			rate = min(2*rate, s.options.MaxRate)
			continue
		}
		// A generator that does not keep up with a low rate is not tried at lower
		// ones: this machine is not fit for the search.
		if rate == s.options.MinRate || s.result.LimitedBy == Generator {
			return errNoBracket
		}
		rate = max(rate/2, s.options.MinRate)
	}
}

// isWide says that the interval has to be halved again.
func (s *search) isWide() bool {
	return s.result.LowestFail > s.result.HighestPass*(1+s.options.Precision)
}

// middle is the geometric mean, because the precision is a ratio.
func (s *search) middle() float64 {
	return math.Sqrt(s.result.HighestPass * s.result.LowestFail)
}

// try probes a rate until more than half of all tries agree.
func (s *search) try(ctx context.Context, rate float64) error {
	count := map[Verdict]int{}
	var lastFailure Probe
	for range s.options.Tries {
		p, err := s.probe(ctx, rate)
		if err != nil {
			return err
		}
		p.Rate = rate
		s.result.Probes = append(s.result.Probes, p)
		count[p.Verdict]++
		if p.Verdict != Pass {
			lastFailure = p
		}
		if 2*count[Pass] > s.options.Tries || 2*(count[Fail]+count[Invalid]) > s.options.Tries {
			break
		}
	}
	if 2*count[Pass] > s.options.Tries {
		s.result.HighestPass = rate
		return nil
	}
	s.result.LowestFail, s.result.Reasons = rate, lastFailure.Reasons
	// In a tie the server is the limit: some of its failures are its own.
	s.result.LimitedBy = Target
	if count[Invalid] > count[Fail] {
		s.result.LimitedBy = Generator
	}
	return nil
}
