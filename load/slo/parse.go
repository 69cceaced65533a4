package slo

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tagcheck/fixtures/nearest"
	"tagcheck/load/measure"
)

// Grammar describes how a threshold is written, for help texts.
const Grammar = `response.p99<50ms    time from when a request was due to its answer
service.p99.9<=1s    time from when a request was sent to its answer
lag.p50<1ms          how late requests were sent
errors==0            requests without the expected answer
errors<0.1%          the same, as a share of all requests
rate>=500            expected answers per second
lost==0              acknowledged changes that are missing, of all operations
Times have percentiles (p50, p99.9, ...), mean, min and max. Comparisons are <, <=, >, >=, == and !=.
An operation in front limits a threshold to it: add.response.p99<20ms, remove.errors==0`

type comparison string

// comparisons has <= before <, so that the longer one is found first.
var comparisons = []comparison{"<=", ">=", "==", "!=", "<", ">"}

func (c comparison) holds(value, limit float64) bool {
	switch c {
	case "<=":
		return value <= limit
	case ">=":
		return value >= limit
	case "==":
		return value == limit
	case "!=":
		return value != limit
	case "<":
		return value < limit
	}
	return value > limit
}

// Parse reads a threshold in the form of Grammar. The error quotes the
// threshold, says which part is wrong and what is accepted there.
func Parse(text string) (Threshold, error) {
	t, err := parse(text)
	if err != nil {
		return Threshold{}, fmt.Errorf("threshold %q: %w", text, err)
	}
	return t, nil
}

func parse(text string) (Threshold, error) {
	at := strings.IndexAny(text, "<>=!")
	if at < 0 {
		return Threshold{}, errors.New("no comparison; expected metric, comparison and value, as in response.p99<50ms")
	}
	t := Threshold{text: strings.TrimSpace(text)}
	left, right := strings.TrimSpace(text[:at]), text[at:]
	for _, c := range comparisons {
		if value, ok := strings.CutPrefix(right, string(c)); ok {
			t.compare, right = c, strings.TrimSpace(value)
			break
		}
	}
	if t.compare == "" { // a lone = or !
		return Threshold{}, fmt.Errorf("unknown comparison %q (did you mean %[1]c=?); expected <, <=, >, >=, == or !=",
			right[0])
	}
	var err error
	if t.operation, t.metric, err = parseMetric(left); err != nil {
		return Threshold{}, err
	}
	return t, t.parseLimit(right)
}

// parseMetric splits off the operation: everything before the name of a metric.
func parseMetric(text string) (operation string, m metric, err error) {
	parts := strings.Split(text, ".")
	at := slices.IndexFunc(parts, func(part string) bool { return slices.Contains(metricNames, part) })
	if at < 0 {
		return "", m, unknownMetric(text)
	}
	name, statistic := parts[at], strings.Join(parts[at+1:], ".")
	operation = strings.Join(parts[:at], ".")
	switch {
	case slices.Contains(timeNames, name):
		m, err = parseStatistic(name, statistic)
		return operation, m, err
	case statistic != "":
		return "", m, fmt.Errorf("metric %s has no statistic %q; write %[1]s alone", name, statistic)
	case name == "lost" && operation != "":
		return "", m, fmt.Errorf("metric lost is for all operations together, not for %q; write lost alone", operation)
	}
	return operation, metric{name: name}, nil
}

var (
	timeNames   = []string{"response", "service", "lag"}
	metricNames = append(slices.Clone(timeNames), "errors", "lost", "rate")
	statistics  = []string{"p50", "p90", "p99", "mean", "min", "max"}
)

func unknownMetric(text string) error {
	const accepted = "metrics are response, service and lag with a statistic such as .p99, and errors, lost and rate"
	if text == "" {
		return errors.New("no metric; " + accepted)
	}
	hint := ""
	if similar := similarMetric(strings.Split(text, ".")); similar != "" {
		hint = fmt.Sprintf(" (did you mean %s?)", similar)
	}
	return fmt.Errorf("unknown metric %q%s; %s", text, hint, accepted)
}

// similarMetric corrects the spelling of a part, or takes a statistic without a
// metric for that of the response time; "" if neither makes a metric.
func similarMetric(parts []string) string {
	var candidates []string
	for i, part := range parts {
		response := strings.Join(slices.Insert(slices.Clone(parts), i, "response"), ".")
		if i == 0 { // a bare statistic: p99
			candidates = append(candidates, response)
		}
		for _, name := range nearest.Nearest(part, metricNames) {
			corrected := slices.Clone(parts)
			corrected[i] = name
			candidates = append(candidates, strings.Join(corrected, "."))
		}
		candidates = append(candidates, response) // the statistic of an operation: add.p99
	}
	i := slices.IndexFunc(candidates, func(c string) bool {
		_, _, err := parseMetric(c)
		return err == nil
	})
	if i < 0 {
		return ""
	}
	return candidates[i]
}

func parseStatistic(name, text string) (metric, error) {
	switch text {
	case "mean", "min", "max":
		return metric{name: name, statistic: text}, nil
	case "":
		return metric{}, fmt.Errorf("metric %s needs a statistic: a percentile, mean, min or max, as in %[1]s.p99", name)
	}
	number, ok := strings.CutPrefix(text, "p")
	p, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil {
		const expected = "; expected a percentile such as p99.9, mean, min or max"
		return metric{}, fmt.Errorf("unknown statistic %q of metric %s%s%s",
			text, name, nearest.Hint(text, statistics), expected)
	}
	if !(p > 0 && p <= 100) { // NaN too
		return metric{}, fmt.Errorf("percentile %q is out of range: it must be above p0 and at most p100", text)
	}
	return metric{name: name, statistic: "percentile", percentile: p}, nil
}

func (t *Threshold) parseLimit(text string) error {
	if t.metric.isTime() {
		return t.parseTime(text)
	}
	number := text
	switch t.metric.name {
	case "errors":
		number, t.metric.percent = strings.CutSuffix(text, "%")
	case "rate":
		number = strings.TrimSuffix(text, "/s")
	}
	limit, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(limit >= 0) || math.IsInf(limit, 1) {
		return fmt.Errorf("value %q of metric %s is not a number; expected one such as %s",
			text, t.metric.name, map[string]string{"errors": "0 or 0.1%", "lost": "0", "rate": "500"}[t.metric.name])
	}
	if t.metric.percent && limit > 100 {
		return fmt.Errorf("value %q is more than 100%%", text)
	}
	if t.metric.isCount() && limit != math.Trunc(limit) {
		return fmt.Errorf("value %q of metric %s is not a whole number; write a share with %%, as in errors<0.1%%",
			text, t.metric.name)
	}
	t.limit = limit
	return nil
}

func (t *Threshold) parseTime(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return fmt.Errorf("value %q of metric %s is not a time with a unit, such as 50ms or 1.5s", text, t.metric.name)
	}
	if t.metric.statistic == "percentile" && d >= measure.MaxTime {
		return fmt.Errorf("value %q is too long: percentiles are measured up to %s", text, measure.MaxTime)
	}
	t.limit = float64(d) / 1e6
	return nil
}
