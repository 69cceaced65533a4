package verdict

import (
	"fmt"
	"slices"
	"time"

	"tagcheck/suites/requirement"
)

// Judge returns the verdict on each requirement from the checks that judged it. Waivers that expired
// before now excuse nothing.
func Judge(requirements []requirement.Requirement, checks []Check, profile Profile, now time.Time) []Requirement {
	judged := make([]Requirement, len(requirements))
	for i, r := range requirements {
		if level, ok := profile.Levels[r.ID]; ok {
			r.Level = level
		}
		own := slices.DeleteFunc(
			slices.Clone(checks), func(c Check) bool { return !slices.Contains(c.Requirements, r.ID) },
		)
		judged[i] = judge(r, own)
		for _, w := range profile.Waivers {
			if w.Requirement == r.ID {
				judged[i].waive(w, own, now)
			}
		}
	}
	return judged
}

// judge takes the worst outcome of the checks: a failure outweighs checks that could not judge, and
// these outweigh a pass. A check that is unsupported does not outweigh one that passed.
func judge(r requirement.Requirement, checks []Check) Requirement {
	out := Requirement{Requirement: r, Verdict: NotVerified, Checks: []string{}}
	count := map[Outcome]int{}
	first := map[Outcome]Check{}
	for _, c := range checks {
		out.Checks = append(out.Checks, c.ID)
		if count[c.Outcome]++; count[c.Outcome] == 1 {
			first[c.Outcome] = c
		}
	}
	switch {
	case count[Failed] > 0 && r.Level == requirement.Must:
		out.Verdict = Fail
	case count[Failed] > 0:
		out.Verdict = Warn
	case count[Blocked] > 0:
		out.Verdict, out.Reason = Block, first[Blocked].Reason
	case count[Undecided] > 0:
		out.Undecided, out.Reason = true, first[Undecided].Reason
	case count[NotRun] > 0:
		out.Undecided, out.Reason = true, first[NotRun].Reason
	case count[Unseen] > 0:
		out.Reason = first[Unseen].Reason
	case count[Passed] > 0:
		out.Verdict = Pass
	case count[Unsupported] > 0:
		out.Verdict, out.Reason = NotSupported, first[Unsupported].Reason
		out.Declared = !slices.ContainsFunc(checks, func(c Check) bool { return !c.Declared })
	case r.Unobservable != "":
		out.Reason = r.Unobservable
	default:
		out.Reason = "no check ran"
	}
	if count[Failed] > 0 {
		out.Reason = fmt.Sprintf("%d of %d checks failed: %s", count[Failed], len(checks), first[Failed].Reason)
	}
	return out
}

// waive turns an expected failure into Waived, and a pass into WaiverObsolete, unless the waiver is for a
// flaky failure. A blocked check may be an expected failure, too: its set-up may need what fails.
func (r *Requirement) waive(w Waiver, checks []Check, now time.Time) {
	r.Waiver = &w
	switch {
	case w.expired(now):
		r.Reason += fmt.Sprintf(" (the waiver expired after %s)", w.Expires)
	case r.Verdict == Pass && w.Sometimes:
	case r.Verdict == Pass:
		r.Verdict, r.Reason = WaiverObsolete, "the requirement is waived, but it passes: remove the waiver"
	case r.Verdict == Fail || r.Verdict == Warn || r.Verdict == Block:
		for _, c := range checks {
			if (c.Outcome == Failed || c.Outcome == Blocked) && !w.covers(c) {
				r.Reason = fmt.Sprintf("the waiver does not cover the check %q: %s", c.Title, c.Reason)
				return
			}
		}
		r.Verdict = Waived
	}
}

// Conclude returns the conclusion of a run, and the reason for another one than Conformant. A MAY does
// not affect it.
func Conclude(requirements []Requirement, gate Gate) (Conclusion, string) {
	var failed, obsolete, warned, undecided, unverified int
	judged := false
	for _, r := range requirements {
		judged = judged || r.Verdict == Pass || r.Verdict == Warn || r.Verdict == Waived
		switch {
		case r.Level == requirement.May:
		case r.Verdict == Fail:
			failed++
		case r.Verdict == WaiverObsolete:
			obsolete++
		case r.Verdict == Warn:
			warned++
		case r.Verdict == Block, r.Undecided:
			undecided++
		case r.Verdict == NotVerified && r.Unobservable == "", r.Verdict == NotSupported && !r.Declared:
			unverified++
		}
	}
	switch {
	case failed > 0:
		return NonConformant, fmt.Sprintf("%d of %d requirements fail", failed, len(requirements))
	case obsolete > 0:
		return NonConformant, fmt.Sprintf("%d waivers no longer fail", obsolete)
	case !gate.AllowWarnings && warned > 0:
		return NonConformant, fmt.Sprintf("%d warnings, which fail a strict run", warned)
	case undecided > 0:
		return Inconclusive, fmt.Sprintf("%d of %d requirements could not be judged", undecided, len(requirements))
	case !judged:
		return Inconclusive, "no requirement was judged"
	case !gate.AllowUnverified && unverified > 0:
		return NotFullyVerified, fmt.Sprintf("%d of %d requirements were not verified", unverified, len(requirements))
	}
	return Conformant, ""
}
