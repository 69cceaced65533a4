// Package slo judges the figures of a load run by thresholds, such as
// response.p99<50ms.
package slo

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tagcheck/load/measure"
)

// Threshold is what a figure must be.
type Threshold struct {
	text      string
	operation string // "" for all together
	figure    figure
	compare   comparison
	limit     float64 // in the unit of the figure: ms, %, 1/s or a count
}

// figure is what is compared.
type figure struct {
	name       string // "response", "service", "lag", "errors", "lost" or "rate"
	statistic  string // of a time: "mean", "min", "max" or "percentile"
	percentile float64
	percent    bool // errors as a part of the requests
}

func (t Threshold) String() string { return t.text }

// Known says whether a run with these operations has what t asks for.
func (t Threshold) Known(operations []string) error {
	if t.operation == "" || slices.Contains(operations, t.operation) {
		return nil
	}
	return fmt.Errorf("threshold %q: the run has no operation %q; it has %s", t.text, t.operation, strings.Join(operations, ", "))
}

// Figures are what thresholds are about: of a whole phase, or of one so far.
type Figures struct {
	Phase measure.Phase
	Lost  uint64 // acknowledged changes that are not there
}

// Outcome is what came of a threshold.
type Outcome string

// Invalid is neither: there is nothing to judge by.
const (
	Met     Outcome = "met"
	Missed  Outcome = "missed"
	Invalid Outcome = "invalid"
)

// Result is the judgement of one threshold.
type Result struct {
	Threshold string  `json:"threshold"`
	Outcome   Outcome `json:"outcome"`
	Value     float64 `json:"value"`            // in Unit
	Unit      string  `json:"unit"`             // "ms", "%", "/s" or "" for a count
	Actual    string  `json:"actual,omitempty"` // Value with its unit, for people; none if invalid
	Reason    string  `json:"reason,omitempty"` // why it is invalid
	Note      string  `json:"note,omitempty"`   // what weakens it
}

// String is a line for people.
func (r Result) String() string {
	text := fmt.Sprintf("%s: %s", r.Threshold, r.Outcome)
	for _, more := range []string{r.Actual, r.Reason, r.Note} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

// Evaluate judges each threshold.
func Evaluate(thresholds []Threshold, f Figures) []Result {
	results := make([]Result, 0, len(thresholds))
	for _, t := range thresholds {
		results = append(results, t.Evaluate(f))
	}
	return results
}

// Evaluate judges t. Where no request was sent nothing is met.
func (t Threshold) Evaluate(f Figures) Result {
	r := Result{Threshold: t.text, Outcome: Invalid, Unit: t.figure.unit()}
	of, known := t.of(f.Phase)
	switch {
	case !known:
		r.Reason = fmt.Sprintf("the run has no operation %q", t.operation)
		return r
	case of.Requests == 0:
		r.Reason = "no request was sent"
		return r
	}
	value, err := t.figure.value(of, f.Lost)
	if err != nil || math.IsNaN(value) {
		r.Reason = fmt.Sprintf("the figure can't be read: %v", err)
		return r
	}
	r.Value, r.Actual, r.Note = value, show(value, r.Unit), t.figure.note(of)
	if r.Outcome = Missed; t.compare.holds(value, t.limit) {
		r.Outcome = Met
	}
	return r
}

func (t Threshold) of(p measure.Phase) (measure.Operation, bool) {
	if t.operation == "" {
		return p.All, true
	}
	i := slices.IndexFunc(p.Operations, func(o measure.Operation) bool { return o.Name == t.operation })
	if i < 0 {
		return measure.Operation{}, false
	}
	return p.Operations[i], true
}

func (f figure) unit() string {
	switch {
	case f.isTime():
		return "ms"
	case f.percent:
		return "%"
	case f.name == "rate":
		return "/s"
	}
	return ""
}

func (f figure) isTime() bool { return f.statistic != "" }

func (f figure) value(of measure.Operation, lost uint64) (float64, error) {
	switch f.name {
	case "lost":
		return float64(lost), nil
	case "rate":
		return of.Rate, nil
	case "errors":
		if f.percent {
			return 100 * float64(of.Errors) / float64(of.Requests), nil
		}
		return float64(of.Errors), nil
	}
	h := f.histogram(of)
	switch f.statistic {
	case "mean":
		return h.Mean, nil
	case "min":
		return h.Min, nil
	case "max":
		return h.Max, nil
	}
	return h.Percentile(f.percentile)
}

func (f figure) histogram(of measure.Operation) measure.Histogram {
	switch f.name {
	case "service":
		return of.Service
	case "lag":
		return of.Lag
	}
	return of.Response
}

// note warns of a percentile of which there are too few samples to see it.
func (f figure) note(of measure.Operation) string {
	if f.statistic != "percentile" || f.percentile == 100 {
		return ""
	}
	if need := math.Ceil(1/(1-f.percentile/100) - 1e-6); float64(of.Requests) < need {
		return fmt.Sprintf("it is the longest of %d requests: for this percentile there should be %.0f", of.Requests, need)
	}
	return ""
}

func show(value float64, unit string) string {
	switch unit {
	case "ms":
		return time.Duration(math.Round(value * 1e6)).String()
	case "":
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.5g%s", value, unit)
}
