package verdicts

import (
	"testing"

	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/suites/verdict"
)

func TestStates(t *testing.T) {
	for v, want := range map[verdict.Verdict]frame.State{
		verdict.Pass: frame.Good, verdict.Fail: frame.Bad, verdict.WaiverObsolete: frame.Bad, verdict.Warn: frame.Warn,
		verdict.Block: frame.Warn, verdict.Waived: frame.Plain, verdict.NotVerified: frame.Plain,
		verdict.NotSupported: frame.Plain,
	} {
		if got := ofVerdict(v); got != want {
			t.Errorf("%s: got %q, want %q", v, got, want)
		}
	}
	for o, want := range map[verdict.Outcome]frame.State{
		verdict.Passed: frame.Good, verdict.Failed: frame.Bad, verdict.Blocked: frame.Warn, verdict.Undecided: frame.Warn,
		verdict.Unsupported: frame.Muted, verdict.Unseen: frame.Muted, verdict.NotRun: frame.Muted,
	} {
		if got := ofOutcome(o); got != want {
			t.Errorf("%s: got %q, want %q", o, got, want)
		}
	}
	for c, want := range map[verdict.Conclusion]frame.State{
		verdict.Conformant: frame.Good, verdict.NonConformant: frame.Bad, verdict.Inconclusive: frame.Open,
		verdict.NotFullyVerified: frame.Open, verdict.Interrupted: frame.Open,
	} {
		if got := ofConclusion(c); got != want {
			t.Errorf("%s: got %q, want %q", c, got, want)
		}
	}
}
