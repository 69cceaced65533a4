package verdict

import (
	"fmt"
	"slices"
	"time"

	"tagcheck/suites/requirement"
)

// Judge gives a verdict on each requirement from the checks that judged it.
// now decides which waivers have expired.
func Judge(requirements []requirement.Requirement, checks []Check, profile Profile, now time.Time) []Requirement {
	judged := make([]Requirement, len(requirements))
	for i, r := range requirements {
		if level, ok := profile.Levels[r.ID]; ok {
			r.Level = level
		}
		judged[i] = judge(r, citing(checks, r.ID))
		for _, w := range profile.Waivers {
			if w.Requirement == r.ID {
				judged[i].waive(w, citing(checks, r.ID), now)
			}
		}
	}
	return judged
}

func citing(checks []Check, id string) []Check {
	var found []Check
	for _, c := range checks {
		if slices.Contains(c.Requirements, id) {
			found = append(found, c)
		}
	}
	return found
}

// judge takes the worst of the checks: a failure outweighs what could not be
// judged, and that outweighs a pass. A capability that some of the checks lack
// does not take away what the others proved.
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
	case count[Undecided]+count[NotRun] > 0:
		out.Undecided = true
		out.Reason = first[Undecided].Reason + first[NotRun].Reason
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
	if failed := first[Failed]; count[Failed] > 0 {
		out.Reason = fmt.Sprintf("%d of %d checks: %s", count[Failed], len(checks), failed.Reason)
	}
	return out
}

// waive turns an expected failure into Waived, and an expected failure that
// does not happen into WaiverObsolete. A set-up that fails, such as adding what
// is to be removed, may be expected too. An expired waiver excuses nothing.
func (r *Requirement) waive(w Waiver, checks []Check, now time.Time) {
	r.Waiver = &w
	switch {
	case w.expired(now):
		r.Reason += fmt.Sprintf(" (the waiver expired after %s)", w.Expires)
	case r.Verdict == Pass && w.Sometimes:
	case r.Verdict == Pass:
		r.Verdict, r.Reason = WaiverObsolete, "it is waived, yet it passes: take the waiver away"
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

// Gate says how strictly a run is concluded.
type Gate struct {
	Strict  bool // a warning fails
	Certify bool // what was not verified fails
}

// Conclude is what is said of the run, and why. A MAY never gates.
func Conclude(requirements []Requirement, gate Gate) (Conclusion, string) {
	var failed, obsolete, warned, undecided, open, judged int
	for _, r := range requirements {
		if r.Verdict == Pass || r.Verdict == Warn || r.Verdict == Waived {
			judged++
		}
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
			open++
		case r.Verdict == NotVerified && r.Unobservable == "", r.Verdict == NotSupported && !r.Declared:
			open++
		}
	}
	switch {
	case failed > 0:
		return NonConformant, fmt.Sprintf("%d of %d requirements fail", failed, len(requirements))
	case obsolete > 0:
		return NonConformant, fmt.Sprintf("%d waivers no longer fail", obsolete)
	case gate.Strict && warned > 0:
		return NonConformant, fmt.Sprintf("%d warnings, which --strict counts as failures", warned)
	case undecided > 0:
		return Inconclusive, fmt.Sprintf("%d of %d requirements could not be judged", undecided, len(requirements))
	case judged == 0:
		return Inconclusive, "no requirement was judged"
	case gate.Certify && open > 0:
		return NotFullyVerified, fmt.Sprintf("%d of %d requirements were not verified", open, len(requirements))
	}
	return Conformant, ""
}
