package attack

import (
	"context"
	"math"
	"sync/atomic"
	"time"

	"tagcheck/load/attack/arrival"
)

// Schedule is when requests are due.
type Schedule = arrival.Schedule

// pacer is a schedule as vegeta wants it. It waits by itself, and to the point:
// vegeta's own sleep is rounded to a millisecond, which sends requests in clumps.
type pacer struct {
	ctx      context.Context
	schedule Schedule
	clock    clock
	asked    atomic.Uint64
}

// clock waits, until it is stopped.
type clock interface {
	wait(d time.Duration) (stopped bool)
	stop()
}

func newPacer(ctx context.Context, schedule Schedule) *pacer {
	return &pacer{ctx: ctx, schedule: schedule, clock: newClock()}
}

// Pace waits until the request is due, and says when there are no more.
func (p *pacer) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	due, more := p.schedule.Due(hits)
	if math.IsInf(p.schedule.Rate(elapsed), 1) { // closed: it ends by the time
		due, more = 0, elapsed < p.schedule.Duration()
	}
	if !more || p.ctx.Err() != nil || due > elapsed && p.clock.wait(due-elapsed) {
		return 0, true
	}
	p.asked.Store(hits + 1)
	return 0, false
}

// Rate is the schedule's.
func (p *pacer) Rate(elapsed time.Duration) float64 { return p.schedule.Rate(elapsed) }

// stop ends a wait.
func (p *pacer) stop() { p.clock.stop() }
