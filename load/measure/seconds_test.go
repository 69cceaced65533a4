package measure

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
	"unsafe"
)

func TestAnswerBelongsToTheSecondInWhichItArrived(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 99 * ms, Sent: 100 * ms, Done: 110 * ms})
	r.Record(Sample{Due: 900 * ms, Sent: 900 * ms, Done: 2900 * ms, Class: r.classes.ClassOf("timeout")})
	r.Record(Sample{Due: 999 * ms, Sent: 999 * ms, Done: 1000 * ms})
	want := []Second{
		{Offered: 3, Requests: 1, Response: times(11), Service: times(10), Lag: times(1)},
		{Requests: 1, Response: times(1), Service: times(1), Lag: times(0)},
		{Requests: 1, Errors: 1, Response: times(2000), Service: times(2000), Lag: times(0)},
	}
	p := r.Result(time.Second)
	if err := consistent(p); err != nil || len(p.Seconds) != len(want) {
		t.Fatalf("%v; %d seconds: %+v", err, len(p.Seconds), p.Seconds)
	}
	for i := range want {
		if got := bare(p.Seconds[i]); got != want[i] {
			t.Errorf("second %d: %+v, expected %+v", i, got, want[i])
		}
	}
}

// times returns the times of a second with one request.
func times(ms float64) Times { return Times{P50: ms, P90: ms, P99: ms, Max: ms} }

// bare returns a second without its histograms.
func bare(s Second) Second {
	for kind := range phaseTimes {
		s.times(kind).Encoded = ""
	}
	return s
}

func TestEachOfSeveralOperationsHasItsSeconds(t *testing.T) {
	r := newTestRecorder("add", "remove")
	timeout := r.classes.ClassOf("timeout")
	r.Record(Sample{Operation: 1, Due: 900 * ms, Sent: 901 * ms, Done: 1002 * ms, Class: timeout})
	r.Record(Sample{Operation: 0, Due: 1100 * ms, Sent: 1101 * ms, Done: 1110 * ms})
	p := r.Result(2 * time.Second)
	want := []Second{{Offered: 1}, {Requests: 1, Errors: 1, Response: times(102)}}
	got := p.Operations[1].Seconds
	if err := consistent(p); err != nil || len(got) != len(want) || bare(got[0]) != want[0] || bare(got[1]) != want[1] {
		t.Errorf("%v, %+v", err, got)
	}
	r = newTestRecorder("add")
	r.Record(Sample{Done: 10 * ms})
	if p := r.Result(time.Second); p.Operations[0].Seconds != nil || len(p.Seconds) != 1 {
		t.Errorf("the only operation has seconds of its own: %+v", p.Operations[0].Seconds)
	}
}

// Neither the order of the samples nor results in between change the figures.
func TestOrderOfSamplesDoesNotMatter(t *testing.T) {
	samples := traffic(3, 12_000, 1, 2)
	inOrder := newTestRecorder("add", "remove")
	for _, s := range samples {
		inOrder.Record(s)
	}
	want := inOrder.Result(12 * time.Second)
	shuffled := newTestRecorder("add", "remove")
	random := rand.New(rand.NewPCG(4, 4))
	random.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
	for second := range 13 {
		for _, s := range samples[50:] {
			if int(s.Done/time.Second) == second {
				shuffled.Record(s)
			}
		}
	}
	for i, s := range samples[:50] { // most of them belong to seconds that are encoded
		shuffled.Record(s)
		if i%25 == 0 {
			shuffled.Result(time.Second)
		}
	}
	got := shuffled.Result(12 * time.Second)
	if !reflect.DeepEqual(got.Seconds, want.Seconds) ||
		!reflect.DeepEqual(got.Operations[1].Seconds, want.Operations[1].Seconds) {
		t.Error("the seconds differ")
	}
	g, w := got.All.Response, want.All.Response
	if g.Percentiles != w.Percentiles || g.Encoded != w.Encoded {
		t.Errorf("the phases differ: %+v, %+v", g, w)
	}
}

