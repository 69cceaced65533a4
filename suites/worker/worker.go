// Package worker runs a suite in several processes at once. Ginkgo runs one check at a time
// in a process, so checks that run in parallel need processes of their own.
//
// One process does the preflight ([target.Preflight]) and starts the workers. Each worker calls
// [Run] with its [Part]: it asks the first process which checks to run. In the end the first
// process merges their results with [Merge]. How the processes communicate is up to them.
package worker

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/internal/engine"
	"tagcheck/suites/verdict"
)

// Part is the share of one worker in a run.
type Part struct {
	// Number is that of the worker, from 0. It makes the IDs of exchanges and connections
	// unique in the run.
	Number int
	// Found is the result of the preflight, which the worker does not repeat.
	Found target.Description
	// Claim returns whether this worker runs the check with that index. All workers have the
	// same checks, with the same indexes, in ascending order.
	Claim func(index int) bool
}

// Run is [suites.Run] for one worker: it runs the checks that the part claims.
func Run(ctx context.Context, t target.Target, o suites.Options, p Part) (suites.Result, error) {
	return suites.Run(engine.WithPart(ctx, engine.Part(p)), t, o)
}

// Merge returns the result of the whole run from those of its workers. The failure is that of
// a worker without a result, or nil: since some checks are missing then, the run cannot be
// conformant. A rule over all traffic is judged by every worker, and its worst outcome counts.
func Merge(parts []suites.Result, failure error, o suites.Options) suites.Result {
	var whole suites.Result
	if i := slices.IndexFunc(parts, func(r suites.Result) bool { return !r.Started.IsZero() }); i >= 0 {
		whole = parts[i]
	}
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
	if failure != nil {
		whole.Gone = cmp.Or(whole.Gone, failure.Error())
	}
	slices.SortStableFunc(whole.Checks, func(a, b verdict.Check) int { return a.Started.Compare(b.Started) })
	return suites.Conclude(whole, o)
}

// severity orders the outcomes of one check in several workers. Only a worker that could not
// see what the check judges yields to one that passed it.
var severity = map[verdict.Outcome]int{
	verdict.Unsupported: 1, verdict.Unseen: 1, verdict.Passed: 2, verdict.NotRun: 3,
	verdict.Undecided: 4, verdict.Blocked: 5, verdict.Failed: 6,
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
	case severity[c.Outcome] > severity[known.Outcome]:
		*known = c
	}
	return checks
}
