package suites

import (
	"fmt"
	"strings"

	"tagcheck/suites/verdict"
)

// Conclude returns the result with the verdicts, the findings and the conclusion that follow
// from its checks.
//
// An interrupted run has no other conclusion, and neither has one that could not be done. A
// run whose target was gone at some point is inconclusive, unless it had failed by then. A run
// that would be conformant is inconclusive if images could not be released.
func Conclude(r Result, o Options) Result {
	o = o.withDefaults()
	r.Strict, r.Findings = !o.Gate.AllowWarnings, findings(r)
	r.Requirements = verdict.Judge(o.Requirements, r.Checks, o.Profile, o.Now())
	r.Conclusion, r.Reason = verdict.Conclude(r.Requirements, o.Gate)
	switch {
	case r.Interrupted:
		r.Conclusion, r.Reason = verdict.Interrupted, "the run was interrupted: "+orNoFailure(r.Reason)
	case r.Broken != "":
		r.Conclusion, r.Reason = verdict.Inconclusive, r.Broken
	case r.Gone != "" && r.Conclusion == verdict.NonConformant:
		r.Reason += ", and " + r.Gone
	case r.Gone != "":
		r.Conclusion, r.Reason = verdict.Inconclusive, r.Gone
	case len(r.Leftovers) > 0 && r.Conclusion == verdict.Conformant:
		r.Conclusion, r.Reason = verdict.Inconclusive, fmt.Sprintf("%d images could not be released", len(r.Leftovers))
	}
	return r
}

func orNoFailure(reason string) string {
	if reason == "" {
		return "nothing had failed by then"
	}
	return reason
}

// findings returns observations about the target besides the verdicts.
func findings(r Result) []string {
	var found []string
	if r.Replayed != "" {
		found = append(found, r.Replayed+".")
	}
	if !r.Target.KeepsAlive && r.Broken == "" {
		found = append(found, "The target closes connections without announcing it (RFC 9112, 9.6): "+
			"every request uses a new connection.")
	}
	for _, unknown := range r.Target.NotShown {
		found = append(found, strings.ToUpper(unknown[:1])+unknown[1:]+".")
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
		found = append(found, fmt.Sprintf("%d of %d requests failed because a login had expired: they are not judged.",
			lapsed, len(r.Exchanges)))
	}
	if throttled > 0 {
		found = append(found, fmt.Sprintf("The target throttled %d of %d requests (429, or 503 with Retry-After): "+
			"they were sent again after the delay.", throttled, len(r.Exchanges)))
	}
	return found
}
