package load

import (
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load/scenario"
)

// short is a load of one phase.
func short(change func(*Options)) Options {
	hot, _ := scenario.ByName("hot")
	o := Options{Phases: []Phase{{Name: "steady", Plan: hot, Arrivals: "10/s", Duration: time.Second}}}
	if change != nil {
		change(&o)
	}
	return o
}

func TestWrongOptionsAreExplainedBeforeAnythingIsSent(t *testing.T) {
	for want, o := range map[string]Options{
		"a load needs at least one phase":                      short(func(o *Options) { o.Phases = nil }),
		"the number of workers must be 1 to 10000 (got -1)":    short(func(o *Options) { o.Workers = -1 }),
		"the number of workers must be 1 to 10000 (got 10001)": short(func(o *Options) { o.Workers = 10_001 }),
		"the warm-up must not be negative (got -1s)":           short(func(o *Options) { o.WarmUp = -time.Second }),
		`phase steady: rate "spike 0/s to 9/s for 1s every 10s": no request is due within 1s`: short(func(o *Options) {
			o.Phases[0].Arrivals, o.Phases[0].Duration, o.WarmUp = "spike 0/s to 9/s for 1s every 10s", time.Minute, time.Second
		}),
		"the target has no URL":                                  short(nil),
		`phase steady: unknown rate "x"`:                         short(func(o *Options) { o.Phases[0].Arrivals = "x" }),
		`phase steady: rate "10/s": the duration must be positi`: short(func(o *Options) { o.Phases[0].Duration = 0 }),
		`threshold "show.rate>0": unknown operation "show"`: short(func(o *Options) {
			o.SLOs = thresholds(t, "show.rate>0")
		}),
		`threshold "show.lag.max<1s": unknown operation "show"`: short(func(o *Options) {
			o.AbortOn = thresholds(t, "show.lag.max<1s")
		}),
	} {
		r, err := Run(t.Context(), target.Target{}, o)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, expected %s", err, want)
		}
		if r.Conclusion != Invalid || len(r.Phases) > 0 || r.Broken != err.Error() {
			t.Errorf("%s: %s, broken %q", want, r.Conclusion, r.Broken)
		}
	}
	if _, err := short(func(o *Options) { o.Workers = MaxWorkers }).withDefaults(); err != nil {
		t.Errorf("%d workers: %v", MaxWorkers, err)
	}
}

func TestZeroOptionsAreStrict(t *testing.T) {
	o, err := short(nil).withDefaults()
	if err != nil || o.Workers != DefaultWorkers || len(o.SLOs) != 1 || o.SLOs[0].String() != DefaultThreshold {
		t.Errorf("%v: %d workers, thresholds %v", err, o.Workers, o.SLOs)
	}
	for _, tt := range []struct {
		slos []string
		want string
	}{
		{[]string{"response.p99<1s"}, "response.p99<1s errors==0"},
		{[]string{"response.p99<1s", "errors<5%"}, "response.p99<1s errors<5%"},
		{[]string{"add.errors<5"}, "add.errors<5"},
	} {
		given := thresholds(t, tt.slos...)
		o, err := short(func(o *Options) { o.SLOs = given }).withDefaults()
		var texts []string
		for _, s := range o.SLOs {
			texts = append(texts, s.String())
		}
		if got := strings.Join(texts, " "); err != nil || got != tt.want || len(given) != len(tt.slos) {
			t.Errorf("%q: %v, %q", tt.slos, err, got)
		}
	}
}
