package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"tagcheck/fixtures/grace"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// Outage is how a run may kill the target and restart it. The zero value means that
// it may not.
type Outage struct {
	// Kill kills the target. Where it is nil, Restart does that too.
	Kill func(ctx context.Context) error
	// Restart starts the target. The target need not be ready when it returns.
	Restart func(ctx context.Context) error
	// Within limits the time from the kill to the first response after the restart;
	// 0 means DefaultOutageTime.
	Within time.Duration
}

// OutageID is the check ID of requests that are sent while the target is being
// killed.
const OutageID = "outage"

// DuringOutage returns whether a request was sent right before the target was killed,
// or before it was back. That it was not answered says nothing about the target.
func DuringOutage(x *imageapi.Exchange) bool { return x.Check == OutageID }

// WithOutage marks the requests of ctx as sent while the target is being killed.
func WithOutage(ctx context.Context) context.Context {
	return imageapi.WithCheck(ctx, imageapi.Check{ID: OutageID, Requirements: []string{"durable.crash"}})
}

// NeedsOutage ends the check where the run may not kill the target.
func (e *Env) NeedsOutage() {
	if e.Outage.Restart == nil {
		e.Unsupported("this run cannot kill and restart the target: use --restart-cmd, without --parallel")
	}
}

// Crash kills the target, restarts it, and returns once it responds again. It calls
// killed in between, where Kill and Restart are separate. It outlasts ctx by
// grace.Outage: the target is restarted even if the run is ending, so that its images can
// be released.
//
// Afterwards neither the bystander nor attributes are compared: requirements of their
// own cover the effects of a crash.
func (e *Env) Crash(ctx context.Context, killed func()) error {
	e.crashed = true
	if err := e.crash(ctx, killed); err != nil {
		return errors.New(e.Recorder.Redact(err.Error())) // it may contain the output of a command
	}
	return nil
}

func (e *Env) crash(ctx context.Context, killed func()) error {
	within := cmp.Or(e.Outage.Within, DefaultOutageTime)
	ctx, cancel := grace.Context(ctx, within, grace.Outage)
	defer cancel()
	if e.Outage.Kill != nil {
		if err := e.Outage.Kill(ctx); err != nil {
			return fmt.Errorf("cannot kill the target: %w", err)
		}
		killed()
	}
	if err := e.Outage.Restart(ctx); err != nil {
		return fmt.Errorf("cannot restart the target: %w", err)
	}
	e.closeIdle() // the kept connections lead to the killed server
	if last := e.untilReady(WithOutage(ctx)); last != "" {
		return fmt.Errorf("the target did not respond within %s after it was killed: %s", within, last)
	}
	return nil
}

// untilReady sends requests until the target responds, and returns "", or the last
// result if it does not respond in time.
func (e *Env) untilReady(ctx context.Context) (last string) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 250*time.Millisecond) {
		x := e.Clients[target.Owner].ListImages(ctx, url.Values{"limit": {"1"}})
		if ready(x) {
			return ""
		}
		if ctx.Err() == nil || last == "" {
			last = summary(x)
		}
		if waitFor(ctx, wait); ctx.Err() != nil {
			return last
		}
	}
}

// ready returns whether a response is that of a target that is up, and not that of a front
// end whose server is still down, or of a target that does not reach its identity service yet.
func ready(x *imageapi.Exchange) bool {
	if x.Outcome != imageapi.Answered || x.Inconclusive() {
		return false
	}
	return x.Status() < 500 && x.Status() != 401 || x.Status() == 501
}
