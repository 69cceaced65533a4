package loadreport

import (
	"testing"
	"time"

	"tagcheck/load/measure"
)

func TestASecondIsASpan(t *testing.T) {
	p := recorded(4)
	all, err := spans(p, mostSpans)
	if err != nil || len(all) != len(p.Seconds) {
		t.Fatalf("%v, %d spans of %d seconds", err, len(all), len(p.Seconds))
	}
	if all[2].P50 != nil || *all[2].AnsweredRate != 0 || *all[2].OfferedRate != 200 {
		t.Errorf("the second without answers: %+v", all[2])
	}
	s, second := all[1], p.Seconds[1]
	if *s.P99 != second.Response.P99 || *s.Max != second.Response.Max || *s.ServiceP99 != second.Service.P99 ||
		*s.LagP99 != second.Lag.P99 || *s.OfferedRate != 200 {
		t.Errorf("the second second: got %+v, want %+v", s, second)
	}
}

func TestARateIsOverTheTimeThatThereWas(t *testing.T) {
	r := measure.NewRecorder("short", start, []string{"add"}, &measure.Classes{})
	for i := range 150 {
		at := time.Duration(i) * 10 * time.Millisecond
		r.Record(measure.Sample{Due: at, Sent: at, Done: at + time.Microsecond})
	}
	all, err := spans(r.Result(1500*time.Millisecond), mostSpans)
	if err != nil || len(all) != 2 || *all[1].OfferedRate != 100 {
		t.Errorf("%v, %+v", err, all)
	}
	all, err = spans(r.Result(1100*time.Millisecond), mostSpans)
	if err != nil || all[1].OfferedRate != nil {
		t.Errorf("%v, %+v", err, all)
	}
}

// The percentiles of a long span are those of all its answers.
func TestALongLoadHasSeveralSecondsToASpan(t *testing.T) {
	const most = 4
	r := measure.NewRecorder("long", start, []string{"add"}, &measure.Classes{})
	for i := range most + 1 {
		for range 1 + 98*(i%2) { // one answer in 1 ms, then 99 in 3 ms
			at := time.Duration(i) * time.Second
			r.Record(measure.Sample{Due: at, Sent: at, Done: at + time.Duration(1+2*(i%2))*time.Millisecond})
		}
	}
	p := r.Result((most + 1) * time.Second)
	all, err := spans(p, most)
	if err != nil || len(all) != (most+2)/2 {
		t.Fatalf("%v, %d spans", err, len(all))
	}
	first, last := all[0], all[len(all)-1]
	if first.Requests != 100 || *first.P50 < 2.9 || *first.P50 > 3.1 || *first.Max != 3 || *first.OfferedRate != 50 {
		t.Errorf("%+v, p50 %g", first, *first.P50)
	}
	if last.From != most || *last.Max != 1 || last.Requests != 1 {
		t.Errorf("%+v", last)
	}
	if *first.ServiceP99 < 2.9 || *first.LagP99 > 0.001 {
		t.Errorf("service p99 %g, lag p99 %g", *first.ServiceP99, *first.LagP99)
	}
	var requests uint64
	for _, s := range all {
		requests += s.Requests
	}
	if requests != p.All.Requests {
		t.Errorf("%d requests of %d", requests, p.All.Requests)
	}
}
