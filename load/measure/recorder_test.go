package measure

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const ms = time.Millisecond

func newTestRecorder(operations ...string) *Recorder {
	return NewRecorder("steady", begin, operations, &Classes{})
}

// traffic returns n samples of two operations, one due each millisecond. Answers
// arrive slightly out of order, and every tenth request fails with one of the
// classes.
func traffic(seed uint64, n int, classes ...Class) []Sample {
	random := rand.New(rand.NewPCG(seed, 1))
	all := make([]Sample, n)
	for i := range all {
		due := time.Duration(i) * ms
		sent := due + time.Duration(random.IntN(300_000))
		done := sent + time.Duration(random.ExpFloat64()*5e6)
		all[i] = Sample{Operation: i % 2, Due: due, Sent: sent, Done: done, BytesIn: 3, BytesOut: 2}
		if len(classes) > 0 && i%10 == 0 {
			all[i].Class = classes[i/10%len(classes)]
		}
	}
	return all
}

func TestSampleCountsInItsOperationAndInAll(t *testing.T) {
	classes := &Classes{}
	r := NewRecorder("steady", begin, []string{"add", "remove"}, classes)
	r.Record(Sample{Operation: 0, Due: 100 * ms, Sent: 110 * ms, Done: 150 * ms, BytesIn: 7, BytesOut: 5})
	failed := classes.ClassOf("status 500")
	r.Record(Sample{Operation: 1, Due: 200 * ms, Sent: 200 * ms, Done: 300 * ms, Class: failed, BytesIn: 1, BytesOut: 3})
	r.Unsent(300 * ms)
	p := r.Result(time.Second)
	add, remove := p.Operations[0], p.Operations[1]
	if add.Name != "add" || add.Requests != 1 || add.Errors != 0 || add.Rate != 1 || add.BytesIn+add.BytesOut != 12 {
		t.Errorf("add: %+v", add)
	}
	if add.Response.Max != 50 || add.Service.Max != 40 || add.Lag.Max != 10 {
		t.Errorf("add: response %v, service %v, lag %v", add.Response.Max, add.Service.Max, add.Lag.Max)
	}
	if remove.Requests != 1 || remove.Errors != 1 || remove.Rate != 0 || remove.Response.Count != 1 {
		t.Errorf("remove: %+v", remove)
	}
	all := p.All
	if all.Requests != 2 || all.Errors != 1 || all.BytesIn != 8 || all.BytesOut != 8 || all.Rate != 1 {
		t.Errorf("all: %+v", all)
	}
	if h := all.Response; h.Count != 2 || h.Max != 100 || h.Min != 50 || h.Mean != 75 {
		t.Errorf("all: %+v", h)
	}
	if p.Offered != 3 || p.OfferedRate != 3 || p.Unsent != 1 || p.Name != "steady" || !p.Begin.Equal(begin) {
		t.Errorf("phase: %+v", p)
	}
	if want := []ErrorCount{{"status 500", 1}}; !reflect.DeepEqual(p.Classes, want) {
		t.Errorf("classes: %v", p.Classes)
	}
	if err := consistent(p); err != nil {
		t.Error(err)
	}
}

// A server or generator that does not keep up makes sending take longer, which
// lowers the rate. One slow answer at the end does not.
func TestRateIsRelativeToTheTimeOfSending(t *testing.T) {
	for _, tt := range []struct {
		name     string
		last     Sample
		duration time.Duration
		want     float64
	}{
		{"on time", Sample{Due: 999 * ms, Sent: 999 * ms, Done: 1001 * ms}, time.Second, 2},
		{"slow last answer", Sample{Due: 999 * ms, Sent: 999 * ms, Done: 9000 * ms}, time.Second, 2},
		{"backlog", Sample{Due: 999 * ms, Sent: 4000 * ms, Done: 4001 * ms}, time.Second, 0.5},
		{"no duration", Sample{}, 0, 0},
	} {
		r := newTestRecorder("add")
		r.Record(Sample{Done: ms})
		r.Record(tt.last)
		if p := r.Result(tt.duration); p.All.Rate != tt.want || p.Operations[0].Rate != tt.want {
			t.Errorf("%s: %v/s, expected %v/s", tt.name, p.All.Rate, tt.want)
		}
	}
}

