package search

import (
	"context"
	"errors"
	"testing"
)

// bears is a target that fails above a rate.
func bears(limit float64, verdict Verdict) func(context.Context, float64) (Probe, error) {
	return func(_ context.Context, rate float64) (Probe, error) {
		if rate > limit {
			return Probe{Verdict: verdict, Reasons: []string{"slow"}}, nil
		}
		return Probe{Verdict: Pass}, nil
	}
}

func TestTheLimitLiesInTheBracket(t *testing.T) {
	for _, limit := range []float64{1.5, 3, 49, 50, 51, 777, 12_345} {
		r, err := Run(t.Context(), Options{From: 50, Most: 1e6, Precision: 0.1, Tries: 3}, bears(limit, Fail))
		if err != nil || r.HighestPass > limit || r.LowestFail <= limit || r.LowestFail > 1.1*r.HighestPass || r.LimitedBy != Target || r.Reasons[0] != "slow" {
			t.Errorf("%g: %v, %+v", limit, err, r)
		}
		if len(r.Probes) > 2*(15+6) {
			t.Errorf("%g: %d probes", limit, len(r.Probes))
		}
	}
}

func TestEndsOfTheRange(t *testing.T) {
	most, err := Run(t.Context(), Options{From: 50, Most: 300, Precision: 0.1, Tries: 1}, bears(1000, Fail))
	if err != nil || most.HighestPass != 300 || most.LowestFail != 0 || most.LimitedBy != Nothing {
		t.Errorf("%v, %+v", err, most)
	}
	none, err := Run(t.Context(), Options{From: 50, Most: 300, Precision: 0.1, Tries: 1}, bears(0, Fail))
	if err != nil || none.HighestPass != 0 || none.LowestFail != Least || none.LimitedBy != Target {
		t.Errorf("%v, %+v", err, none)
	}
}

func TestAGeneratorThatGivesWayIsSaid(t *testing.T) {
	r, err := Run(t.Context(), Options{From: 50, Most: 1e6, Precision: 0.1, Tries: 3}, bears(500, Invalid))
	if err != nil || r.LimitedBy != Generator || r.HighestPass > 500 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestAGeneratorThatGivesWayAtOnceEndsTheSearch(t *testing.T) {
	r, err := Run(t.Context(), Options{From: 50, Most: 1e6, Precision: 0.1, Tries: 3}, bears(10, Invalid))
	if err != nil || r.LimitedBy != Generator || r.HighestPass != 0 || len(r.Probes) != 2 {
		t.Errorf("%v, %+v", err, r)
	}
}

// One probe of three that fails by chance does not decide.
func TestTheMajorityDecides(t *testing.T) {
	n := 0
	r, err := Run(t.Context(), Options{From: 100, Most: 100, Precision: 0.1, Tries: 3}, func(context.Context, float64) (Probe, error) {
		n++
		return Probe{Verdict: map[bool]Verdict{true: Fail, false: Pass}[n == 1]}, nil
	})
	if err != nil || r.HighestPass != 100 || len(r.Probes) != 3 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestAnErrorEndsTheSearch(t *testing.T) {
	broken := errors.New("broken")
	n := 0
	r, err := Run(t.Context(), Options{From: 100, Most: 1e6, Precision: 0.1, Tries: 1}, func(context.Context, float64) (Probe, error) {
		if n++; n == 3 {
			return Probe{}, broken
		}
		return Probe{Verdict: Pass}, nil
	})
	if !errors.Is(err, broken) || r.HighestPass != 200 || len(r.Probes) != 2 {
		t.Errorf("%v, %+v", err, r)
	}
}
