package measure

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

func TestAnAnswerBelongsToTheSecondInWhichItCame(t *testing.T) {
	r := newTestRecorder("add")
	r.Record(Sample{Due: 100 * ms, Sent: 100 * ms, Done: 110 * ms})
	r.Record(Sample{Due: 900 * ms, Sent: 900 * ms, Done: 2900 * ms, Class: r.classes.Of("timeout")})
	r.Record(Sample{Due: 999 * ms, Sent: 999 * ms, Done: 1000 * ms})
	want := []Second{
		{Offered: 3, Requests: 1, P50: 10, P90: 10, P99: 10, Max: 10},
		{Requests: 1, P50: 1, P90: 1, P99: 1, Max: 1},
		{Requests: 1, Errors: 1, P50: 2000, P90: 2000, P99: 2000, Max: 2000},
	}
	got := r.Result(time.Second).Seconds
	if len(got) != len(want) {
		t.Fatalf("%d seconds: %+v", len(got), got)
	}
	for i := range want {
		if hdr, err := decode(got[i].Encoded); err != nil || hdr.TotalCount() != 1 {
			t.Errorf("second %d: %v", i, err)
		}
		if got[i].Encoded = ""; got[i] != want[i] {
			t.Errorf("second %d: %+v, expected %+v", i, got[i], want[i])
		}
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
	if !reflect.DeepEqual(got.Seconds, want.Seconds) {
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
		want := seconds[i]
		want.Encoded = ""
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
