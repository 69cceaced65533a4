package slo

import (
	"strings"
	"testing"
)

func TestWrongThresholdsAreExplained(t *testing.T) {
	const (
		metrics   = "; metrics are response, service and lag with a statistic such as .p99, and errors, lost and rate"
		statistic = "; expected a percentile such as p99.9, mean, min or max"
	)
	for text, want := range map[string]string{
		"":                   "no comparison; expected metric, comparison and value, as in response.p99<50ms",
		"response.p99":       "no comparison; expected metric, comparison and value, as in response.p99<50ms",
		"response.p99=50ms":  "unknown comparison '=' (did you mean ==?); expected <, <=, >, >=, == or !=",
		"response.p99!50ms":  "unknown comparison '!' (did you mean !=?); expected <, <=, >, >=, == or !=",
		"response<50ms":      "metric response needs a statistic: a percentile, mean, min or max, as in response.p99",
		"lag<50ms":           "metric lag needs a statistic: a percentile, mean, min or max, as in lag.p99",
		"response.99<50ms":   `unknown statistic "99" of metric response (did you mean p99?)` + statistic,
		"lag.average<50ms":   `unknown statistic "average" of metric lag` + statistic,
		"response.pNaN<50ms": `percentile "pNaN" is out of range: it must be above p0 and at most p100`,
		"response.p101<50ms": `percentile "p101" is out of range: it must be above p0 and at most p100`,
		"response.p0<50ms":   `percentile "p0" is out of range: it must be above p0 and at most p100`,
		"response.p99<50":    `value "50" of metric response is not a time with a unit, such as 50ms or 1.5s`,
		"lag.max<-5ms":       `value "-5ms" of metric lag is not a time with a unit, such as 50ms or 1.5s`,
		"response.p99<4m":    `value "4m" is too long: percentiles are measured up to 4m0s`,
		"p99<50ms":           `unknown metric "p99" (did you mean response.p99?)` + metrics,
		"add.p99.9<50ms":     `unknown metric "add.p99.9" (did you mean add.response.p99.9?)` + metrics,
		"mean<50ms":          `unknown metric "mean" (did you mean response.mean?)` + metrics,
		"respons.p99<50ms":   `unknown metric "respons.p99" (did you mean response.p99?)` + metrics,
		"add.laq.max<50ms":   `unknown metric "add.laq.max" (did you mean add.lag.max?)` + metrics,
		"latency<50ms":       `unknown metric "latency"` + metrics,
		"error==0":           `unknown metric "error" (did you mean errors?)` + metrics,
		"throughput>5":       `unknown metric "throughput"` + metrics,
		"<5":                 "no metric" + metrics,
		"errors<0.1":         `value "0.1" of metric errors is not a whole number; write a share with %, as in errors<0.1%`,
		"errors<101%":        `value "101%" is more than 100%`,
		"errors<x":           `value "x" of metric errors is not a number; expected one such as 0 or 0.1%`,
		"errors<-1":          `value "-1" of metric errors is not a number; expected one such as 0 or 0.1%`,
		"errors.rate<1":      `metric errors has no statistic "rate"; write errors alone`,
		"rate.p99<1":         `metric rate has no statistic "p99"; write rate alone`,
		"lost==0%":           `value "0%" of metric lost is not a number; expected one such as 0`,
		"lost==0.5":          `value "0.5" of metric lost is not a whole number; write a share with %, as in errors<0.1%`,
		"add.lost==0":        `metric lost is for all operations together, not for "add"; write lost alone`,
		"rate>=NaN":          `value "NaN" of metric rate is not a number; expected one such as 500`,
		"rate>=500/m":        `value "500/m" of metric rate is not a number; expected one such as 500`,
		"rate>=Inf":          `value "Inf" of metric rate is not a number; expected one such as 500`,
		"rate>= ":            `value "" of metric rate is not a number; expected one such as 500`,
		"errors<=>0":         `value ">0" of metric errors is not a number; expected one such as 0 or 0.1%`,
	} {
		_, err := Parse(text)
		if want = `threshold "` + text + `": ` + want; err == nil || err.Error() != want {
			t.Errorf("%q\n got      %v\n expected %s", text, err, want)
		}
	}
}

func percentile(name string, p float64) metric {
	return metric{name: name, statistic: "percentile", percentile: p}
}

func TestThresholdsAreParsed(t *testing.T) {
	for text, want := range map[string]Threshold{
		"response.p99<50ms": {metric: percentile("response", 99), compare: "<", limit: 50},
		"response.max<=5m":  {metric: metric{name: "response", statistic: "max"}, compare: "<=", limit: 300_000},
		"response.p50<239s": {metric: percentile("response", 50), compare: "<", limit: 239_000},
		"lag.p0.5<1s":       {metric: percentile("lag", 0.5), compare: "<", limit: 1000},
		"lag.p100==0s":      {metric: percentile("lag", 100), compare: "=="},
		"errors<=100%":      {metric: metric{name: "errors", percent: true}, compare: "<=", limit: 100},
		"errors<=101":       {metric: metric{name: "errors"}, compare: "<=", limit: 101},
		"errors!=0.5%":      {metric: metric{name: "errors", percent: true}, compare: "!=", limit: 0.5},
		"rate>0.5":          {metric: metric{name: "rate"}, compare: ">", limit: 0.5},
		"a.b.rate>=500/s":   {operation: "a.b", metric: metric{name: "rate"}, compare: ">=", limit: 500},
	} {
		want.text = text
		if got, err := Parse("  " + text + " "); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	if got := parsed(t, "add.response.p99<1s").Metric(); got != "response" {
		t.Errorf("the metric is %q", got)
	}
}

// The first column of the first seven lines of the grammar is an example each.
func TestExamplesOfTheGrammarAreAccepted(t *testing.T) {
	for i, line := range strings.Split(Grammar, "\n")[:7] {
		if _, err := Parse(strings.Fields(line)[0]); err != nil {
			t.Errorf("line %d: %v", i+1, err)
		}
	}
}

// A threshold that is accepted is the same when it is read again, and no
// threshold is met without requests.
func FuzzParse(f *testing.F) {
	for _, text := range append(strings.Fields(Grammar), "a.b.errors!=0") {
		f.Add(text)
	}
	some := measurements()
	f.Fuzz(func(t *testing.T, text string) {
		threshold, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(threshold.String()); err != nil || again != threshold {
			t.Errorf("%q is read again as %v: %v", text, again, err)
		}
		if r := threshold.Evaluate(Measurements{}); r.Outcome != Invalid {
			t.Errorf("met without requests: %s", r)
		}
		if r := threshold.Evaluate(some); (r.Outcome == Invalid) != (r.Reason != "") {
			t.Error(r)
		}
	})
}
