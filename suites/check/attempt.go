package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/verdict"
)

// Unjudged is why what came tells nothing of a requirement.
type Unjudged struct {
	Outcome verdict.Outcome
	Reason  string
}

// Error gives the reason.
func (u *Unjudged) Error() string { return u.Reason }

func unjudged(outcome verdict.Outcome, format string, args ...any) error {
	return &Unjudged{outcome, fmt.Sprintf(format, args...)}
}

// Leave ends the check with the error of an attempt.
func (e *Env) Leave(err error) {
	if u, ok := errors.AsType[*Unjudged](err); ok {
		e.end(u.Outcome, false, u.Reason)
	}
	e.Blocked("%v", err)
}

// Attempt is Send for a check that goes on whatever comes. The error is an
// *Unjudged; an exchange that is not answered, twice, comes without one.
func (e *Env) Attempt(ctx context.Context, do func(context.Context) *imageapi.Exchange) (*imageapi.Exchange, error) {
	first := do(ctx)
	if err := e.judgeable(ctx, first); err != nil || first.Outcome == imageapi.Answered {
		return first, err
	}
	e.closeIdle() // what a connection of its own does not bring an answer to has none
	again := do(ctx)
	// A connection that was kept may end just then; what is idempotent and has
	// the same answer each time may be asked again (RFC 9110, 9.2.2).
	repeatable := first.Reused && !first.TimedOut && (first.Sent.Method == "GET" || first.Operation == imageapi.Add)
	switch err := e.judgeable(ctx, again); {
	case err != nil, repeatable && again.Outcome == imageapi.Answered:
		return again, err
	case again.Outcome == imageapi.Answered:
		return again, unjudged(verdict.Undecided, "%s %s was not answered (%s), but its repetition was", first.Sent.Method, first.Sent.Target, first.Error)
	}
	return again, nil
}

// NeedsJudgeable ends the check where what came says nothing of the operation.
func (e *Env) NeedsJudgeable(ctx context.Context, x *imageapi.Exchange) {
	if err := e.judgeable(ctx, x); err != nil {
		e.Leave(err)
	}
}

// judgeable is an error for what says nothing of the operation.
func (e *Env) judgeable(ctx context.Context, x *imageapi.Exchange) error {
	switch {
	case ctx.Err() != nil:
		return unjudged(verdict.NotRun, "interrupted")
	case x.Lapsed != "":
		return unjudged(verdict.Undecided, "%s %s: %s", x.Sent.Method, x.Sent.Target, x.Lapsed)
	case x.Throttled:
		return unjudged(verdict.Undecided, "the target throttles: %s %s was answered %d to the last", x.Sent.Method, x.Sent.Target, x.Status())
	case x.Outcome == imageapi.NotSent:
		return unjudged(verdict.Undecided, "the target can't be reached: %s", x.Error)
	}
	return nil
}

// Send sends a request, repeats it once where it was not answered, and ends
// the check where what came can't be judged. A request that is not answered
// twice is a failure of the server.
func (e *Env) Send(ctx context.Context, do func(context.Context) *imageapi.Exchange) *imageapi.Exchange {
	x, err := e.Attempt(ctx, do)
	e.conclude(x, err)
	return x
}

// conclude ends the check on what came of an attempt, unless it was answered.
func (e *Env) conclude(x *imageapi.Exchange, err error) {
	switch {
	case err != nil:
		e.Leave(err)
	case x != nil && x.Outcome != imageapi.Answered:
		x.Deviations = []string{"expected an answer; came none, twice: " + x.Error}
		ginkgo.Fail(deviations(x))
	}
}

// Try sends a request about a tag of the image for a check that goes on
// whatever comes.
func (i *Image) Try(ctx context.Context, r imageapi.Request) (*imageapi.Exchange, error) {
	if r.Tag != "" {
		i.touch(r.Tag)
	}
	defer i.Written()
	return i.env.Attempt(ctx, func(ctx context.Context) *imageapi.Exchange { return i.client.Do(ctx, r) })
}

// TryTags is Tags for a check that goes on whatever comes. Nil tags say that
// the image was not shown, and the exchange how; it is nil where there is
// nothing to say of it.
func (i *Image) TryTags(ctx context.Context) ([]string, *imageapi.Exchange, error) {
	i.settle(ctx)
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

// Fresh lends an image that has no tags, for a check that goes on where there
// is none to be had. One that is borrowed is lent again, once its tags are off.
func (e *Env) Fresh(ctx context.Context, owner target.Role) (*Image, error) {
	e.tape.borrowed = false
	return e.lend(ctx, owner, "private")
}
