package concurrent

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// rounds is how often a burst is sent. A fault that shows in half of them, as
// the rarer ones of Glance do, is found in 99 runs of 100.
const rounds = 7

// request is what one client of a burst sends.
type request = func(ctx context.Context) *imageapi.Exchange

// burst sends all requests to the image at once: each client is ready, with its goroutine
// running, before any of them begins. The check ends where an answer says
// nothing of the operation.
func burst(ctx context.Context, env *check.Env, image *check.Image, requests ...request) []*imageapi.Exchange {
	image.Client().Connect(ctx, len(requests))
	exchanges := together(ctx, env, requests)
	image.Written()
	for _, x := range exchanges {
		env.NeedsJudgeable(ctx, x)
		switch {
		case x.TimedOut:
			env.Undecided("%s %s was not answered while %d were on their way (%s): where the target is slow, a longer --timeout helps",
				x.Sent.Method, x.Sent.Target, len(requests), x.Error)
		case x.Outcome == imageapi.Unanswered && x.Reused:
			// It may have been ending by itself: nobody can tell whether the request came through.
			env.Undecided("a kept connection ended: %s %s was not answered", x.Sent.Method, x.Sent.Target)
		}
	}
	return exchanges
}

// together lets every sender begin once all are ready, in an order that is
// drawn, and waits for them.
func together(ctx context.Context, env *check.Env, senders []request) []*imageapi.Exchange {
	exchanges := make([]*imageapi.Exchange, len(senders))
	barrier := make(chan struct{})
	var ready, done sync.WaitGroup
	for _, i := range rand.New(rand.NewPCG(env.Effort.Seed, uint64(env.Recorder.Len()))).Perm(len(senders)) {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-barrier
			exchanges[i] = senders[i](ctx)
		})
	}
	ready.Wait()
	close(barrier)
	done.Wait()
	return exchanges
}

func add(image *check.Image, tag string) request {
	image.Suspect(tag)
	return func(ctx context.Context) *imageapi.Exchange { return image.Client().AddTag(ctx, image.ID, tag) }
}

func remove(image *check.Image, tag string) request {
	return func(ctx context.Context) *imageapi.Exchange { return image.Client().RemoveTag(ctx, image.ID, tag) }
}

// done gives the tags of those exchanges that were answered 204.
func done(exchanges []*imageapi.Exchange) []string {
	var tags []string
	for _, x := range exchanges {
		if x.Status() == http.StatusNoContent {
			tags = append(tags, x.Tag)
		}
	}
	return tags
}

// accuse marks, as the evidence of a failure, what was answered 204 and is not
// as it says: an addition whose tag is away, or a removal whose tag is there.
func accuse(exchanges []*imageapi.Exchange, tags []string) {
	for _, x := range exchanges {
		there := slices.Contains(tags, x.Tag)
		switch {
		case x.Status() != http.StatusNoContent:
		case x.Operation == imageapi.Add && !there:
			x.Deviations = append(x.Deviations, "it was answered 204, and the tag is not there")
		case x.Operation == imageapi.Remove && there:
			x.Deviations = append(x.Deviations, "it was answered 204, and the tag is still there")
		}
	}
}

// undecided gives the tags of those that were not answered, or answered with
// 5xx: they may be done or not.
func undecided(exchanges []*imageapi.Exchange) []string {
	var tags []string
	for _, x := range exchanges {
		if x.Outcome != imageapi.Answered || x.Status() >= 500 {
			tags = append(tags, x.Tag)
		}
	}
	return tags
}

// names gives n tags for one round, from the first.
func names(first, n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = check.NumberedTag(first + i)
	}
	return tags
}
