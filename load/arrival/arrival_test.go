package arrival

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"
)

const run = 20 * time.Second

func parsed(t testing.TB, text string, duration time.Duration) Schedule {
	t.Helper()
	s, err := Parse(text, duration, 7)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// all returns every due time.
func all(t testing.TB, s Schedule) []time.Duration {
	t.Helper()
	var dues []time.Duration
	for {
		due, ok := s.Due(uint64(len(dues)))
		if !ok {
			return dues
		}
		if len(dues) > 1_000_000 {
			t.Fatal("the schedule does not end")
		}
		dues = append(dues, due)
	}
}

var shapesAndTotals = map[string]int{ // in 20 s, calculated by hand
	"500/s":                                  10_000,
	"0.3/s":                                  6,
	"3333.3/s":                               66_666,
	"steps 100/s,200/s,400/s,0/s":            3500,
	"steps 0/s,100/s,0/s,7/s":                535,
	"ramp 100/s to 1000/s":                   11_000,
	"ramp 1000/s to 0/s":                     10_000,
	"ramp 0/s to 10/s":                       100,
	"sine 500/s ±200/s every 10s":            10_000,
	"sine 500/s ±500/s every 3s":             10_358, // 10,000 and 500·3/2π·(1−cos(2π·20/3))
	"spike 100/s to 2000/s for 1s every 10s": 5800,
	"spike 10/s to 20/s for 4s every 8s":     280,
}

func TestNumberOfRequestsIsTheIntegralOfTheRate(t *testing.T) {
	for text, want := range shapesAndTotals {
		s := parsed(t, text, run)
		got := all(t, s)
		if math.Abs(float64(len(got)-want)) > 1 {
			t.Errorf("%s: %d requests, expected %d", text, len(got), want)
		}
		if !slices.IsSorted(got) || got[0] < 0 || got[len(got)-1] >= run {
			t.Errorf("%s: not in order, or outside of the run: %s to %s", text, got[0], got[len(got)-1])
		}
	}
}

// The integral is computed numerically here.
func TestNumberOfRequestsIsRightInEveryPart(t *testing.T) {
	const step = 100 * time.Microsecond
	for text := range shapesAndTotals {
		s := parsed(t, text, run)
		integral, i, dues := 0.0, 0, all(t, s)
		for at := time.Duration(0); at < run; at += step {
			for i < len(dues) && dues[i] < at {
				i++
			}
			if at%(time.Second/4) == 0 && math.Abs(float64(i)-integral) > 1.3 {
				t.Errorf("%s: %d requests are due before %s, the integral of the rate is %.2f", text, i, at, integral)
				break
			}
			integral += s.Rate(at+step/2) * step.Seconds()
		}
	}
}

func TestDueTimesFollowTheShape(t *testing.T) {
	for text, wants := range map[string]map[uint64]time.Duration{
		"500/s": {0: 0, 1: 2 * time.Millisecond, 9999: 19998 * time.Millisecond},
		"steps 100/s,0/s,200/s,0/s": {
			0: 0, 499: 4990 * time.Millisecond, 500: 10 * time.Second, 1499: 14995 * time.Millisecond,
		},
		"ramp 0/s to 10/s":            {0: 0, 1: 2 * time.Second, 25: 10 * time.Second},
		"sine 500/s ±200/s every 10s": {0: 0, 5000: 10 * time.Second},
		"spike 100/s to 2000/s for 1s every 10s": {
			899: 8990 * time.Millisecond, 900: 9 * time.Second, 902: 9001 * time.Millisecond,
			2900: 10 * time.Second, 2901: 10010 * time.Millisecond,
		},
	} {
		s := parsed(t, text, run)
		for i, want := range wants {
			if got, ok := s.Due(i); !ok || (got-want).Abs() > 10 {
				t.Errorf("%s: request %d is due at %s (%v), expected %s", text, i, got, ok, want)
			}
		}
		if s.Rate(-1) != 0 || s.Rate(run) != 0 {
			t.Errorf("%s: there is a rate outside of the run", text)
		}
	}
	sine := parsed(t, "sine 500/s ±200/s every 10s", run)
	up, down := sine.Rate(2500*time.Millisecond), sine.Rate(7500*time.Millisecond)
	if math.Abs(up-700) > 1e-6 || math.Abs(down-300) > 1e-6 {
		t.Errorf("a sine from %v/s to %v/s", down, up)
	}
}

func TestPoissonIsRandomAndReproducible(t *testing.T) {
	s := parsed(t, "1000/s poisson", 100*time.Second)
	dues := all(t, s)
	n := float64(len(dues))
	if math.Abs(n-100_000) > 5*math.Sqrt(100_000) {
		t.Errorf("%v requests of 100,000", n)
	}
	var below, squares float64
	for i, due := range dues[1:] {
		gap := (due - dues[i]).Seconds() * 1000 // exponential with mean 1
		squares += gap * gap
		if gap < math.Ln2 {
			below++
		}
	}
	if math.Abs(below/n-0.5) > 0.01 || math.Abs(squares/n-2) > 0.06 || !slices.IsSorted(dues) {
		t.Errorf("%.4f of the gaps are below the median, their mean square is %.4f", below/n, squares/n)
	}
	again, err := Parse("1000/s poisson", 100*time.Second, 7)
	if err != nil || !slices.Equal(all(t, again), dues) {
		t.Error("the same seed gives other times")
	}
	other, err := Parse("1000/s poisson", 100*time.Second, 8)
	if err != nil || slices.Equal(all(t, other)[:10], dues[:10]) {
		t.Error("another seed gives the same times")
	}
	if first, _ := s.Due(0); first != 318496*time.Nanosecond {
		t.Errorf("the first is due at %s", first)
	}
}

func TestPoissonFollowsTheShape(t *testing.T) {
	s := parsed(t, "steps 1000/s,0/s,4000/s,0/s poisson", run)
	parts := map[time.Duration]float64{}
	for _, due := range all(t, s) {
		parts[due/(5*time.Second)]++
	}
	if math.Abs(parts[0]-5000) > 350 || parts[1] != 0 || math.Abs(parts[2]-20_000) > 700 || parts[3] != 0 {
		t.Errorf("requests in each quarter: %v", parts)
	}
}

// The pacer asks for the next request while others ask for earlier ones.
func TestPoissonAnswersInAnyOrder(t *testing.T) {
	const n = 30_000
	text := "2000/s poisson"
	want := all(t, parsed(t, text, run))[:n]
	for _, behind := range []int{0, 5, 5000, n - 1} {
		s := parsed(t, text, run)
		var both sync.WaitGroup
		for _, shift := range []int{0, behind} {
			both.Go(func() {
				for i := range n {
					i = max(i-shift, 0)
					if got, ok := s.Due(uint64(i)); !ok || got != want[i] {
						t.Errorf("request %d: %s, expected %s", i, got, want[i])
						return
					}
				}
			})
		}
		both.Wait()
	}
}

func TestCount(t *testing.T) {
	for _, text := range []string{"500/s", "sine 50/s ±20/s every 7s", "300/s poisson"} {
		s := parsed(t, text, run)
		dues := all(t, s)
		for _, before := range []time.Duration{0, 1, 3 * time.Second, 7654321 * time.Microsecond, run, time.Hour} {
			want, _ := slices.BinarySearch(dues, before)
			if got := Count(s, before); got != uint64(want) {
				t.Errorf("%s: %d before %s, expected %d", text, got, before, want)
			}
		}
	}
	if Count(Max{run}, run) != 0 || IsOpenLoop(Max{run}) || !IsOpenLoop(parsed(t, "1/s", run)) {
		t.Error("a closed loop has due times")
	}
}

func BenchmarkDue(b *testing.B) {
	for _, text := range []string{
		"2000/s", "sine 2000/s ±900/s every 10s", "spike 2000/s to 9000/s for 1s every 10s", "2000/s poisson",
	} {
		b.Run(text, func(b *testing.B) {
			s := parsed(b, text, 24*time.Hour)
			for i := range b.N {
				s.Due(uint64(i))
			}
		})
	}
}
