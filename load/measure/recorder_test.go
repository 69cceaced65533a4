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

// traffic gives n samples of two operations, answered slightly out of order,
// some late and some failed.
func traffic(seed uint64, n int, classes ...Class) []Sample {
	random := rand.New(rand.NewPCG(seed, 1))
	all := make([]Sample, n)
	for i := range all {
		due := time.Duration(i) * ms
		sent := due + time.Duration(random.IntN(300_000))
		all[i] = Sample{Operation: i % 2, Due: due, Sent: sent, Done: sent + time.Duration(random.ExpFloat64()*5e6), BytesIn: 3, BytesOut: 2}
		if len(classes) > 0 && i%10 == 0 {
			all[i].Class = classes[i/10%len(classes)]
		}
	}
	return all
}

func TestASampleCountsInItsOperationAndInAll(t *testing.T) {
	classes := &Classes{}
	r := NewRecorder("steady", begin, []string{"add", "remove"}, classes)
	r.Record(Sample{Operation: 0, Due: 100 * ms, Sent: 110 * ms, Done: 150 * ms, BytesIn: 7, BytesOut: 5})
	r.Record(Sample{Operation: 1, Due: 200 * ms, Sent: 200 * ms, Done: 300 * ms, Class: classes.Of("status 500"), BytesIn: 1})
	r.Unsent(300 * ms)
	p := r.Result(time.Second)
	add, remove := p.Operations[0], p.Operations[1]
	if add.Name != "add" || add.Requests != 1 || add.Errors != 0 || add.BytesIn != 7 || add.BytesOut != 5 || add.Rate != 1 {
		t.Errorf("add: %+v", add)
	}
	if add.Response.Max != 50 || add.Service.Max != 40 || add.Lag.Max != 10 {
		t.Errorf("add: response %v, service %v, lag %v", add.Response.Max, add.Service.Max, add.Lag.Max)
	}
	if remove.Requests != 1 || remove.Errors != 1 || remove.Rate != 0 || remove.Response.Count != 1 {
		t.Errorf("remove: %+v", remove)
	}
	if p.All.Requests != 2 || p.All.Errors != 1 || p.All.BytesIn != 8 || p.All.Response.Count != 2 || p.All.Response.Max != 100 || p.All.Response.Mean != 75 {
		t.Errorf("all: %+v", p.All)
	}
	if p.Offered != 3 || p.OfferedRate != 3 || p.Unsent != 1 || p.Name != "steady" || !p.Begin.Equal(begin) {
		t.Errorf("phase: %+v", p)
	}
	if want := []ErrorCount{{"status 500", 1}}; !reflect.DeepEqual(p.Classes, want) {
		t.Errorf("classes: %v", p.Classes)
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
}

// Whoever does not keep up takes longer to send: that lowers the rate. One
// slow answer at the end does not.
func TestTheRateIsOverTheTimeOfSending(t *testing.T) {
	for _, tt := range []struct {
		name string
		last Sample
		want float64
	}{
		{"in time", Sample{Due: 999 * ms, Sent: 999 * ms, Done: 1001 * ms}, 2},
		{"a straggler", Sample{Due: 999 * ms, Sent: 999 * ms, Done: 9000 * ms}, 2},
		{"a backlog", Sample{Due: 999 * ms, Sent: 4000 * ms, Done: 4001 * ms}, 0.5},
	} {
		r := newTestRecorder("add")
		r.Record(Sample{Done: ms})
		r.Record(tt.last)
		if p := r.Result(time.Second); p.All.Rate != tt.want || p.Operations[0].Rate != tt.want {
			t.Errorf("%s: %v/s, expected %v/s", tt.name, p.All.Rate, tt.want)
		}
	}
}

func TestAPhaseSurvivesJSON(t *testing.T) {
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
		t.Error("what was read is not what was written")
	}
	if err := read.Check(); err != nil {
		t.Error(err)
	}
	for percentile, want := range map[float64]float64{50: p.All.Response.Percentiles.P50, 99.9: p.All.Response.Percentiles.P999, 100: p.All.Response.Max} {
		if got, err := read.All.Response.Percentile(percentile); err != nil || got != want {
			t.Errorf("p%v: %v, %v; expected %v", percentile, got, err, want)
		}
	}
	if _, err := read.Operations[2].Response.Percentile(50); err != ErrNoSamples {
		t.Errorf("without samples: %v", err)
	}
}

func TestTheFiguresSoFarAreThoseOfTheResult(t *testing.T) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(2, 3000, 1) {
		r.Record(s)
	}
	sofar, result := r.Sofar(3*time.Second), r.Result(3*time.Second)
	for _, h := range [][2]Histogram{{sofar.All.Response, result.All.Response}, {sofar.Operations[1].Lag, result.Operations[1].Lag}} {
		if h[0].Percentiles != h[1].Percentiles || h[0].Mean != h[1].Mean || h[0].Count != h[1].Count {
			t.Errorf("so far %+v, in the end %+v", h[0], h[1])
		}
		early, err := h[0].Percentile(97.5)
		late, _ := h[1].Percentile(97.5)
		if err != nil || early != late || early == 0 {
			t.Errorf("p97.5: %v, %v; in the end %v", early, err, late)
		}
	}
	add := sofar.Operations[0].Response
	r.Record(Sample{Done: time.Minute})
	if hdr, err := add.Decode(); err != nil || uint64(hdr.TotalCount()) != add.Count {
		t.Errorf("figures that were given change: %d values instead of %d, %v", hdr.TotalCount(), add.Count, err)
	}
}

func TestTimesBelowZeroAreZero(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 2 * ms, Sent: ms, Done: 3 * ms})
	if lag := r.Result(time.Second).All.Lag; lag.Count != 1 || lag.Min != 0 || lag.Max != 0 {
		t.Errorf("lag: %+v", lag)
	}
}

func TestTimesOverTheLimitAreClampedAndCounted(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Done: 2 * Limit})
	r.Record(Sample{Done: Limit})
	h := r.Result(time.Second).All.Response
	if h.Count != 2 || h.Clamped != 1 || h.Max != 480_000 || h.Mean != 360_000 || h.Percentiles.P99 < 240_000 || h.Percentiles.P99 > 240_300 {
		t.Errorf("%+v", h)
	}
}
