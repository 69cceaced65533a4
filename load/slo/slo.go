// Package slo evaluates the thresholds (service level objectives) of a load run,
// such as response.p99<50ms or errors==0.
//
// [Parse] reads a [Threshold] in the form of [Grammar]. [Threshold.Evaluate]
// compares it with the [Measurements] of a phase: the [Result] is met, missed,
// or invalid if there was nothing to compare. An [Abort] applies thresholds to
// a load that is still running.
package slo

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tagcheck/fixtures/nearest"
	"tagcheck/load/measure"
)

// Threshold is a condition on one metric. Parse makes it.
type Threshold struct {
	text      string
	operation string // "" for all operations together
	metric    metric
	compare   comparison
	limit     float64 // in the unit of the metric: ms, %, 1/s or a count
}

// String returns the threshold as it was written, without surrounding space.
func (t Threshold) String() string { return t.text }

// Metric returns the metric without its statistic: response, service, lag,
// errors, lost or rate.
func (t Threshold) Metric() string { return t.metric.name }

// CheckOperation returns an error if the threshold is about an operation that is
// not among those that a load sends.
func (t Threshold) CheckOperation(sent []string) error {
	if t.operation == "" || slices.Contains(sent, t.operation) {
		return nil
	}
	return fmt.Errorf("threshold %q: unknown operation %q%s; the load sends %s",
		t.text, t.operation, nearest.Hint(t.operation, sent), strings.Join(sent, ", "))
}

// Measurements are what thresholds are compared with: those of a whole phase, or
// of a running one up to now.
type Measurements struct {
	Phase measure.Phase
	Lost  uint64 // acknowledged changes that are missing
}

// Outcome is the result of a threshold in one word.
type Outcome string

// The outcomes. A threshold is invalid if there was nothing to compare it with,
// for instance no request.
const (
	Met     Outcome = "met"
	Missed  Outcome = "missed"
	Invalid Outcome = "invalid"
)

// Result is the evaluation of one threshold.
type Result struct {
	Threshold string  `json:"threshold"`
	Outcome   Outcome `json:"outcome"`
	Value     float64 `json:"value"`            // in Unit
	Unit      string  `json:"unit"`             // "ms", "%", "/s" or "" for a count
	Actual    string  `json:"actual,omitempty"` // Value with its unit, for people; "" if invalid
	Reason    string  `json:"reason,omitempty"` // why the threshold is invalid
	Note      string  `json:"note,omitempty"`   // a limitation of the value
}

// String returns the result as one line for people.
func (r Result) String() string {
	text := fmt.Sprintf("%s: %s", r.Threshold, r.Outcome)
	for _, detail := range []string{r.Actual, r.Reason, r.Note} {
		if detail != "" {
			text += ", " + detail
		}
	}
	return text
}

// Evaluate compares every threshold with the measurements, in order.
func Evaluate(thresholds []Threshold, m Measurements) []Result {
	results := make([]Result, 0, len(thresholds))
	for _, t := range thresholds {
		results = append(results, t.Evaluate(m))
	}
	return results
}

// Evaluate compares the threshold with the measurements. It is never met if no
// request was sent.
func (t Threshold) Evaluate(m Measurements) Result {
	r := Result{Threshold: t.text, Outcome: Invalid, Unit: t.metric.unit()}
	o, ok := t.measured(m.Phase)
	if !ok {
		r.Reason = fmt.Sprintf("no operation %q was part of the run", t.operation)
		return r
	}
	if o.Requests == 0 {
		r.Reason = "no request was sent"
		return r
	}
	value, err := t.metric.value(o, m.Lost)
	if err != nil {
		r.Reason = fmt.Sprintf("cannot read the metric: %v", err)
		return r
	}
	if math.IsNaN(value) {
		r.Reason = "the metric is not a number"
		return r
	}
	r.Value, r.Actual, r.Note = value, format(value, r.Unit), t.metric.note(o.Requests)
	r.Outcome = Missed
	if t.compare.holds(value, t.limit) {
		r.Outcome = Met
	}
	return r
}

// measured returns the operation that the threshold is about.
func (t Threshold) measured(p measure.Phase) (measure.Operation, bool) {
	if t.operation == "" {
		return p.All, true
	}
	for _, o := range p.Operations {
		if o.Name == t.operation {
			return o, true
		}
	}
	return measure.Operation{}, false
}
