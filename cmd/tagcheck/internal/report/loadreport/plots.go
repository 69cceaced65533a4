package loadreport

import "tagcheck/load"

// plots is what the page draws of a phase. Times are in milliseconds, rates per
// second; null is a gap.
type plots struct {
	Name        string   `json:"name"`
	Time        timeline `json:"time"`
	Whole       curves   `json:"whole"`       // all operations together: response and service
	ByOperation curves   `json:"byOperation"` // none where there is one operation
	P99         []curve  `json:"p99"`         // by span, of each operation; none where there is one
}

// timeline has a column for each line of the plots over time.
type timeline struct {
	At       []float64  `json:"at"` // seconds since the phase began
	P50      []*float64 `json:"p50"`
	P90      []*float64 `json:"p90"`
	P99      []*float64 `json:"p99"`
	Max      []*float64 `json:"max"`
	Service  []*float64 `json:"service"` // p99, as the next
	Lag      []*float64 `json:"lag"`
	Offered  []*float64 `json:"offered"`
	Answered []*float64 `json:"answered"` // as expected
	Errors   []*float64 `json:"errors"`
}

func newPlots(p load.PhaseResult, over []span) (plots, error) {
	var t timeline
	for _, s := range over {
		t.At = append(t.At, s.From)
		t.P50, t.P90, t.P99, t.Max = append(t.P50, s.P50), append(t.P90, s.P90), append(t.P99, s.P99), append(t.Max, s.Max)
		t.Service, t.Lag = append(t.Service, s.ServiceP99), append(t.Lag, s.LagP99)
		t.Offered, t.Answered = append(t.Offered, s.OfferedRate), append(t.Answered, s.AnsweredRate)
		t.Errors = append(t.Errors, s.ErrorRate)
	}
	whole, err := newCurves([]named{{"response", p.All.Response}, {"service", p.All.Service}})
	if err != nil {
		return plots{}, err
	}
	none := curves{At: []float64{}, Lines: []curve{}}
	out := plots{Name: p.Name, Time: t, Whole: whole, ByOperation: none, P99: []curve{}}
	if len(p.Operations) == 1 {
		return out, nil
	}
	var each []named
	for _, o := range p.Operations {
		each = append(each, named{o.Name + ", response", o.Response}, named{o.Name + ", service", o.Service})
		p99, err := byOperation(o, spanWidth(p.Phase, mostSpans))
		if err != nil {
			return plots{}, err
		}
		out.P99 = append(out.P99, curve{o.Name, padded(p99, len(over))})
	}
	out.ByOperation, err = newCurves(each)
	return out, err
}

// padded adds gaps up to a length: an operation may have ended before others.
func padded(values []*float64, length int) []*float64 {
	return append(values, make([]*float64, length-len(values))...)
}
