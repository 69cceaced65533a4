package measure

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

func TestAnAnswerBelongsToTheSecondInWhichItCame(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 99 * ms, Sent: 100 * ms, Done: 110 * ms})
	r.Record(Sample{Due: 900 * ms, Sent: 900 * ms, Done: 2900 * ms, Class: r.classes.Of("timeout")})
	r.Record(Sample{Due: 999 * ms, Sent: 999 * ms, Done: 1000 * ms})
	want := []Second{
		{Offered: 3, Requests: 1, Response: times(11), Service: times(10), Lag: times(1)},
		{Requests: 1, Response: times(1), Service: times(1), Lag: times(0)},
		{Requests: 1, Errors: 1, Response: times(2000), Service: times(2000), Lag: times(0)},
	}
	got := r.Result(time.Second).Seconds
	if len(got) != len(want) {
		t.Fatalf("%d seconds: %+v", len(got), got)
	}
	for i := range want {
		if err := got[i].check(ofAll); err != nil {
			t.Errorf("second %d: %v", i, err)
		}
		if got := bare(got[i]); got != want[i] {
			t.Errorf("second %d: %+v, expected %+v", i, got, want[i])
		}
	}
}

// times are those of a second with one request.
func times(ms float64) Times { return Times{P50: ms, P90: ms, P99: ms, Max: ms} }

// bare is a second without its histograms.
func bare(s Second) Second {
	for kind := range ofAll {
		s.times(kind).Encoded = ""
	}
	return s
}

func TestEachOfSeveralOperationsHasItsSeconds(t *testing.T) {
	r := newTestRecorder("add", "remove")
	r.Record(Sample{Operation: 1, Due: 900 * ms, Sent: 901 * ms, Done: 1002 * ms, Class: r.classes.Of("timeout")})
	r.Record(Sample{Operation: 0, Due: 1100 * ms, Sent: 1101 * ms, Done: 1110 * ms})
	p := r.Result(2 * time.Second)
	want := []Second{{Offered: 1}, {Requests: 1, Errors: 1, Response: times(102)}}
	got := p.Operations[1].Seconds
	if err := p.Check(); err != nil || len(got) != len(want) || bare(got[0]) != want[0] || bare(got[1]) != want[1] {
		t.Errorf("%v, %+v", err, got)
	}
	r = newTestRecorder("add")
	r.Record(Sample{Done: 10 * ms})
	if p := r.Result(time.Second); p.Operations[0].Seconds != nil || len(p.Seconds) != 1 {
		t.Errorf("of one operation: %+v", p.Operations[0].Seconds)
	}
}

// Neither the order of the samples nor results in between change anything.
func TestTheOrderOfSamplesDoesNotMatter(t *testing.T) {
	samples := traffic(3, 12_000, 1, 2)
	inOrder := newTestRecorder("add", "remove")
	for _, s := range samples {
		inOrder.Record(s)
	}
	want := inOrder.Result(12 * time.Second)
	shuffled := newTestRecorder("add", "remove")
	rand.New(rand.NewPCG(4, 4)).Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
	for second := range 13 {
		for _, s := range samples[50:] {
			if int(s.Done/time.Second) == second {
				shuffled.Record(s)
			}
		}
	}
	for i, s := range samples[:50] { // most of them are of seconds that are encoded
		shuffled.Record(s)
		if i%25 == 0 {
			shuffled.Result(time.Second)
		}
	}
	got := shuffled.Result(12 * time.Second)
	if !reflect.DeepEqual(got.Seconds, want.Seconds) || !reflect.DeepEqual(got.Operations[1].Seconds, want.Operations[1].Seconds) {
		t.Error("the seconds differ")
	}
	if got.All.Response.Percentiles != want.All.Response.Percentiles || got.All.Response.Encoded != want.All.Response.Encoded {
		t.Errorf("the phases differ: %+v, %+v", got.All.Response, want.All.Response)
	}
}

func TestTimesOutsideOfAPhaseGoToItsEnds(t *testing.T) {
	for at, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 1, 1 << 62: lastSecond} {
		if got := second(at); got != want {
			t.Errorf("%s: second %d, expected %d", at, got, want)
		}
	}
}

func TestASnapshotShowsTheLastWholeSecond(t *testing.T) {
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

// All of a second at once would keep requests from being sent for milliseconds.
func TestHistogramsAreEncodedOneAtATime(t *testing.T) {
	r := newTestRecorder("add", "remove")
	encoded := func() (n int) {
		for _, s := range []*seconds{r.seconds, r.operations[0].seconds, r.operations[1].seconds} {
			for i := range s.all {
				for kind := range ofAll {
					if s.all[i].times(kind).Encoded != "" {
						n++
					}
				}
			}
		}
		return n
	}
	before := 0
	for _, s := range traffic(9, 6000) {
		r.Record(s)
		after := encoded()
		if after > before+1 {
			t.Fatalf("%d at once, at %s", after-before, s.Done)
		}
		before = after
	}
	if want := 4 * (ofAll + 2*ofOne); before < want {
		t.Errorf("%d histograms are encoded after six seconds, not %d", before, want)
	}
}
