package arrival

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

var _ vegeta.Pacer = (*Pacer)(nil)

func TestPacerIsNeverEarlyAndStopsAtTheEnd(t *testing.T) {
	s := parsed(t, "ramp 100/s to 1000/s", 100*time.Millisecond)
	p := NewPacer(t.Context(), s)
	defer p.Stop()
	began, hits := time.Now(), uint64(0)
	for ; ; hits++ {
		wait, stop := p.Pace(time.Since(began), hits)
		if stop {
			break
		}
		if due, _ := s.Due(hits); wait != 0 || time.Since(began) < due {
			t.Errorf("request %d was sent at %s and is due at %s", hits, time.Since(began), due)
		}
	}
	if hits != 55 || p.Rate(50*time.Millisecond) != 550 {
		t.Errorf("%d requests, in the middle %v/s", hits, p.Rate(50*time.Millisecond))
	}
}

// A timer that fires long before its time does not send a request early.
func TestEarlyTimerSendsNothingEarly(t *testing.T) {
	p := NewPacer(t.Context(), parsed(t, "1000/s", 10*time.Millisecond))
	defer p.Stop()
	p.delay.early = time.Second
	began := time.Now()
	if p.Pace(0, 5); time.Since(began) < 5*time.Millisecond {
		t.Errorf("a request that is due after 5 ms was sent after %s", time.Since(began))
	}
}

func TestFirstRequestIsSentAtOnce(t *testing.T) {
	p := NewPacer(t.Context(), parsed(t, "0.001/s", 2000*time.Second))
	defer p.Stop()
	if wait, stop := p.Pace(0, 0); wait != 0 || stop { // the second is due in a quarter of an hour
		t.Errorf("%s, %v", wait, stop)
	}
}

func TestLateRequestIsSentAtOnce(t *testing.T) {
	p := NewPacer(t.Context(), parsed(t, "0.001/s", 2000*time.Second))
	defer p.Stop()
	if wait, stop := p.Pace(1001*time.Second, 1); wait != 0 || stop {
		t.Errorf("%s, %v", wait, stop)
	}
}

func TestStopEndsAWait(t *testing.T) {
	for name, end := range map[string]func(*Pacer, context.CancelFunc){
		"Stop":    func(p *Pacer, _ context.CancelFunc) { p.Stop() },
		"context": func(_ *Pacer, cancel context.CancelFunc) { cancel() },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := NewPacer(ctx, parsed(t, "0.001/s", 2000*time.Second))
		ended := make(chan bool)
		go func() {
			_, stop := p.Pace(0, 1) // due in a quarter of an hour
			ended <- stop
		}()
		end(p, cancel)
		if !<-ended {
			t.Errorf("%s: the pacer continues", name)
		}
		if _, stop := p.Pace(0, 0); !stop {
			t.Errorf("%s: the pacer continues later", name)
		}
	}
}

func TestClosedLoopEndsByTheClock(t *testing.T) {
	p := NewPacer(t.Context(), Max{time.Second})
	defer p.Stop()
	for elapsed, want := range map[time.Duration]bool{0: false, time.Second - 1: false} {
		if wait, stop := p.Pace(elapsed, 1_000_000); wait != 0 || stop != want {
			t.Errorf("after %s: %s, %v", elapsed, wait, stop)
		}
	}
	if _, stop := p.Pace(time.Second, 1_000_000); !stop {
		t.Error("it continues after its duration")
	}
}

type nothing struct{}

func (nothing) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}, nil
}

// observedPacer notes when the attack began by vegeta's clock.
type observedPacer struct {
	*Pacer
	began time.Time
}

func (p *observedPacer) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	if p.began.IsZero() {
		p.began = time.Now().Add(-elapsed)
	}
	return p.Pacer.Pace(elapsed, hits)
}

func attack(ctx context.Context, s Schedule) (results []*vegeta.Result, began time.Time) {
	client := &http.Client{Transport: nothing{}}
	attacker := vegeta.NewAttacker(vegeta.Client(client), vegeta.Workers(64), vegeta.MaxWorkers(64))
	target := vegeta.NewStaticTargeter(vegeta.Target{Method: http.MethodPut, URL: "http://target.example/"})
	p := &observedPacer{Pacer: NewPacer(ctx, s)}
	for r := range attacker.Attack(target, p, 0, "") {
		results = append(results, r)
	}
	return results, p.began
}

func TestVegetaSendsTheRequestsOfTheSchedule(t *testing.T) {
	s := parsed(t, "2000/s poisson", 200*time.Millisecond)
	results, began := attack(t.Context(), s)
	if got, want := len(results), len(all(t, s)); got != want {
		t.Errorf("%d results of %d", got, want)
	}
	for _, r := range results {
		if due, _ := s.Due(r.Seq); r.Timestamp.Sub(began) < due {
			t.Errorf("request %d was sent after %s and is due after %s", r.Seq, r.Timestamp.Sub(began), due)
		}
	}
}

// BenchmarkLag measures how late requests are sent, by vegeta's timestamp.
func BenchmarkLag(b *testing.B) {
	for _, rate := range []float64{500, 2000, 10_000} {
		b.Run(fmt.Sprintf("%.0f/s", rate), func(b *testing.B) {
			for b.Loop() {
				s, _ := Constant(rate, 2*time.Second)
				results, began := attack(b.Context(), s)
				var lags []time.Duration
				for _, r := range results {
					due, _ := s.Due(r.Seq)
					lags = append(lags, r.Timestamp.Sub(began)-due)
				}
				slices.Sort(lags)
				for _, p := range []int{50, 90, 99} {
					b.ReportMetric(float64(lags[len(lags)*p/100].Microseconds()), fmt.Sprintf("µs-p%d", p))
				}
			}
		})
	}
}
