package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/verdict"
)

// UnjudgedError is the error of a request whose result says nothing about the
// requirement.
type UnjudgedError struct {
	Outcome verdict.Outcome // with which the check ends
	Reason  string
}

// Error returns the reason.
func (u *UnjudgedError) Error() string { return u.Reason }

func unjudged(outcome verdict.Outcome, format string, args ...any) error {
	return &UnjudgedError{outcome, fmt.Sprintf(format, args...)}
}

// EndWith ends the check with an error: with the outcome of an [UnjudgedError], and
// as blocked for any other.
func (e *Env) EndWith(err error) {
	if u, ok := errors.AsType[*UnjudgedError](err); ok {
		e.end(u.Outcome, false, u.Reason)
	}
	e.Blocked("%v", err)
}

// Attempt is Send for a check that continues, whatever the result. The error is an
// *UnjudgedError. An exchange that stays unanswered in both attempts is returned
// without an error.
func (e *Env) Attempt(
	ctx context.Context, do func(context.Context) *imageapi.Exchange,
) (*imageapi.Exchange, error) {
	first := do(ctx)
	if err := e.judgeable(ctx, first); err != nil || first.Outcome == imageapi.Answered {
		return first, err
	}
	e.closeIdle() // the second attempt uses a new connection
	again := do(ctx)
	// A kept connection may end at any time. An idempotent request with the same
	// response each time may be repeated (RFC 9110, 9.2.2).
	repeatable := first.Reused && !first.TimedOut && (first.Sent.Method == "GET" || first.Operation == imageapi.Add)
	switch err := e.judgeable(ctx, again); {
	case err != nil, repeatable && again.Outcome == imageapi.Answered:
		return again, err
	case again.Outcome == imageapi.Answered:
		return again, unjudged(verdict.Undecided, onlyRepetition, first.Sent.Method, first.Sent.Target, first.Error)
	}
	return again, nil
}

const onlyRepetition = "%s %s was not answered (%s), but was when repeated"

// NeedsJudgeable ends the check where the exchange says nothing about the operation.
func (e *Env) NeedsJudgeable(ctx context.Context, x *imageapi.Exchange) {
	if err := e.judgeable(ctx, x); err != nil {
		e.EndWith(err)
	}
}

// judgeable returns an error for an exchange that says nothing about the operation.
func (e *Env) judgeable(ctx context.Context, x *imageapi.Exchange) error {
	switch {
	case ctx.Err() != nil:
		return unjudged(verdict.NotRun, "interrupted")
	case x.Lapsed != "":
		return unjudged(verdict.Undecided, "%s %s: %s", x.Sent.Method, x.Sent.Target, x.Lapsed)
	case x.Throttled:
		return unjudged(verdict.Undecided, throttles, x.Sent.Method, x.Sent.Target, x.Status())
	case x.Outcome == imageapi.NotSent:
		return unjudged(verdict.Undecided, "cannot reach the target: %s", x.Error)
	}
	return nil
}

const throttles = "the target throttles: the last attempt of %s %s was answered %d"

// NeedsUnthrottled ends the check where the target throttled the exchange.
func (e *Env) NeedsUnthrottled(x *imageapi.Exchange) {
	if x.Inconclusive() {
		e.Undecided(throttles, x.Sent.Method, x.Sent.Target, x.Status())
	}
}

// Send sends a request and repeats it once if it is not answered. The check ends
// where the result cannot be judged, and fails where both attempts are unanswered.
func (e *Env) Send(ctx context.Context, do func(context.Context) *imageapi.Exchange) *imageapi.Exchange {
	x, err := e.Attempt(ctx, do)
	e.conclude(x, err)
	return x
}

// conclude ends the check after an attempt, unless it was answered.
func (e *Env) conclude(x *imageapi.Exchange, err error) {
	switch {
	case err != nil:
		e.EndWith(err)
	case x != nil && x.Outcome != imageapi.Answered:
		x.Deviations = []string{"expected a response; got none in two attempts: " + x.Error}
		ginkgo.Fail(deviations(x))
	}
}

// Try sends a request about a tag of the image, for a check that continues whatever
// the result. See [Env.Attempt].
func (i *Image) Try(ctx context.Context, r imageapi.Request) (*imageapi.Exchange, error) {
	if r.Tag != "" {
		i.AlsoProbe(r.Tag)
	}
	defer i.MarkChanged()
	return i.env.Attempt(ctx, func(ctx context.Context) *imageapi.Exchange { return i.client.Do(ctx, r) })
}

// TryTags is Tags for a check that continues whatever the result. The tags are nil
// where the image was not shown, and the exchange shows why. The exchange is nil
// where the tags were found out by removals.
func (i *Image) TryTags(ctx context.Context) ([]string, *imageapi.Exchange, error) {
	i.WaitUntilVisible(ctx)
	if !i.env.Found.Shows {
		return i.probe(ctx)
	}
	x, err := i.env.Attempt(ctx, func(ctx context.Context) *imageapi.Exchange { return i.client.ShowImage(ctx, i.ID) })
	if err != nil || x.Status() != http.StatusOK {
		return nil, x, err
	}
	image, err := imageapi.DecodeImage(x.Content())
	if err != nil {
		return nil, x, nil
	}
	i.compareAttributes(x, image.Attributes)
	return image.Tags, x, nil
}
