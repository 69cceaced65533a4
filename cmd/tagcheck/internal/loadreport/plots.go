package loadreport

import "tagcheck/load"

// plots is what the page draws of a phase. Times are in milliseconds, rates per
// second; null is a gap.
type plots struct {
	Name        string   `json:"name"`
	Time        timeline `json:"time"`
	Whole       curves   `json:"whole"`       // all operations together: response and service
	ByOperation curves   `json:"byOperation"` // none where there is one operation
}

// timeline has a column for each line of the plots over time.
type timeline struct {
	At       []float64  `json:"at"` // seconds since the phase began
	P50      []*float64 `json:"p50"`
	P90      []*float64 `json:"p90"`
	P99      []*float64 `json:"p99"`
	Max      []*float64 `json:"max"`
	Offered  []*float64 `json:"offered"`
	Answered []*float64 `json:"answered"` // as expected
	Errors   []*float64 `json:"errors"`
}

func newPlots(p load.PhaseResult, over []span) (plots, error) {
	var t timeline
	for _, s := range over {
		t.At = append(t.At, s.From)
		t.P50, t.P90, t.P99, t.Max = append(t.P50, s.P50), append(t.P90, s.P90), append(t.P99, s.P99), append(t.Max, s.Max)
		t.Offered, t.Answered, t.Errors = append(t.Offered, s.OfferedRate), append(t.Answered, s.AnsweredRate), append(t.Errors, s.ErrorRate)
	}
	whole, err := newCurves([]named{{"response", p.All.Response}, {"service", p.All.Service}})
	if err != nil {
		return plots{}, err
	}
	var each []named
	if len(p.Operations) > 1 {
		for _, o := range p.Operations {
			each = append(each, named{o.Name + ", response", o.Response}, named{o.Name + ", service", o.Service})
		}
	}
	byOperation, err := newCurves(each)
	return plots{p.Name, t, whole, byOperation}, err
}
