package search

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
)

// limited is a probe whose rates above a limit have the verdict.
func limited(limit float64, verdict Verdict) func(context.Context, float64) (Probe, error) {
	return func(_ context.Context, rate float64) (Probe, error) {
		if rate > limit {
			return Probe{Verdict: verdict, Reasons: []string{"slow"}}, nil
		}
		return Probe{Verdict: Pass}, nil
	}
}

// rates returns the rates that were probed, rounded.
func rates(r Result) (rates []float64) {
	for _, p := range r.Probes {
		rates = append(rates, math.Round(p.Rate))
	}
	return rates
}

func twice(rates ...float64) (twice []float64) {
	for _, rate := range rates {
		twice = append(twice, rate, rate)
	}
	return twice
}

func TestSearchNarrowsTheInterval(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		options                 Options
		limit                   float64
		verdict                 Verdict
		probed                  []float64
		highestPass, lowestFail float64
		limitedBy               Limit
	}{
		{"doubles, then halves", Options{StartRate: 100, MaxRate: 1000, Tries: 1}, 300, Fail,
			[]float64{100, 200, 400, 283, 336, 308}, 283, 308, Target},
		{"halves until a rate passes", Options{StartRate: 100, MaxRate: 1000, Precision: 1, Tries: 1}, 30, Fail,
			[]float64{100, 50, 25}, 25, 50, Target},
		{"an interval of exactly the precision is narrow", Options{StartRate: 64, Precision: 1, Tries: 1}, 64, Fail,
			[]float64{64, 128}, 64, 128, Target},
		{"a smaller precision halves again", Options{StartRate: 64, Precision: 0.99, Tries: 1}, 64, Fail,
			[]float64{64, 128, 91}, 64, 91, Target},
		{"stops at the highest rate", Options{StartRate: 50, MaxRate: 300, Tries: 1}, 1000, Fail,
			[]float64{50, 100, 200, 300}, 300, 0, Nothing},
		{"starts at the highest rate if that is lower", Options{StartRate: 50, MaxRate: 20, Tries: 1}, 1000, Fail,
			[]float64{20}, 20, 0, Nothing},
		{"stops at the lowest rate", Options{StartRate: 50, MinRate: 10, MaxRate: 300, Tries: 1}, 0, Fail,
			[]float64{50, 25, 13, 10}, 0, 10, Target},
		{"starts at the lowest rate if that is higher", Options{StartRate: 50, MinRate: 60, Tries: 1}, 0, Fail,
			[]float64{60}, 0, 60, Target},
		{"the generator limits the search", Options{StartRate: 100, Precision: 1, Tries: 1}, 300, Invalid,
			[]float64{100, 200, 400}, 200, 400, Generator},
		{"the generator is not fit for the first rate", Options{StartRate: 100, MaxRate: 1000, Tries: 1}, 30, Invalid,
			[]float64{100}, 0, 100, Generator},
		{"defaults", Options{}, 1e6, Fail,
			slices.Concat(twice(50, 100, 200, 400, 800), twice(1600, 3200, 6400, 12800, 20000)), 20000, 0, Nothing},
		{"passes at the lowest rate only", Options{StartRate: 1, Precision: 1, Tries: 1}, 1, Fail,
			[]float64{1, 2}, 1, 2, Target},
		{"fails at 1/s", Options{StartRate: 1, MinRate: 0.5, Precision: 1, Tries: 1}, 0.5, Fail,
			[]float64{1, 1}, 1, 1, Target}, // 0.5/s, rounded
		{"lowest rate by default", Options{StartRate: 3, Tries: 1}, 0, Fail, []float64{3, 2, 1}, 0, 1, Target},
	} {
		r, err := Run(t.Context(), tt.options, limited(tt.limit, tt.verdict))
		if err != nil || !slices.Equal(rates(r), tt.probed) {
			t.Errorf("%s: %v, probed %v, expected %v", tt.name, err, rates(r), tt.probed)
		}
		pass, fail := math.Round(r.HighestPass), math.Round(r.LowestFail)
		if pass != tt.highestPass || fail != tt.lowestFail || r.LimitedBy != tt.limitedBy {
			t.Errorf("%s: passed %g, failed %g, limited by %s", tt.name, r.HighestPass, r.LowestFail, r.LimitedBy)
		}
		if failed := r.LowestFail > 0; failed != slices.Equal(r.Reasons, []string{"slow"}) {
			t.Errorf("%s: reasons %q", tt.name, r.Reasons)
		}
	}
}

