package verdicts

import (
	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/suites/verdict"
)

// ofVerdict is the state in which a verdict is shown.
func ofVerdict(v verdict.Verdict) frame.State {
	switch v {
	case verdict.Pass:
		return frame.Good
	case verdict.Fail, verdict.WaiverObsolete:
		return frame.Bad
	case verdict.Warn, verdict.Block:
		return frame.Warn
	}
	return frame.Plain
}

// ofOutcome is the state in which the outcome of a check is shown.
func ofOutcome(o verdict.Outcome) frame.State {
	switch o {
	case verdict.Passed:
		return frame.Good
	case verdict.Failed:
		return frame.Bad
	case verdict.Blocked, verdict.Undecided:
		return frame.Warn
	}
	return frame.Muted
}

// ofConclusion is the state in which the conclusion of a run is shown.
func ofConclusion(c verdict.Conclusion) frame.State {
	switch c {
	case verdict.Conformant:
		return frame.Good
	case verdict.NonConformant:
		return frame.Bad
	}
	return frame.Open
}
