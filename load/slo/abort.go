package slo

import "cmp"

// Abort decides when a running load is not worth continuing: the threshold
// errors>5% ends a load with more errors than that.
type Abort struct {
	On []Threshold // any of them ends the load

	// MinRequests is how many requests must be finished before times, rates and
	// percentages count; 0 means the constant MinRequests. Counts, which can only
	// grow, count from the first request.
	MinRequests uint64
}

// Reached returns the first threshold that holds for the measurements up to now,
// and whether there is one.
func (a Abort) Reached(current Measurements) (Result, bool) {
	least := cmp.Or(a.MinRequests, MinRequests)
	for _, t := range a.On {
		o, _ := t.measured(current.Phase)
		if !t.metric.isCount() && o.Requests < least {
			continue
		}
		if r := t.Evaluate(current); r.Outcome == Met {
			return r, true
		}
	}
	return Result{}, false
}
