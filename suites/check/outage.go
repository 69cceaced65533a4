package check

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// Outage is how a run may kill the target and have it started again. The zero
// value says that it may not.
type Outage struct {
	// Kill kills the target. Where it is nil, Restart does that, too.
	Kill func(ctx context.Context) error
	// Restart starts the target. It need not be ready when this returns.
	Restart func(ctx context.Context) error
	// Within bounds the whole, until the target answers again; 0 is a minute.
	Within time.Duration
}

const outageTime = time.Minute

// OutageID marks the requests of a run that kills the target, in place of the
// ID of a check.
const OutageID = "outage"

// DuringOutage says that a request was sent in a run-up to the target's being
// killed or thereafter, until it was back: that it was not answered says
// nothing of the target.
func DuringOutage(x *imageapi.Exchange) bool { return x.Check == OutageID }

// WithOutage marks ctx: the target is killed while its requests are sent.
func WithOutage(ctx context.Context) context.Context {
	return imageapi.WithCheck(ctx, imageapi.Check{ID: OutageID, Requirements: []string{"durable.crash"}})
}

// NeedsOutage ends the check where nobody said how to kill the target.
func (e *Env) NeedsOutage() {
	if e.Outage.Restart == nil {
		e.Unsupported("this run can't kill the target and start it again: give the command with --restart-cmd, and without --parallel")
	}
}

// Crash kills the target and has it started again, and returns once it
// answers; killed is called in between, where that can be told. It takes no part
// in the end of the run: what was killed is brought back, so that images can be
// given back to it.
//
// From then on the bystander is not looked at, and no attribute compared: what
// a crash does has requirements of its own.
func (e *Env) Crash(ctx context.Context, killed func()) error {
	e.crashed = true
	if err := e.crash(ctx, killed); err != nil {
		return errors.New(e.Recorder.Redact(err.Error())) // a command may have printed anything
	}
	return nil
}

func (e *Env) crash(ctx context.Context, killed func()) error {
	within := e.Outage.Within
	if within == 0 {
		within = outageTime
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	if e.Outage.Kill != nil {
		if err := e.Outage.Kill(ctx); err != nil {
			return fmt.Errorf("the target could not be killed: %w", err)
		}
		killed()
	}
	if err := e.Outage.Restart(ctx); err != nil {
		return fmt.Errorf("the target could not be started again: %w", err)
	}
	e.closeIdle() // all that was kept leads to a server that is gone
	if last := e.untilReady(WithOutage(ctx)); last != "" {
		return fmt.Errorf("the target did not come back within %s after it was killed: %s", within, last)
	}
	return nil
}

// untilReady asks until the target answers, and gives "", or how it did not to
// the last.
func (e *Env) untilReady(ctx context.Context) (last string) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 250*time.Millisecond) {
		x := e.Clients[target.Owner].ListImages(ctx, url.Values{"limit": {"1"}})
		if x.Outcome == imageapi.Answered && !x.Inconclusive() && (x.Status() < 500 && x.Status() != 401 || x.Status() == 501) {
			return ""
		}
		if ctx.Err() == nil || last == "" {
			last = line(x)
		}
		if waitFor(ctx, wait); ctx.Err() != nil {
			return last
		}
	}
}
