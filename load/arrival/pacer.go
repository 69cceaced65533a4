package arrival

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// preciseTime is how long before the due moment the precise timer takes over.
// Timers of the runtime are up to 1 ms late, so they end well before.
const preciseTime = 2 * time.Millisecond

// Pacer is a vegeta.Pacer that sends requests when they are due. It ends the
// attack, which needs no duration of its own. It has a file descriptor until it
// stops.
type Pacer struct {
	schedule Schedule
	done     <-chan struct{}
	precise  preciseTimer
	delay    timerDelay
	sleeper  *time.Timer
	stop     func()
}

// NewPacer follows s until its end, until Stop, or until ctx is done.
func NewPacer(ctx context.Context, s Schedule) *Pacer {
	ctx, cancel := context.WithCancel(ctx)
	sleeper := time.NewTimer(time.Hour)
	sleeper.Stop()
	p := &Pacer{schedule: s, done: ctx.Done(), precise: newPreciseTimer(), sleeper: sleeper}
	p.stop = sync.OnceFunc(func() {
		cancel()
		p.precise.close()
	})
	context.AfterFunc(ctx, p.stop)
	return p
}

// Stop ends a wait at once, and the attack.
func (p *Pacer) Stop() { p.stop() }

// Pace waits until the next request is due, and makes vegeta send it at once. It
// must be called by one goroutine only.
func (p *Pacer) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	due, ok := p.schedule.Due(hits)
	if m, closed := p.schedule.(Max); closed && elapsed >= m.Duration {
		ok = false
	}
	if !ok || !p.wait(due-elapsed) {
		p.stop()
		return 0, true
	}
	return 0, false
}

// Rate returns the requests per second of the schedule.
func (p *Pacer) Rate(elapsed time.Duration) float64 { return p.schedule.Rate(elapsed) }

// wait returns false if the pacer was stopped.
func (p *Pacer) wait(d time.Duration) bool {
	if d > 0 {
		due := time.Now().Add(d)
		if d > preciseTime && !p.sleep(d-preciseTime) {
			return false
		}
		set := due.Add(-p.delay.early)
		if left := time.Until(set); left > 0 {
			p.precise.wait(left)
			p.delay.observe(time.Since(set))
		}
		for time.Now().Before(due) { // the timer fired early, by 100 µs at most
			runtime.Gosched()
		}
	}
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func (p *Pacer) sleep(d time.Duration) bool {
	p.sleeper.Reset(d)
	select {
	case <-p.done:
		p.sleeper.Stop()
		return false
	case <-p.sleeper.C:
		return true
	}
}