func TestErrorsAreListedByFrequencyThenText(t *testing.T) {
	r := newTestRecorder("add")
	for text, times := range map[string]int{"reset": 2, "closed": 2, "timeout": 3, "status 500": 1, otherErrors: 9} {
		for range times {
			r.Record(Sample{Class: r.classes.ClassOf(text)})
		}
	}
	want := []ErrorCount{{"timeout", 3}, {"closed", 2}, {"reset", 2}, {"status 500", 1}, {otherErrors, 9}}
	if got := r.Result(time.Second).Classes; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, expected %v", got, want)
	}
	if got := newTestRecorder("add").Result(time.Second).Classes; got == nil || len(got) > 0 {
		t.Errorf("without errors: %#v, expected an empty list", got)
	}
}

func TestPhaseSurvivesJSON(t *testing.T) {
	r := newTestRecorder("add", "remove", "show")
	for _, s := range traffic(1, 5000, 1, 2) {
		r.Record(s)
	}
	p := r.Result(5 * time.Second)
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var read Phase
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, p) {
		t.Error("the phase that was read differs from the one that was written")
	}
	if err := consistent(read); err != nil {
		t.Error(err)
	}
	response := p.All.Response
	for percentile, want := range map[float64]float64{
		50: response.Percentiles.P50, 99.9: response.Percentiles.P999, 100: response.Max,
	} {
		if got, err := read.All.Response.Percentile(percentile); err != nil || got != want {
			t.Errorf("p%v: %v, %v; expected %v", percentile, got, err, want)
		}
	}
	if _, err := read.Operations[2].Response.Percentile(50); err != ErrNoSamples {
		t.Errorf("without samples: %v", err)
	}
}

func TestCurrentFiguresEqualThoseOfTheResult(t *testing.T) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(2, 3000, 1) {
		r.Record(s)
	}
	current, result := r.Current(3*time.Second), r.Result(3*time.Second)
	if current.Seconds != nil || current.Duration != 3000 || current.Offered != 3000 {
		t.Errorf("current: %d seconds, duration %v, offered %d", len(current.Seconds), current.Duration, current.Offered)
	}
	for _, pair := range [][2]Histogram{
		{current.All.Response, result.All.Response}, {current.Operations[1].Lag, result.Operations[1].Lag},
	} {
		now, then := pair[0], pair[1]
		if now.Percentiles != then.Percentiles || now.Mean != then.Mean || now.Count != then.Count {
			t.Errorf("current %+v, result %+v", now, then)
		}
		early, err := now.Percentile(97.5)
		late, _ := then.Percentile(97.5)
		if err != nil || early != late || early == 0 {
			t.Errorf("p97.5: %v, %v; in the result %v", early, err, late)
		}
	}
	add := current.Operations[0].Response
	r.Record(Sample{Done: time.Minute})
	if hdr, err := add.Decode(); err != nil || uint64(hdr.TotalCount()) != add.Count {
		t.Errorf("returned figures change: %d values instead of %d, %v", hdr.TotalCount(), add.Count, err)
	}
}

func TestNegativeTimesCountAsZero(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 2 * ms, Sent: ms, Done: 3 * ms})
	if lag := r.Result(time.Second).All.Lag; lag.Count != 1 || lag.Min != 0 || lag.Max != 0 {
		t.Errorf("lag: %+v", lag)
	}
}

func TestTimesAboveTheMaximumAreClampedAndCounted(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Done: 2 * MaxTime})
	r.Record(Sample{Done: MaxTime})
	h := r.Result(time.Second).All.Response
	if h.Count != 2 || h.Clamped != 1 || h.Max != 480_000 || h.Mean != 360_000 ||
		h.Percentiles.P99 < 240_000 || h.Percentiles.P99 > 240_300 {
		t.Errorf("%+v", h)
	}
}
