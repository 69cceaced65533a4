package load

import (
	"slices"
	"testing"
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/load/slo"
)

// steady is a phase of ten requests of 20 ms that says nothing bad about anything.
func steady() PhaseResult {
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := measure.NewRecorder("steady", begin, []string{"add"}, &measure.Classes{})
	for range 10 {
		r.Record(measure.Sample{Done: 20 * time.Millisecond})
	}
	return PhaseResult{
		Phase:  r.Result(time.Second),
		Health: attack.Health{Sent: 10, Due: 10, Workers: 4, Elapsed: time.Second},
	}
}

func thresholds(t *testing.T, texts ...string) []slo.Threshold {
	t.Helper()
	var all []slo.Threshold
	for _, text := range texts {
		threshold, err := slo.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, threshold)
	}
	return all
}

// What can be wrong with a load, each as a change of a result with one good phase.
var (
	lostAddition    = func(r *Result) { r.Phases[0].Verified.LostAdditions = 2 }
	returnedRemoval = func(r *Result) { r.Phases[0].Verified.ReturnedRemovals = 1 }
	unexpected      = func(r *Result) { r.Phases[0].Verified.Unexpected = 3 }
	interrupted     = func(r *Result) { r.Interrupted = true }
	aborted         = func(r *Result) { r.Aborted = "steady: errors>5% (7%)" }
	broken          = func(r *Result) { r.Broken = "phase steady ended early: no more images" }
	tooSlow         = func(r *Result) { r.Phases[0].Health.Lag = time.Second }
	unsent          = func(r *Result) { r.Phases[0].Phase, r.Phases[0].Health.Sent = unmeasured("steady"), 0 }
	noPhase         = func(r *Result) { r.Phases = nil }
)

type changes []func(*Result)

func TestConclusion(t *testing.T) {
	const (
		met     = "response.p50<1s"
		missed  = "response.p50<1ms"
		invalid = "add.rate>=0" // of a phase without requests of that operation
		other   = "remove.errors==0"

		lost      = "steady: 2 lost updates: 2 added tags are missing, 0 removed tags are back"
		returned  = "steady: 1 lost update: 0 added tags are missing, 1 removed tags are back"
		nobody    = "steady: 3 unexpected tags, which no request added, or which an image has more than once"
		isMissed  = "steady: response.p50<1ms: missed, 20ms"
		isAborted = "aborted: steady: errors>5% (7%)"
		isBroken  = "phase steady ended early: no more images"
		slow      = "steady: p99 send delay 1s while workers were idle: this machine is too slow for this rate; " +
			"latency figures are not valid"
		stopped = "the load was interrupted"
		nothing = "nothing was measured"
		notSent = "steady: no request was sent"
	)
	for _, tt := range []struct {
		name    string
		changes changes
		slos    []string
		want    Conclusion
		reasons []string
	}{
		{"good", nil, []string{met}, Passed, nil},
		{"without thresholds", nil, nil, Passed, nil},
		{"missed", nil, []string{met, missed}, Failed, []string{isMissed}},
		{"threshold of another phase", nil, []string{other}, Passed, nil},
		{"aborted", changes{aborted}, []string{met}, Failed, []string{isAborted}},
		{"aborted and missed", changes{aborted}, []string{missed}, Failed, []string{isMissed, isAborted}},

		{"lost addition", changes{lostAddition}, []string{met}, Failed, []string{lost}},
		{"returned removal", changes{returnedRemoval}, []string{met}, Failed, []string{returned}},
		{"unexpected tag", changes{unexpected}, []string{met}, Failed, []string{nobody}},
		{"one unexpected tag", changes{func(r *Result) { r.Phases[0].Verified.Unexpected = 1 }}, nil, Failed,
			[]string{"steady: 1 unexpected tag, which no request added, or which an image has more than once"}},
		{"lost and unexpected", changes{lostAddition, unexpected}, nil, Failed, []string{lost, nobody}},
		{"lost and missed", changes{lostAddition}, []string{missed}, Failed, []string{lost, isMissed}},

		{"too slow", changes{tooSlow}, []string{met}, Invalid, []string{slow}},
		{"too slow and missed", changes{tooSlow}, []string{missed}, Invalid, []string{slow}},
		{"too slow and aborted", changes{tooSlow, aborted}, nil, Invalid, []string{slow}},
		{"too slow and lost", changes{tooSlow, lostAddition}, nil, Failed, []string{lost, slow}},
		{"too slow, lost and missed", changes{tooSlow, lostAddition}, []string{missed}, Failed,
			[]string{lost, isMissed, slow}},

		{"broken", changes{broken}, []string{met}, Invalid, []string{isBroken}},
		{"broken and lost", changes{broken, lostAddition}, nil, Failed, []string{lost, isBroken}},
		{"broken before the first phase", changes{broken, noPhase}, nil, Invalid, []string{isBroken}},

		{"interrupted", changes{interrupted}, []string{met}, Interrupted, []string{stopped}},
		{"interrupted and missed", changes{interrupted}, []string{missed}, Interrupted, []string{stopped}},
		{"interrupted and too slow", changes{interrupted, tooSlow}, nil, Interrupted, []string{stopped}},
		{"interrupted and lost", changes{interrupted, lostAddition}, []string{met}, Failed, []string{lost, stopped}},
		{"interrupted and unexpected", changes{interrupted, unexpected}, nil, Failed, []string{nobody, stopped}},
		{"interrupted and returned", changes{interrupted, returnedRemoval}, nil, Failed, []string{returned, stopped}},
		{"interrupted before the first phase", changes{interrupted, noPhase}, nil, Interrupted, []string{stopped}},
		{"interrupted before it was measured", changes{interrupted, unsent}, []string{missed}, Interrupted,
			[]string{stopped}},

		{"no phase", changes{noPhase}, nil, Invalid, []string{nothing}},
		{"no request", changes{unsent}, []string{met}, Invalid, []string{notSent}},
		{"no request and lost", changes{unsent, lostAddition}, []string{missed}, Failed, []string{lost, notSent}},
	} {
		r := Result{Phases: []PhaseResult{steady()}}
		for _, change := range tt.changes {
			change(&r)
		}
		r.conclude(thresholds(t, tt.slos...))
		if r.Conclusion != tt.want || !slices.Equal(r.Reasons, tt.reasons) {
			t.Errorf("%s: %s %q\n expected %s %q", tt.name, r.Conclusion, r.Reasons, tt.want, tt.reasons)
		}
		if r.Reasons == nil {
			t.Errorf("%s: the reasons are null in JSON", tt.name)
		}
	}
}

