package slo

// Least is how many requests are enough to end a run by what they were like.
const Least = 100

// Abort says when a run that goes on is not worth it.
type Abort struct {
	When  []Threshold // any of them; errors>5% ends a run with more errors than that
	Least uint64      // requests that are needed before times, rates and percentages count
}

// Due gives the first condition that holds for the figures so far. Counts can
// only grow, so they are judged from the first request on.
func (a Abort) Due(sofar Figures) (Result, bool) {
	for _, t := range a.When {
		of, known := t.of(sofar.Phase)
		if !known || !t.figure.counts() && of.Requests < a.Least {
			continue
		}
		if r := t.Evaluate(sofar); r.Outcome == Met {
			return r, true
		}
	}
	return Result{}, false
}

func (f figure) counts() bool { return f.name == "lost" || f.name == "errors" && !f.percent }