// An answer to a second of which some histograms are encoded and others are not
// counts in all of them.
func TestLateAnswerCountsInAPartlyEncodedSecond(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 0, Sent: ms, Done: 100 * ms})
	r.Record(Sample{Due: 2100 * ms, Sent: 2100 * ms, Done: 2150 * ms}) // encodes one histogram of second 0
	if open := &r.seconds.open[0]; open.index != 0 || open.encoded != 1 {
		t.Fatalf("%d histograms of second %d are encoded", open.encoded, open.index)
	}
	r.Record(Sample{Due: 0, Sent: 3 * ms, Done: 900 * ms})
	p := r.Result(3 * time.Second)
	want := Second{
		Offered: 2, Requests: 2, Response: Times{P50: 100, P90: 900, P99: 900, Max: 900},
		Service: Times{P50: 99, P90: 897, P99: 897, Max: 897}, Lag: Times{P50: 1, P90: 3, P99: 3, Max: 3},
	}
	got := bare(p.Seconds[0])
	for _, times := range []*Times{&got.Response, &got.Service, &got.Lag} {
		times.P50 = float64(int(times.P50)) // the bucket's upper end is up to 0.1 % above
	}
	if err := consistent(p); err != nil || got != want {
		t.Errorf("%v; got %+v, expected %+v", err, got, want)
	}
}

func TestTimesOutsideOfAPhaseBelongToItsFirstAndLastSecond(t *testing.T) {
	for at, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 1, 1 << 62: MaxSeconds - 1,
	} {
		if got := secondOf(at); got != want {
			t.Errorf("%s: second %d, expected %d", at, got, want)
		}
	}
}

// Seconds without an answer, or after the last one, have no figures.
func TestSnapshotOfSecondsWithoutAnswers(t *testing.T) {
	r := newTestRecorder("add")
	if s := r.Snapshot(time.Second); s.Second != 0 || s.Last != (Second{}) {
		t.Errorf("before the first request: %+v", s)
	}
	r.Record(Sample{Due: 1500 * ms, Sent: 1500 * ms, Done: 1600 * ms})
	for elapsed, want := range map[time.Duration]Second{
		1500 * ms: {}, 2500 * ms: {Offered: 1, Requests: 1, Response: times(100), Service: times(100)}, 3500 * ms: {},
	} {
		if got := r.Snapshot(elapsed).Last; got != want {
			t.Errorf("after %s: %+v, expected %+v", elapsed, got, want)
		}
	}
}

func TestSnapshotShowsTheLastCompleteSecond(t *testing.T) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(5, 6000, 1) {
		r.Record(s)
	}
	seconds := r.Result(6 * time.Second).Seconds
	for i := range 6 {
		want := bare(seconds[i])
		s := r.Snapshot(time.Duration(i+1)*time.Second + 400*ms)
		if s.Second != i || s.Last != want || want.Requests == 0 {
			t.Errorf("second %d: %+v, expected %+v", i, s, want)
		}
		if s.Requests != 6000 || s.Errors != 600 || s.Offered != 6000 {
			t.Errorf("since the beginning: %+v", s)
		}
	}
	for elapsed, second := range map[time.Duration]int{400 * ms: -1, time.Hour: 3599} {
		if s := r.Snapshot(elapsed); s.Second != second || s.Last != (Second{}) {
			t.Errorf("after %s: %+v", elapsed, s)
		}
	}
}

// Encoding all histograms of a second at once would delay requests for
// milliseconds.
func TestHistogramsAreEncodedOneAtATime(t *testing.T) {
	r := newTestRecorder("add", "remove")
	encoded := func() (n int) {
		for _, s := range []*seconds{r.seconds, r.operations[0].seconds, r.operations[1].seconds} {
			for i := range s.all {
				for kind := range phaseTimes {
					if s.all[i].times(kind).Encoded != "" {
						n++
					}
				}
			}
		}
		return n
	}
	before, last := 0, time.Duration(-encodeEvery)
	for _, s := range traffic(9, 5900) {
		r.Record(s)
		after := encoded()
		switch {
		case after > before+1:
			t.Fatalf("%d at once, at %s", after-before, s.Done)
		case after > before && s.Done/encodeEvery == last/encodeEvery:
			t.Fatalf("two within %s, at %s", encodeEvery, s.Done)
		case after > before:
			last = s.Done
		}
		before = after
	}
	// Seconds 0 to 3 are encoded; seconds 4 and 5 may still get answers.
	if want := 4 * (phaseTimes + 2*operationTimes); before != want {
		t.Errorf("%d histograms are encoded after six seconds, expected %d", before, want)
	}
}

func TestEqualHistogramsShareMemory(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: ms, Sent: ms, Done: 9 * ms})
	s := r.Result(time.Second).Seconds[0]
	if s.Service.Encoded == "" || unsafe.StringData(s.Service.Encoded) != unsafe.StringData(s.Response.Encoded) {
		t.Errorf("service %q, response %q", s.Service.Encoded, s.Response.Encoded)
	}
}
