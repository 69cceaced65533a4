package slo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tagcheck/load/measure"
)

// Grammar is what can be written, for the help of a flag and for errors.
const Grammar = `response.p99<50ms  service.p99.9<=1s  lag.p50<1ms  response.mean<20ms  response.max<1s
errors==0  errors<0.1%  lost==0  rate>=500 (expected answers per second)
with < <= > >= == !=, and all but lost also for one operation: add.response.p99<20ms  remove.errors==0`

type comparison string

// comparisons has the longer ones first, so that <= isn't read as <.
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

// Parse reads a threshold in the form of Grammar. An error says what is wrong
// and what can be written.
func Parse(text string) (Threshold, error) {
	t, err := parse(text)
	if err != nil {
		return Threshold{}, fmt.Errorf("threshold %q: %w; examples:\n%s", text, err, Grammar)
	}
	return t, nil
}

func parse(text string) (Threshold, error) {
	at := strings.IndexAny(text, "<>=!")
	if at < 0 {
		return Threshold{}, fmt.Errorf("it has no comparison")
	}
	t := Threshold{text: strings.TrimSpace(text)}
	left, right := strings.TrimSpace(text[:at]), text[at:]
	for _, c := range comparisons {
		if after, ok := strings.CutPrefix(right, string(c)); ok {
			t.compare, right = c, strings.TrimSpace(after)
			break
		}
	}
	if t.compare == "" {
		return Threshold{}, fmt.Errorf("%q is not a comparison", right[:1])
	}
	var err error
	if t.operation, t.figure, err = parseFigure(left); err != nil {
		return Threshold{}, err
	}
	return t, t.parseLimit(right)
}

// parseFigure splits an operation off: it is all before the name of a figure.
func parseFigure(left string) (operation string, f figure, err error) {
	parts := strings.Split(left, ".")
	for i, name := range parts {
		rest := strings.Join(parts[i+1:], ".")
		operation = strings.Join(parts[:i], ".")
		switch name {
		case "response", "service", "lag":
			f, err = parseStatistic(name, rest)
			return operation, f, err
		case "errors", "lost", "rate":
			if rest != "" {
				return "", f, fmt.Errorf("%q has no %q", name, rest)
			}
			if name == "lost" && operation != "" {
				return "", f, fmt.Errorf("lost is of all operations together, not of %q", operation)
			}
			return operation, figure{name: name}, nil
		}
	}
	return "", f, fmt.Errorf("%q is not a figure", left)
}

func parseStatistic(name, text string) (figure, error) {
	switch text {
	case "mean", "min", "max":
		return figure{name: name, statistic: text}, nil
	case "":
		return figure{}, fmt.Errorf("%q needs a percentile, mean, min or max, as in %s.p99", name, name)
	}
	number, ok := strings.CutPrefix(text, "p")
	p, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(p > 0 && p <= 100) {
		return figure{}, fmt.Errorf("%q is not a percentile such as p99 or p99.9, nor mean, min or max", text)
	}
	return figure{name: name, statistic: "percentile", percentile: p}, nil
}

func (t *Threshold) parseLimit(text string) error {
	if t.figure.isTime() {
		return t.parseTime(text)
	}
	number := text
	switch t.figure.name {
	case "errors":
		number, t.figure.percent = strings.CutSuffix(text, "%")
	case "rate":
		number = strings.TrimSuffix(text, "/s")
	}
	limit, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch {
	case err != nil || !(limit >= 0) || math.IsInf(limit, 0):
		return fmt.Errorf("%q is not a number, as %s needs it", text, t.figure.name)
	case t.figure.percent && limit > 100:
		return fmt.Errorf("%q is more than 100%%", text)
	case t.figure.unit() == "" && limit != math.Trunc(limit):
		return fmt.Errorf("%q is not a whole number", text)
	}
	t.limit = limit
	return nil
}

func (t *Threshold) parseTime(text string) error {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil || d < 0:
		return fmt.Errorf("%q is not a time with its unit, such as 50ms", text)
	case t.figure.statistic == "percentile" && d >= measure.MaxTime:
		return fmt.Errorf("%q is not less than %s, up to which percentiles are measured", text, measure.MaxTime)
	}
	t.limit = float64(d) / 1e6
	return nil
}
