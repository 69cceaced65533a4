package suites_test

import (
	"strings"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

func TestTheReferenceServerConforms(t *testing.T) {
	root, outage := serveDurably(t, reference.Demo())
	result, err := judge(t, everyUser(root), suites.Options{Outage: outage})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Requirements {
		if r.Verdict != verdict.Pass && r.Unobservable == "" {
			t.Errorf("%s: %s: %s", r.ID, r.Verdict, r.Reason)
		}
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Passed {
			t.Errorf("%s: %s: %s %q", c.ID, c.Outcome, c.Reason, c.Deviations)
		}
	}
	if result.Conclusion != verdict.Conformant || len(result.Leftovers) > 0 {
		t.Errorf("%s (%s), leftovers %q", result.Conclusion, result.Reason, result.Leftovers)
	}
	for _, x := range result.Exchanges {
		for _, field := range x.Sent.Fields {
			if field.Name == "User-Agent" && !strings.HasPrefix(field.Value, suites.DefaultUserAgent) {
				t.Fatalf("%s %s: User-Agent: %s", x.Sent.Method, x.Sent.Target, field.Value)
			}
		}
	}
	took := result.Ended.Sub(result.Started)
	t.Logf("%d checks, %d exchanges, %s", len(result.Checks), len(result.Exchanges), took)
}
