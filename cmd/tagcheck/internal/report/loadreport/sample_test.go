package loadreport

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/load/transport"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// hostile is a text that a server or a tag may hold.
const hostile = "</script><script>alert(1)</script>|`*\u202e\x1b[2J"

// recorded is a phase of so many seconds, with 200 requests in each, of which
// some fail; in the middle nothing is answered for a second.
func recorded(seconds int) measure.Phase {
	random := rand.New(rand.NewPCG(1, 1))
	classes := &measure.Classes{}
	failed := classes.ClassOf("status 500 " + hostile)
	r := measure.NewRecorder("steady", start, []string{"add", "remove", "show"}, classes)
	stall := time.Duration(seconds) * time.Second / 2
	for i := range 200 * seconds {
		s := measure.Sample{Operation: i % 3, Due: time.Duration(i) * 5 * time.Millisecond}
		s.Sent = s.Due + time.Duration(random.IntN(50_000))
		if s.Sent > stall && s.Sent < stall+time.Second {
			s.Sent = stall + time.Second
		}
		s.Done = s.Sent + time.Duration(float64(time.Millisecond)*(1+float64(s.Operation)+random.ExpFloat64()))
		if i%97 == 0 {
			s.Class = failed
		}
		r.Record(s)
	}
	return r.Result(time.Duration(seconds) * time.Second)
}

// base is a load without a phase.
func base() load.Result {
	return load.Result{
		Schema: load.Schema, Version: load.Version,
		Generator: load.Generator{
			Version: "1.2", Commit: "abc", Go: "go1.26", Platform: "linux/amd64", Processors: 2, InUse: 1,
		},
		Started: start, Ended: start, Workers: 1, Target: target.Description{Users: []string{}},
		Thresholds: []load.ThresholdResult{}, Leftovers: []string{}, Reasons: []string{},
	}
}

// sample is a load in which something of everything happened.
func sample() load.Result {
	r := base()
	r.Ended, r.Seed, r.Workers = start.Add(12*time.Second), 1, 64
	r.Target = target.Description{URL: "http://127.0.0.1:9292/v2", Server: hostile, Users: []string{"owner"}}
	r.Phases = []load.PhaseResult{{
		Phase: recorded(10), Scenario: "mixed", Arrivals: "200/s",
		Health: attack.Health{
			Workers: 64, Due: 2000, Sent: 2000, Elapsed: 10 * time.Second, Lag: 60 * time.Microsecond,
			CPU: 0.04, Saturated: 0.09,
		},
		Waited:      scenario.Waited{Images: time.Millisecond},
		Connections: transport.Stats{Dialed: 64, Reused: 1936},
		Verified: model.Findings{
			Images: 32, Keys: 700, Unknown: 5, LostAdditions: 2, Unexpected: 1,
			Listed: []model.Finding{lost(), {
				Kind: model.Unexpected, Image: "b8d1", Tag: "other", Found: "read-back", At: start,
			}},
		},
	}}
	for _, t := range []slo.Result{
		{Threshold: "response.p99<50ms", Outcome: slo.Missed, Value: 980, Unit: "ms", Actual: "980ms"},
		{Threshold: "rate>=100", Outcome: slo.Met, Value: 198, Unit: "/s", Actual: "198/s"},
		{Threshold: "add.errors==0", Outcome: slo.Invalid, Reason: "no request was sent"},
	} {
		r.Thresholds = append(r.Thresholds, load.ThresholdResult{Phase: "steady", Result: t})
	}
	r.Conclusion, r.Reasons = load.Failed, []string{"steady: 2 acknowledged changes are lost " + hostile}
	return r
}

// lost is an addition that was acknowledged and is gone.
func lost() model.Finding {
	return model.Finding{
		Kind: model.LostAddition, Image: "b8d0", Tag: hostile, Found: "show", At: start.Add(time.Second),
		Exchange: &model.Exchange{
			Method: "PUT", URL: "http://127.0.0.1:9292/v2/images/b8d0/tags/x", Sent: start,
			Answered: start.Add(time.Millisecond), Status: 204, RequestID: "req-" + hostile,
		},
	}
}

// empty is a load that was interrupted before anything was measured.
func empty() load.Result {
	r := base()
	r.Phases = []load.PhaseResult{{
		Phase: measure.Phase{
			Name: "steady", Begin: start, Operations: []measure.Operation{}, Seconds: []measure.Second{},
			Classes: []measure.ErrorCount{},
		},
		Verified: model.Findings{Listed: []model.Finding{}},
	}}
	r.Conclusion, r.Reasons, r.Interrupted = load.Interrupted, []string{"it was interrupted"}, true
	return r
}

// written is a load in one of the formats.
func written(t *testing.T, write func(context.Context, io.Writer, load.Result) error, r load.Result) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(t.Context(), &out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// has expects each of the texts.
func has(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