func TestLimitIsWithinTheInterval(t *testing.T) {
	for _, limit := range []float64{1.5, 3, 49, 50, 51, 777, 12_345} {
		r, err := Run(t.Context(), Options{MaxRate: 1e6}, limited(limit, Fail))
		if err != nil || r.HighestPass > limit || r.LowestFail <= limit || r.LowestFail > 1.1*r.HighestPass {
			t.Errorf("%g: %v, %+v", limit, err, r)
		}
		if bound := 2 * (15 + 4); len(r.Probes) > bound { // 15 doublings, then 2 / 2^4 is less than 10 %
			t.Errorf("%g: %d probes, expected at most %d", limit, len(r.Probes), bound)
		}
	}
}

func TestMajorityDecides(t *testing.T) {
	const p, f, i = Pass, Fail, Invalid
	for _, tt := range []struct {
		tries    int
		verdicts []Verdict
		probes   int // until it is decided
		pass     bool
		limit    Limit
	}{
		{3, []Verdict{p, p, f}, 2, true, Nothing},
		{3, []Verdict{p, f, p}, 3, true, Nothing},
		{3, []Verdict{f, p, p}, 3, true, Nothing},
		{3, []Verdict{f, f, p}, 2, false, Target},
		{3, []Verdict{f, p, f}, 3, false, Target},
		{3, []Verdict{i, i, p}, 2, false, Generator},
		{3, []Verdict{i, f, p}, 2, false, Target}, // a tie
		{3, []Verdict{i, p, i}, 3, false, Generator},
		{2, []Verdict{p, f}, 2, false, Target},
		{2, []Verdict{p, p}, 2, true, Nothing},
		{2, []Verdict{f, f}, 2, false, Target},
		{5, []Verdict{i, f, i, p, p}, 3, false, Generator},
		{5, []Verdict{i, f, p, f, p}, 4, false, Target},
		{1, []Verdict{i}, 1, false, Generator},
	} {
		n := 0
		probe := func(context.Context, float64) (Probe, error) {
			v := tt.verdicts[n]
			n++
			return Probe{Verdict: v, Reasons: []string{string(v)}}, nil
		}
		r, err := Run(t.Context(), Options{StartRate: 9, MinRate: 9, MaxRate: 9, Tries: tt.tries}, probe)
		passed, failed := r.HighestPass == 9, r.LowestFail == 9
		if err != nil || n != tt.probes || passed != tt.pass || failed == tt.pass || r.LimitedBy != tt.limit {
			t.Errorf("%d tries of %s: %v, %d probes, %+v", tt.tries, tt.verdicts, err, n, r)
		}
		if !tt.pass && (len(r.Reasons) != 1 || r.Reasons[0] == string(Pass)) {
			t.Errorf("%s: reasons %q", tt.verdicts, r.Reasons)
		}
	}
}

func TestErrorOfAProbeEndsTheSearch(t *testing.T) {
	broken := errors.New("broken")
	for _, tt := range []struct {
		failing     int // which probe
		highestPass float64
	}{{1, 0}, {3, 200}, {5, 400}} { // the fifth is between 400 and 800
		n := 0
		probe := func(ctx context.Context, rate float64) (Probe, error) {
			if n++; n == tt.failing {
				return Probe{}, broken
			}
			return limited(500, Fail)(ctx, rate)
		}
		r, err := Run(t.Context(), Options{StartRate: 100, Tries: 1}, probe)
		if !errors.Is(err, broken) || r.HighestPass != tt.highestPass || len(r.Probes) != tt.failing-1 {
			t.Errorf("probe %d: %v, %+v", tt.failing, err, r)
		}
	}
}

func TestWrongOptionsAreExplained(t *testing.T) {
	for want, o := range map[string]Options{
		"search: StartRate must be positive (got -1)":                    {StartRate: -1},
		"search: MinRate must be positive (got NaN)":                     {MinRate: math.NaN()},
		"search: MaxRate must be positive (got +Inf)":                    {MaxRate: math.Inf(1)},
		"search: Precision must be positive (got -0.1)":                  {Precision: -0.1},
		"search: MaxRate must be at least MinRate (got 5 and 6)":         {MinRate: 6, MaxRate: 5},
		"search: MaxRate must be at least MinRate (got 20000 and 30000)": {MinRate: 30_000},
		"search: Tries must be at least 1 (got -2)":                      {Tries: -2},
	} {
		r, err := Run(t.Context(), o, func(context.Context, float64) (Probe, error) {
			t.Errorf("%+v: a rate was probed", o)
			return Probe{}, errors.New("probed")
		})
		if err == nil || err.Error() != want || len(r.Probes) > 0 {
			t.Errorf("%+v: %v, expected %s", o, err, want)
		}
	}
}
