package load

import (
	"fmt"
	"slices"

	"tagcheck/load/slo"
)

// conclude evaluates the thresholds and sets the conclusion with its reasons.
//
// A server that loses updates, or has tags that nobody added, has failed, however well it
// was measured and whether or not the load was interrupted. After that only a valid
// measurement of the whole load counts.
func (r *Result) conclude(thresholds []slo.Threshold) {
	var wrong, missed, invalid []string
	for _, p := range r.Phases {
		wrong = append(wrong, p.deviations()...)
		invalid = append(invalid, p.whyInvalid()...)
		if p.Health.Sent == 0 {
			if !r.Interrupted {
				invalid = append(invalid, p.Name+": no request was sent")
			}
			continue
		}
		measured := slo.Measurements{Phase: p.Phase, Lost: p.Verified.Lost()}
		for _, result := range slo.Evaluate(p.applicable(thresholds), measured) {
			r.Thresholds = append(r.Thresholds, ThresholdResult{p.Name, result})
			switch result.Outcome {
			case slo.Invalid:
				invalid = append(invalid, p.Name+": "+result.String())
			case slo.Missed:
				missed = append(missed, p.Name+": "+result.String())
			}
		}
	}
	if r.Aborted != "" {
		missed = append(missed, "aborted: "+r.Aborted)
	}
	if r.Broken != "" {
		invalid = append(invalid, r.Broken)
	}
	if len(r.Phases) == 0 && r.Broken == "" {
		invalid = append(invalid, "nothing was measured")
	}
	r.Conclusion, r.Reasons = r.decide(wrong, missed, invalid)
}

func (r *Result) decide(wrong, missed, invalid []string) (Conclusion, []string) {
	interrupted := []string{"the load was interrupted"}
	switch {
	case len(wrong) > 0 && r.Interrupted:
		return Failed, slices.Concat(wrong, missed, invalid, interrupted)
	case len(wrong) > 0:
		return Failed, slices.Concat(wrong, missed, invalid)
	case r.Interrupted:
		return Interrupted, interrupted
	case len(invalid) > 0:
		return Invalid, invalid
	case len(missed) > 0:
		return Failed, missed
	}
	return Passed, []string{}
}

// applicable returns the thresholds on operations of the phase.
func (p PhaseResult) applicable(all []slo.Threshold) []slo.Threshold {
	var operations []string
	for _, o := range p.Operations {
		operations = append(operations, o.Name)
	}
	isOther := func(t slo.Threshold) bool { return t.CheckOperation(operations) != nil }
	return slices.DeleteFunc(slices.Clone(all), isOther)
}

// deviations says how the server deviated from what it acknowledged, with the first finding
// as an example.
func (p PhaseResult) deviations() []string {
	v := p.Verified
	var texts []string
	if v.Lost() > 0 {
		texts = append(texts, fmt.Sprintf("%s: %s: %d added tags are missing, %d removed tags are back",
			p.Name, count(v.Lost(), "lost update"), v.LostAdditions, v.ReturnedRemovals))
	}
	if v.Unexpected > 0 {
		texts = append(texts, fmt.Sprintf("%s: %s, which no request added, or which an image has more than once",
			p.Name, count(v.Unexpected, "unexpected tag")))
	}
	if len(v.Listed) > 0 {
		texts = append(texts, fmt.Sprintf("%s: the first finding: %s", p.Name, v.Listed[0].Describe(p.Begin)))
	}
	return texts
}

// count writes a number and what it counts.
func count(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
