package slo

import (
	"strings"
	"testing"
)

func TestWrongThresholdsAreExplained(t *testing.T) {
	for text, says := range map[string]string{
		"":                     "it has no comparison",
		"response.p99":         "it has no comparison",
		"response.p99=50ms":    `"=" is not a comparison`,
		"response.p99!50ms":    `"!" is not a comparison`,
		"response<50ms":        `"response" needs a percentile, mean, min or max, as in response.p99`,
		"response.99<50ms":     `"99" is not a percentile such as p99 or p99.9`,
		"response.p101<50ms":   `"p101" is not a percentile`,
		"response.p0<50ms":     `"p0" is not a percentile`,
		"response.pNaN<50ms":   `"pNaN" is not a percentile`,
		"response.median<50ms": `"median" is not a percentile`,
		"response.p99<50":      `"50" is not a time with its unit, such as 50ms`,
		"response.p99<-5ms":    `"-5ms" is not a time`,
		"response.p99<4m":      `"4m" is not less than 4m0s, up to which percentiles are measured`,
		"latency.p99<50ms":     `"latency.p99" is not a figure`,
		"errors<0.1":           `"0.1" is not a whole number`,
		"errors<101%":          `"101%" is more than 100%`,
		"errors<x":             `"x" is not a number, as errors needs it`,
		"errors<-1":            `"-1" is not a number`,
		"errors.rate<1":        `"errors" has no "rate"`,
		"lost==0%":             `"0%" is not a number`,
		"add.lost==0":          `lost is of all operations together, not of "add"`,
		"rate>=NaN":            `"NaN" is not a number`,
		"rate>=500/m":          `"500/m" is not a number`,
		"rate>=Inf":            `"Inf" is not a number`,
		"rate>= ":              `"" is not a number`,
		"errors<=>0":           `">0" is not a number`,
	} {
		_, err := Parse(text)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "response.p99<50ms  service") {
			t.Errorf("%q: %v; expected %q", text, err, says)
		}
	}
}

// What is read is judged without a panic, and is met by nothing where nothing
// was sent.
func FuzzParse(f *testing.F) {
	for _, text := range append(strings.Fields(Grammar), "a.b.errors!=0") {
		f.Add(text)
	}
	some := figures()
	f.Fuzz(func(t *testing.T, text string) {
		threshold, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(threshold.String()); err != nil || again != threshold {
			t.Errorf("%q is read again as %v: %v", text, again, err)
		}
		if r := threshold.Evaluate(Figures{}); r.Outcome != Invalid {
			t.Errorf("nothing meets %s", r)
		}
		if r := threshold.Evaluate(some); (r.Outcome == Invalid) != (r.Reason != "") {
			t.Error(r)
		}
	})
}
