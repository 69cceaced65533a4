package slo

import (
	"math"
	"strings"
	"testing"
	"time"

	"tagcheck/load/measure"
)

const ms = time.Millisecond

// measurements of three operations: add took 1 to 100 ms, was always sent 10 ms
// late, and its last request failed; remove took 200 ms; show was never sent.
func measurements() Measurements {
	classes := &measure.Classes{}
	r := measure.NewRecorder("steady", time.Time{}, []string{"add", "remove", "show"}, classes)
	for i := range 100 {
		s := measure.Sample{Due: 0, Sent: 10 * ms, Done: 10*ms + time.Duration(i+1)*ms}
		if i == 99 {
			s.Class = classes.ClassOf("status 500")
		}
		r.Record(s)
	}
	for range 100 {
		r.Record(measure.Sample{Operation: 1, Done: 200 * ms})
	}
	return Measurements{Phase: r.Result(time.Second), Lost: 2}
}

func parsed(t *testing.T, text string) Threshold {
	t.Helper()
	threshold, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return threshold
}

func TestEvaluate(t *testing.T) {
	m := measurements()
	for text, want := range map[string]string{
		"add.response.p50<61ms":      "met, 60.030975ms",
		"add.response.p50 < 60ms":    "missed, 60.030975ms",
		"add.service.p99.9<=100ms":   "met, 100ms, p99.9 of 100 requests is their maximum; it takes 1000 to measure it",
		"response.p99.5<=1s":         "met, 200ms", // there are exactly as many requests as it takes
		"response.p99.6<=1s":         "met, 200ms, p99.6 of 200 requests is their maximum; it takes 250 to measure it",
		"add.service.p99<=100ms":     "met, 99.024895ms",
		"add.service.p100<100ms":     "missed, 100ms",
		"add.service.p100<=100ms":    "met, 100ms",
		"add.lag.max==10ms":          "met, 10ms",
		"add.lag.max==11ms":          "missed, 10ms",
		"add.lag.min!=10ms":          "missed, 10ms",
		"add.lag.min!=11ms":          "met, 10ms",
		"add.service.min<=1ms":       "met, 1ms",
		"add.service.mean<=50.5ms":   "met, 50.5ms",
		"add.service.mean<50.5ms":    "missed, 50.5ms",
		"add.service.mean>=50.5ms":   "met, 50.5ms",
		"add.service.mean>50.5ms":    "missed, 50.5ms",
		"add.response.mean==60.5ms":  "met, 60.5ms",
		"remove.response.min==200ms": "met, 200ms",
		"remove.lag.max==0s":         "met, 0s",
		"response.max>200ms":         "missed, 200ms",
		"response.max>=200ms":        "met, 200ms",
		"response.max>=200001us":     "missed, 200ms",
		"response.max>199ms":         "met, 200ms",
		"response.max<=5m":           "met, 200ms",
		"response.max<=199ms":        "missed, 200ms",
		"errors==0":                  "missed, 1",
		"errors<=1":                  "met, 1",
		"errors<0.5%":                "missed, 0.5%",
		"errors<=0.5%":               "met, 0.5%",
		"errors < 0.6 %":             "met, 0.5%",
		"add.errors<0.5%":            "missed, 1%",
		"remove.errors==0":           "met, 0",
		"lost==0":                    "missed, 2",
		"lost<3":                     "met, 2",
		"rate>=199":                  "met, 199/s",
		"rate>199":                   "missed, 199/s",
		"remove.rate>=100/s":         "met, 100/s",
		"show.errors==0":             "invalid, no request was sent",
		"show.response.p99<50ms":     "invalid, no request was sent",
		"show.rate>=0":               "invalid, no request was sent",
		"purge.errors==0":            `invalid, no operation "purge" was part of the run`,
	} {
		r := parsed(t, text).Evaluate(m)
		if got := r.String(); got != text+": "+want {
			t.Errorf("%s\n got      %s\n expected %s", text, got, want)
		}
		if invalid := r.Outcome == Invalid; invalid && (r.Value != 0 || r.Actual != "") {
			t.Errorf("%s: an invalid result has the value %q", text, r.Actual)
		}
	}
}

func TestResultHasValueAndUnit(t *testing.T) {
	m := measurements()
	for text, want := range map[string]Result{
		"add.lag.max<1s": {Value: 10, Unit: "ms"},
		"errors<1%":      {Value: 0.5, Unit: "%"},
		"errors<1":       {Value: 1, Unit: ""},
		"rate>1":         {Value: 199, Unit: "/s"},
		"lost==0":        {Value: 2, Unit: ""},
	} {
		if got := parsed(t, text).Evaluate(m); got.Value != want.Value || got.Unit != want.Unit {
			t.Errorf("%s: %v %q, expected %v %q", text, got.Value, got.Unit, want.Value, want.Unit)
		}
	}
}

