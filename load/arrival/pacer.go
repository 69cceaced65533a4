package arrival

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// near is how long before the due moment the exact timer takes over. Sleeps of
// the runtime are up to 1 ms late, so they end well before.
const near = 2 * time.Millisecond

// Pacer lets vegeta send requests when they are due. It has an exact timer,
// which it gives back when it stops. The attack needs no duration: the pacer
// ends it.
type Pacer struct {
	schedule Schedule
	done     <-chan struct{}
	exact    exactTimer
	wake     wake
	sleeper  *time.Timer
	stop     func()
	began    time.Time
}

// NewPacer paces s until its end, until Stop, or until ctx is done.
func NewPacer(ctx context.Context, s Schedule) *Pacer {
	ctx, cancel := context.WithCancel(ctx)
	sleeper := time.NewTimer(time.Hour)
	sleeper.Stop()
	p := &Pacer{schedule: s, done: ctx.Done(), exact: newExactTimer(), sleeper: sleeper}
	p.stop = sync.OnceFunc(func() {
		cancel()
		p.exact.close()
	})
	context.AfterFunc(ctx, p.stop)
	return p
}

// Stop ends a wait at once, and all that would follow.
func (p *Pacer) Stop() { p.stop() }

// Pace waits until the next request is due and has vegeta send it at once.
// It is called by one goroutine.
func (p *Pacer) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	if p.began.IsZero() {
		p.began = time.Now().Add(-elapsed)
	}
	due, ok := p.schedule.Due(hits)
	if most, closed := p.schedule.(Max); closed && elapsed >= most.For {
		ok = false
	}
	if !ok || !p.wait(due-elapsed) {
		p.stop()
		return 0, true
	}
	return 0, false
}

// Began is when the attack began by vegeta's clock, from which due times count.
// It is known as soon as there is a result.
func (p *Pacer) Began() time.Time { return p.began }

// Rate is the rate that is asked for, per second.
func (p *Pacer) Rate(elapsed time.Duration) float64 { return p.schedule.Rate(elapsed) }

// wait is false if the pacer was stopped.
func (p *Pacer) wait(d time.Duration) bool {
	if d > 0 {
		due := time.Now().Add(d)
		if d > near && !p.sleep(d-near) {
			return false
		}
		set := due.Add(-p.wake.early)
		if left := time.Until(set); left > 0 {
			p.exact.wait(left)
			p.wake.fired(time.Since(set))
		}
		for time.Now().Before(due) { // it fired too early: not more than 100 µs
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
