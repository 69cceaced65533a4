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

// rounds is the number of bursts of a check. A fault that shows in half of them, as the rarer ones
// of Glance do, is found in 99 of 100 runs.
const rounds = 7

// request is what one client of a burst sends.
type request = func(ctx context.Context) *imageapi.Exchange

// burst sends all requests to the image at once: each client has a connection and a running
// goroutine before any request is sent. The check ends where a result says nothing about the
// operation.
func burst(ctx context.Context, env *check.Env, image *check.Image, requests ...request) []*imageapi.Exchange {
	image.Client().Connect(ctx, len(requests))
	exchanges := sendTogether(ctx, env, requests)
	image.MarkChanged()
	for _, x := range exchanges {
		env.NeedsJudgeable(ctx, x)
		switch {
		case x.TimedOut:
			env.Undecided("%s %s was not answered while %d requests were in flight (%s): "+
				"use a longer --timeout for a slow target", x.Sent.Method, x.Sent.Target, len(requests), x.Error)
		case x.Outcome == imageapi.Unanswered && x.Reused:
			// The connection may have ended before the request arrived.
			env.Undecided("a kept connection ended: %s %s was not answered", x.Sent.Method, x.Sent.Target)
		}
	}
	return exchanges
}

// sendTogether releases all senders at once, in a random order, and waits for them.
func sendTogether(ctx context.Context, env *check.Env, senders []request) []*imageapi.Exchange {
	exchanges := make([]*imageapi.Exchange, len(senders))
	barrier := make(chan struct{})
	var ready, done sync.WaitGroup
	random := rand.New(rand.NewPCG(env.Effort.Seed, uint64(env.Recorder.Len())))
	for _, i := range random.Perm(len(senders)) {
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

func addition(image *check.Image, tag string) request {
	image.AlsoProbe(tag)
	return func(ctx context.Context) *imageapi.Exchange { return image.Client().AddTag(ctx, image.ID, tag) }
}

func removal(image *check.Image, tag string) request {
	return func(ctx context.Context) *imageapi.Exchange { return image.Client().RemoveTag(ctx, image.ID, tag) }
}

func additions(image *check.Image, tags []string) []request {
	var requests []request
	for _, tag := range tags {
		requests = append(requests, addition(image, tag))
	}
	return requests
}

func removals(image *check.Image, tags []string) []request {
	var requests []request
	for _, tag := range tags {
		requests = append(requests, removal(image, tag))
	}
	return requests
}

// done returns the tags of the exchanges that were answered 204.
func done(exchanges []*imageapi.Exchange) []string {
	var tags []string
	for _, x := range exchanges {
		if x.Status() == http.StatusNoContent {
			tags = append(tags, x.Tag)
		}
	}
	return tags
}

// markContradictions marks the exchanges that were answered 204 and contradict the tags of the
// image, as the evidence of a failure.
func markContradictions(exchanges []*imageapi.Exchange, tags []string) {
	for _, x := range exchanges {
		present := slices.Contains(tags, x.Tag)
		switch {
		case x.Status() != http.StatusNoContent:
		case x.Operation == imageapi.Add && !present:
			x.Deviations = append(x.Deviations, "it was answered 204, but the tag is absent")
		case x.Operation == imageapi.Remove && present:
			x.Deviations = append(x.Deviations, "it was answered 204, but the tag is still on the image")
		}
	}
}

// determinate returns the tags without those of unanswered requests and of responses with 5xx: after
// these, either state is accepted.
func determinate(tags []string, exchanges []*imageapi.Exchange) []string {
	var indeterminate []string
	for _, x := range exchanges {
		if x.Outcome != imageapi.Answered || x.Status() >= 500 {
			indeterminate = append(indeterminate, x.Tag)
		}
	}
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(indeterminate, tag) })
}