func TestErrorsAreAShareOfTheRequests(t *testing.T) {
	m := Measurements{Phase: measure.Phase{All: measure.Operation{Requests: 200, Errors: 3}}}
	for text, want := range map[string]float64{"errors<2%": 1.5, "errors<4": 3} {
		if got := parsed(t, text).Evaluate(m); got.Value != want || got.Outcome != Met {
			t.Errorf("%s: %+v, expected %v", text, got, want)
		}
	}
}

func TestThresholdIsNeverMetWithoutRequests(t *testing.T) {
	for _, text := range []string{
		"errors==0", "errors<1%", "lost==0", "rate>=0", "rate<1", "response.p99<1s", "response.mean<1s", "lag.max<1s",
	} {
		if r := parsed(t, text).Evaluate(Measurements{}); r.Outcome != Invalid || r.Reason != "no request was sent" {
			t.Errorf("%s: %s", text, r)
		}
	}
}

func TestUnreadableMetricsAreInvalid(t *testing.T) {
	m := measurements()
	m.Phase.All.Response.Encoded = "AAAA"
	r := parsed(t, "response.p99<1s").Evaluate(m)
	if r.Outcome != Invalid || !strings.HasPrefix(r.Reason, "cannot read the metric: ") {
		t.Error(r)
	}
	m.Phase.All.Rate = math.NaN()
	r = parsed(t, "rate!=1").Evaluate(m)
	if r.Outcome != Invalid || r.Reason != "the metric is not a number" {
		t.Error(r)
	}
}

func TestEvaluateKeepsTheOrder(t *testing.T) {
	all := []Threshold{parsed(t, "errors==0"), parsed(t, "lost==2")}
	if got := Evaluate(all, measurements()); len(got) != 2 || got[0].Outcome != Missed || got[1].Outcome != Met {
		t.Error(got)
	}
	if got := Evaluate(nil, measurements()); got == nil || len(got) > 0 {
		t.Errorf("without thresholds: %#v, expected an empty list", got)
	}
}

func TestOperationsAreChecked(t *testing.T) {
	for text, want := range map[string]string{
		"errors==0":           "",
		"add-again.errors==0": "",
		"remove.lag.max<1s":   "",
		"remov.response.p99<1s": `threshold "remov.response.p99<1s": unknown operation "remov" (did you mean remove?); ` +
			`the load sends add-again, remove`,
		"purge.errors==0": `threshold "purge.errors==0": unknown operation "purge"; the load sends add-again, remove`,
	} {
		err := parsed(t, text).CheckOperation([]string{"add-again", "remove"})
		if got := ""; err != nil && err.Error() != want || err == nil && got != want {
			t.Errorf("%s: %v, expected %q", text, err, want)
		}
	}
}

func TestAbort(t *testing.T) {
	for _, tt := range []struct {
		on          string
		minRequests uint64
		want        bool
	}{
		{"errors>=0.5%", 200, true},
		{"errors>=0.5%", 201, false}, // too few requests
		{"errors>=0.5%", 0, true},    // 100 are enough
		{"add.errors>=0.5%", 0, true},
		{"errors>0.5%", 200, false},
		{"errors>0", 201, true}, // a count can only grow
		{"errors>1", 1, false},
		{"lost>1", 201, true},
		{"lost>2", 201, false},
		{"response.p99>150ms", 200, true},
		{"response.p99>150ms", 201, false},
		{"add.response.p99>150ms", 1, false},
		{"add.response.p50>1ms", 100, true},
		{"add.response.p50>1ms", 101, false},
		{"rate<1000", 201, false},
		{"rate<1000", 200, true},
		{"show.errors==0", 0, false}, // no request was sent
		{"purge.errors==0", 0, false},
	} {
		r, reached := Abort{On: []Threshold{parsed(t, tt.on)}, MinRequests: tt.minRequests}.Reached(measurements())
		if reached != tt.want || reached && (r.Threshold != tt.on || r.Outcome != Met) {
			t.Errorf("%s with %d requests: %v (%s)", tt.on, tt.minRequests, reached, r)
		}
	}
}

func TestAbortReturnsTheFirstThresholdThatHolds(t *testing.T) {
	on := []Threshold{parsed(t, "purge.errors>0"), parsed(t, "errors>5"), parsed(t, "lost>1"), parsed(t, "errors>0")}
	if r, reached := (Abort{On: on}).Reached(measurements()); !reached || r.Threshold != "lost>1" {
		t.Errorf("%v, %s", reached, r)
	}
	few := measurements()
	few.Phase.All.Requests = MinRequests - 1
	if r, reached := (Abort{On: []Threshold{parsed(t, "errors>0%")}}).Reached(few); reached {
		t.Errorf("with %d requests: %s", few.Phase.All.Requests, r)
	}
}
