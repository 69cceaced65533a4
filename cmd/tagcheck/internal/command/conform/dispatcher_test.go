package conform

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

const judged = "add.answers-204"

// options judge one requirement.
func options(t *testing.T) suites.Options {
	t.Helper()
	r, known := requirement.Lookup(judged)
	if !known {
		t.Fatalf("there is no requirement %s", judged)
	}
	profile, err := verdict.LoadProfile(verdict.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	return suites.Options{Requirements: []requirement.Requirement{r}, Profile: profile}
}

// found is the result of a worker that ran one check of the requirement.
func found(check string, outcome verdict.Outcome) part {
	c := verdict.Check{
		ID:           check,
		Title:        check,
		Requirements: []string{judged},
		Outcome:      outcome,
		Reason:       "as the test says",
		Started:      time.Now(),
	}
	return part{result: &suites.Result{Target: target.Description{KeepsAlive: true}, Checks: []verdict.Check{c}}}
}

func verdictIn(t *testing.T, r suites.Result) verdict.Verdict {
	t.Helper()
	if len(r.Requirements) != 1 {
		t.Fatalf("got %+v", r.Requirements)
	}
	return r.Requirements[0].Verdict
}

func combine(t *testing.T, parts []part, found target.Description) (suites.Result, error) {
	t.Helper()
	return (&dispatcher{options: options(t), found: found, parts: parts}).combine(t.Context())
}

func TestTheWorstOutcomeOfACheckDecides(t *testing.T) {
	for name, test := range map[string]struct {
		one, other verdict.Outcome
		want       verdict.Conclusion
	}{
		"both passed":                 {verdict.Passed, verdict.Passed, verdict.Conformant},
		"one worker saw nothing":      {verdict.Passed, verdict.Unseen, verdict.Conformant},
		"a pass does not hide a gap":  {verdict.Passed, verdict.NotRun, verdict.Inconclusive},
		"a pass hides no doubt":       {verdict.Passed, verdict.Undecided, verdict.Inconclusive},
		"a pass hides no blocked one": {verdict.Passed, verdict.Blocked, verdict.Inconclusive},
		"a failure is never hidden":   {verdict.Failed, verdict.Passed, verdict.NonConformant},
	} {
		for _, parts := range [][]part{
			{found("c", test.one), found("c", test.other)}, {found("c", test.other), found("c", test.one)},
		} {
			r, err := combine(t, parts, target.Description{})
			if err != nil || r.Conclusion != test.want {
				t.Errorf("%s: got %s (%s), %v, want %s", name, r.Conclusion, r.Reason, err, test.want)
			}
			if v := verdictIn(t, r); (v == verdict.Pass) != (test.want == verdict.Conformant) {
				t.Errorf("%s: got %s", name, v)
			}
		}
	}
}

// A worker that died took checks with it, which nobody has run.
func TestWithoutAllWorkersThereIsNoVerdict(t *testing.T) {
	died := part{err: errors.New("a worker ended without a result: EOF")}
	for name, parts := range map[string][]part{
		"one of two":       {found("c", verdict.Passed), died},
		"the first of two": {died, found("c", verdict.Passed)},
		"all":              {died, died},
	} {
		r, err := combine(t, parts, target.Description{URL: "http://h"})
		if err == nil || r.Conclusion != verdict.Inconclusive ||
			!strings.Contains(r.Reason, "a worker ended without a result") {
			t.Errorf("%s: got %s, %q, %v", name, r.Conclusion, r.Reason, err)
		}
	}
}

// serving answers the messages of a worker, and returns what the worker read.
func serving(t *testing.T, d *dispatcher, messages ...any) (*suites.Result, string, error) {
	t.Helper()
	var written, read bytes.Buffer
	for _, m := range messages {
		if err := json.NewEncoder(&written).Encode(m); err != nil {
			t.Fatal(err)
		}
	}
	result, err := d.serve(t.Context(), 0, json.NewDecoder(&written), json.NewEncoder(&read))
	return result, read.String(), err
}

func TestChecksAreHandedOutOnce(t *testing.T) {
	var totals []int
	var ended []string
	o := suites.Options{
		Ready: func(_ target.Description, total int) { totals = append(totals, total) },
		Done:  func(c verdict.Check) { ended = append(ended, c.ID) },
	}
	d := &dispatcher{options: o}
	last := message{Result: &suites.Result{Profile: "documented"}}
	for _, want := range []string{"0\n1\n", "2\n3\n"} {
		result, read, err := serving(
			t, d, message{Total: 9}, message{Next: true}, message{Check: &verdict.Check{ID: "c"}}, message{Next: true},
			last,
		)
		if err != nil || read != want || result.Profile != "documented" {
			t.Errorf("got %+v, %q, %v", result, read, err)
		}
	}
	if len(totals) != 1 || totals[0] != 9 || len(ended) != 2 {
		t.Errorf("the number of checks was reported as %v, the checks as %q", totals, ended)
	}
}

func TestAWorkerThatSaysNothingMore(t *testing.T) {
	if result, _, err := serving(t, &dispatcher{}, message{Next: true}); err == nil || result != nil {
		t.Errorf("got %+v, %v", result, err)
	}
	failed := message{Result: &suites.Result{}, Error: "it broke"}
	if result, _, err := serving(t, &dispatcher{}, failed); err == nil || err.Error() != "it broke" || result == nil {
		t.Errorf("got %+v, %v", result, err)
	}
}
