package slo

import (
	"strings"
	"testing"
	"time"

	"tagcheck/load/measure"
)

const ms = time.Millisecond

// figures: add answers in 1 to 100 ms, each 10 ms late, the last one failing;
// remove in 200 ms; show was never sent.
func figures() Figures {
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
	return Figures{Phase: r.Result(time.Second), Lost: 2}
}

func judged(t *testing.T, text string, f Figures) Result {
	t.Helper()
	threshold, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return threshold.Evaluate(f)
}

func TestThresholdsAreMetOrMissed(t *testing.T) {
	f := figures()
	for text, want := range map[string]string{
		"add.response.p50<61ms":    "met, 60.030975ms",
		"add.response.p50 < 60ms":  "missed, 60.030975ms",
		"add.service.p99.9<=100ms": "met, 100ms, it is the longest of 100 requests: for this percentile there should be 1000",
		"add.service.p99<=100ms":   "met, 99.024895ms",
		"add.service.p100<100ms":   "missed, 100ms",
		"add.lag.max==10ms":        "met, 10ms",
		"add.lag.min!=10ms":        "missed, 10ms",
		"add.service.mean<=50.5ms": "met, 50.5ms",
		"add.service.mean<50.5ms":  "missed, 50.5ms",
		"response.max>200ms":       "missed, 200ms",
		"response.max>=200ms":      "met, 200ms",
		"response.max<=5m":         "met, 200ms",
		"errors==0":                "missed, 1",
		"errors<=1":                "met, 1",
		"errors<0.5%":              "missed, 0.5%",
		"errors<=0.5%":             "met, 0.5%",
		"add.errors<0.5%":          "missed, 1%",
		"remove.errors==0":         "met, 0",
		"lost==0":                  "missed, 2",
		"lost<3":                   "met, 2",
		"rate>=199":                "met, 199/s",
		"rate>199":                 "missed, 199/s",
		"remove.rate>=100/s":       "met, 100/s",
		"show.errors==0":           "invalid, no request was sent",
		"show.response.p99<50ms":   "invalid, no request was sent",
		"show.rate>=0":             "invalid, no request was sent",
		"purge.errors==0":          `invalid, the run has no operation "purge"`,
	} {
		if got := judged(t, text, f).String(); got != text+": "+want {
			t.Errorf("%s\n came %s\n not  %s", text, got, want)
		}
	}
}

func TestAThresholdOnNothingIsNeverMet(t *testing.T) {
	for _, text := range []string{"errors==0", "errors<1%", "lost==0", "rate>=0", "rate<1", "response.p99<1s", "response.mean<1s", "lag.max<1s"} {
		if r := judged(t, text, Figures{}); r.Outcome != Invalid || r.Reason == "" {
			t.Errorf("%s: %s", text, r)
		}
	}
}

func TestFiguresThatCannotBeReadAreInvalid(t *testing.T) {
	f := figures()
	f.Phase.All.Response.Encoded = "AAAA"
	if r := judged(t, "response.p99<1s", f); r.Outcome != Invalid || !strings.Contains(r.Reason, "can't be read") {
		t.Error(r)
	}
}

func TestResultsKeepTheOrder(t *testing.T) {
	var all []Threshold
	for _, text := range []string{"errors==0", "lost==2"} {
		threshold, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, threshold)
	}
	if got := Evaluate(all, figures()); len(got) != 2 || got[0].Outcome != Missed || got[1].Outcome != Met || got[1].Value != 2 {
		t.Error(got)
	}
}

func TestOperationsMustBeKnown(t *testing.T) {
	for text, says := range map[string]string{
		"errors==0":           "",
		"add-again.errors==0": "",
		"ad.response.p99<1s":  `threshold "ad.response.p99<1s": the run has no operation "ad"; it has add-again, remove`,
	} {
		threshold, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		err = threshold.Known([]string{"add-again", "remove"})
		if got := ""; err != nil && err.Error() != says || err == nil && got != says {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestARunIsAbortedByWhatHolds(t *testing.T) {
	for _, tt := range []struct {
		when  string
		least uint64
		want  bool
	}{
		{"errors>=0.5%", 200, true},
		{"errors>=0.5%", 201, false}, // too few requests so far
		{"errors>0", 201, true},      // counts only grow
		{"lost>1", 201, true},
		{"errors>1", 1, false},
		{"response.p99>150ms", 200, true},
		{"response.p99>150ms", 201, false},
		{"add.response.p99>150ms", 1, false},
		{"add.response.p50>1ms", 101, false},
		{"rate<1000", 201, false},
		{"rate<1000", 200, true},
		{"show.errors==0", 0, false},
		{"purge.errors==0", 0, false},
	} {
		threshold, err := Parse(tt.when)
		if err != nil {
			t.Fatal(err)
		}
		r, due := Abort{When: []Threshold{threshold}, Least: tt.least}.Due(figures())
		if due != tt.want || due && r.Threshold != tt.when {
			t.Errorf("%s with %d requests: %v (%s)", tt.when, tt.least, due, r)
		}
	}
}