// A threshold without anything to compare it with makes the load invalid.
func TestInvalidThresholdMakesTheLoadInvalid(t *testing.T) {
	p := steady()
	p.Operations = append(p.Operations, measure.Operation{Name: "show"})
	r := Result{Phases: []PhaseResult{p}}
	r.conclude(thresholds(t, "show.errors==0", "response.p50<1ms"))
	want := []string{"steady: show.errors==0: invalid, no request was sent"}
	if r.Conclusion != Invalid || !slices.Equal(r.Reasons, want) {
		t.Errorf("%s %q", r.Conclusion, r.Reasons)
	}
}

// Every phase counts, each with the thresholds on its operations.
func TestConclusionOfSeveralPhases(t *testing.T) {
	bad := steady()
	bad.Name, bad.Operations[0].Name = "crowd", "remove"
	bad.Verified.LostAdditions = 1
	r := Result{Phases: []PhaseResult{steady(), bad}}
	r.conclude(thresholds(t, "add.errors==0", "lost==0", "remove.errors<5"))
	var results []string
	for _, result := range r.Thresholds {
		results = append(results, result.Phase+" "+result.String())
	}
	want := []string{
		"steady add.errors==0: met, 0", "steady lost==0: met, 0", "crowd lost==0: missed, 1", "crowd remove.errors<5: met, 0",
	}
	if !slices.Equal(results, want) || r.Conclusion != Failed || r.Lost() != 1 {
		t.Errorf("%s, %d lost, %q", r.Conclusion, r.Lost(), results)
	}
}

// The reasons describe the first finding, with times since the phase began.
func TestFirstFindingIsDescribed(t *testing.T) {
	r := Result{Phases: []PhaseResult{steady()}}
	lostAddition(&r)
	begin := r.Phases[0].Begin
	r.Phases[0].Verified.Listed = []model.Finding{
		{
			Kind: model.LostAddition, Image: "i1", Tag: "x", Found: "read-back", At: begin.Add(2 * time.Second),
			Exchange: &model.Exchange{Method: "PUT", Status: 204, Answered: begin.Add(time.Second), RequestID: "req-1"},
		},
		{Kind: model.Unexpected, Image: "i2", Tag: "y"},
	}
	one := Result{Phases: []PhaseResult{r.Phases[0]}}
	one.Phases[0].Verified.Listed = r.Phases[0].Verified.Listed[:1]
	one.conclude(nil)
	r.conclude(nil)
	want := `steady: the first finding: lost update: tag "x" of image i1: PUT was answered 204 at +1s (request req-1), ` +
		`but the read-back at +2s does not show it`
	if len(r.Reasons) != 2 || r.Reasons[1] != want {
		t.Errorf("%q", r.Reasons)
	}
	if !slices.Equal(one.Reasons, r.Reasons) {
		t.Errorf("with one finding %q", one.Reasons)
	}
}
