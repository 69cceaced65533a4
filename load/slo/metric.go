package slo

import (
	"fmt"
	"math"
	"time"

	"tagcheck/load/measure"
)

// metric is what a threshold compares.
type metric struct {
	name       string // "response", "service", "lag", "errors", "lost" or "rate"
	statistic  string // of a time: "mean", "min", "max" or "percentile"
	percentile float64
	percent    bool // errors as a share of the requests
}

func (m metric) isTime() bool { return m.statistic != "" }

// isCount says that the metric never decreases during a run.
func (m metric) isCount() bool { return m.name == "lost" || m.name == "errors" && !m.percent }

func (m metric) unit() string {
	if m.isTime() {
		return "ms"
	}
	if m.percent {
		return "%"
	}
	if m.name == "rate" {
		return "/s"
	}
	return ""
}

// value returns the metric of an operation with at least one request.
func (m metric) value(o measure.Operation, lost uint64) (float64, error) {
	switch m.name {
	case "lost":
		return float64(lost), nil
	case "rate":
		return o.Rate, nil
	case "errors":
		if m.percent {
			return 100 * float64(o.Errors) / float64(o.Requests), nil
		}
		return float64(o.Errors), nil
	}
	h := map[string]measure.Histogram{"response": o.Response, "service": o.Service, "lag": o.Lag}[m.name]
	switch m.statistic {
	case "mean":
		return h.Mean, nil
	case "min":
		return h.Min, nil
	case "max":
		return h.Max, nil
	}
	return h.Percentile(m.percentile)
}

// note warns of a percentile for which there are so few requests that it equals
// their maximum.
func (m metric) note(requests uint64) string {
	if m.statistic != "percentile" || m.percentile == 100 {
		return ""
	}
	need := math.Ceil(1/(1-m.percentile/100) - 1e-6)
	if float64(requests) >= need {
		return ""
	}
	return fmt.Sprintf("p%g of %d requests is their maximum; it takes %.0f to measure it",
		m.percentile, requests, need)
}

// format writes a value with its unit.
func format(value float64, unit string) string {
	switch unit {
	case "ms":
		return time.Duration(math.Round(value * 1e6)).String()
	case "":
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.5g%s", value, unit)
}
