package suites

import (
	"cmp"
	"fmt"
	"slices"

	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/traffic"
	"tagcheck/suites/verdict"
)

// passing gives the checks about what was seen in passing: the rules over all
// traffic, and what was noticed of bystanders and attributes. Only those that
// were selected are given.
func passing(env *check.Env, selected []requirement.Requirement, cutShort bool) []verdict.Check {
	bystander := requirement.Cited(requirement.IsolationBystander)[0]
	watched, seen := env.Watches()
	checks := append(traffic.Judge(env.Recorder.Exchanges()),
		noticed(env, bystander, "an image that nobody touches stays as it is", watched),
		noticed(env, requirement.Cited(requirement.IsolationAttributes)[0], "no tag operation changes another attribute", env.Found.Shows),
	)
	for i := range checks {
		if watched && !seen && checks[i].Requirements[0] == bystander && checks[i].Outcome == verdict.Passed {
			checks[i].Outcome, checks[i].Reason = verdict.Undecided, "the image that nobody touches was not shown any more"
		}
	}
	for i := range checks {
		if cutShort && checks[i].Outcome == verdict.Passed {
			checks[i].Outcome, checks[i].Reason = verdict.NotRun, "the run was cut short: what holds for part of the traffic need not hold for all"
		}
	}
	return slices.DeleteFunc(checks, func(c verdict.Check) bool {
		return !slices.ContainsFunc(selected, func(r requirement.Requirement) bool { return slices.Contains(c.Requirements, r.ID) })
	})
}

func noticed(env *check.Env, id, title string, watched bool) verdict.Check {
	c := traffic.New(id, title)
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
		c.Outcome, c.Reason = verdict.Unseen, "the target creates or shows no image to watch"
	}
	return c
}

// Conclude gives the verdicts and the conclusion of a run from its checks.
func Conclude(r Result, o Options) Result {
	o = o.withDefaults()
	r.Strict, r.Findings = o.Gate.Strict, findings(r)
	r.Requirements = verdict.Judge(o.Requirements, r.Checks, o.Profile, o.Now())
	r.Conclusion, r.Reason = verdict.Conclude(r.Requirements, o.Gate)
	switch {
	case r.Interrupted:
		r.Conclusion, r.Reason = verdict.Interrupted, "the run was interrupted: "+orNothing(r.Reason)
	case r.Broken != "":
		r.Conclusion, r.Reason = verdict.Inconclusive, r.Broken
	case r.Gone != "" && r.Conclusion != verdict.NonConformant:
		r.Conclusion, r.Reason = verdict.Inconclusive, r.Gone
	case r.Gone != "":
		r.Reason += ", and " + r.Gone
	}
	return r
}

// findings is what was noticed of the target besides the verdicts.
func findings(r Result) []string {
	var found []string
	if r.Replayed != "" {
		found = append(found, r.Replayed+".")
	}
	if !r.Target.KeepsAlive && r.Broken == "" {
		found = append(found, "The target closes connections without announcing it (RFC 9112, 9.6): one connection is used for each request.")
	}
	throttled, lapsed := 0, 0
	for _, x := range r.Exchanges {
		if x.Throttled {
			throttled++
		}
		if x.Lapsed != "" {
			lapsed++
		}
	}
	if lapsed > 0 {
		found = append(found, fmt.Sprintf("%d of %d requests met a login that had lapsed: they are not held against the target.", lapsed, len(r.Exchanges)))
	}
	if throttled > 0 {
		found = append(found, fmt.Sprintf("The target throttled %d of %d requests (429, or 503 with Retry-After): they were waited for and sent again.", throttled, len(r.Exchanges)))
	}
	return found
}

func orNothing(reason string) string {
	if reason == "" {
		return "nothing had failed until then"
	}
	return reason
}

// Merge puts together the results of processes that shared a run, each with a
// Process of its own. Rules over all traffic are judged by the worst part.
func Merge(parts []Result, o Options) Result {
	whole := parts[0]
	whole.Checks, whole.Exchanges, whole.Leftovers = nil, nil, nil
	for _, part := range parts {
		whole.Exchanges = append(whole.Exchanges, part.Exchanges...)
		for _, c := range part.Checks {
			whole.Checks = mergeCheck(whole.Checks, c)
		}
		whole.Leftovers = append(whole.Leftovers, part.Leftovers...)
		whole.Gone = cmp.Or(whole.Gone, part.Gone)
		whole.Broken = cmp.Or(whole.Broken, part.Broken)
		whole.Interrupted = whole.Interrupted || part.Interrupted
		if part.Ended.After(whole.Ended) {
			whole.Ended = part.Ended
		}
	}
	slices.SortStableFunc(whole.Checks, func(a, b verdict.Check) int { return a.Started.Compare(b.Started) })
	return Conclude(whole, o)
}

// weight orders the outcomes of one check in several processes: only what one
// of them could not see gives way to a pass.
var weight = map[verdict.Outcome]int{
	verdict.Unsupported: 1, verdict.Unseen: 1, verdict.Passed: 2, verdict.NotRun: 3, verdict.Undecided: 4, verdict.Blocked: 5, verdict.Failed: 6,
}

func mergeCheck(checks []verdict.Check, c verdict.Check) []verdict.Check {
	i := slices.IndexFunc(checks, func(known verdict.Check) bool { return known.ID == c.ID })
	if i < 0 {
		return append(checks, c)
	}
	known := &checks[i]
	switch {
	case known.Outcome == verdict.Failed && c.Outcome == verdict.Failed:
		known.Reason = fmt.Sprintf("%s; %s", known.Reason, c.Reason)
		known.Deviations = append(known.Deviations, c.Deviations...)
		known.Evidence = append(known.Evidence, c.Evidence...)
	case weight[c.Outcome] > weight[known.Outcome]:
		*known = c
	}
	return checks
}
