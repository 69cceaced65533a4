package engine

import (
	"slices"

	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/traffic"
	"tagcheck/suites/verdict"
)

// sideEffects returns the checks of everything that the run observed besides its specs: the
// rules over all traffic, the bystander, and the attributes of images. It returns those that
// judge a selected requirement. In a run that is not complete none of them passes, since more
// traffic could have failed it.
func sideEffects(env *check.Env, selected []requirement.Requirement, complete bool) []verdict.Check {
	exists, seen := env.Bystander()
	bystander := observed(env, requirement.Cited(requirement.IsolationBystander)[0],
		"an image that no check changes stays as it is", exists)
	if exists && !seen && bystander.Outcome == verdict.Passed {
		bystander.Outcome, bystander.Reason = verdict.Undecided, "the last read of the bystander image did not show it"
	}
	attributes := observed(env, requirement.Cited(requirement.IsolationAttributes)[0],
		"no tag operation changes another attribute", env.Found.Shows)
	checks := append(traffic.Judge(env.Recorder.Exchanges()), bystander, attributes)
	for i := range checks {
		if !complete && checks[i].Outcome == verdict.Passed {
			checks[i].Outcome = verdict.NotRun
			checks[i].Reason = "the run is not complete: the rule holds for the traffic so far, " +
				"but is about all traffic"
		}
	}
	return slices.DeleteFunc(checks, func(c verdict.Check) bool {
		return !slices.ContainsFunc(selected, func(r requirement.Requirement) bool {
			return slices.Contains(c.Requirements, r.ID)
		})
	})
}

// observed returns the check of a requirement that observations judge.
func observed(env *check.Env, id, title string, watched bool) verdict.Check {
	c := traffic.NewCheck(id, title)
	for _, o := range env.Observations() {
		if o.Requirement == id {
			c.Outcome = verdict.Failed
			c.Deviations = append(c.Deviations, o.Text)
			c.Evidence = append(c.Evidence, o.Exchange)
		}
	}
	switch {
	case c.Outcome == verdict.Failed:
		c.Reason = c.Deviations[0]
	case !watched:
		c.Outcome, c.Reason = verdict.Unseen, "the target creates or shows no image to compare"
	}
	return c
}
