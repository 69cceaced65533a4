package concurrent

import (
	"context"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"

	. "tagcheck/suites/check"
	"tagcheck/suites/concurrent/linearizability"
	"tagcheck/suites/requirement"
)

// Sizes of the histories. One that is checked tag by tag may have any number of clients. All tags of
// an image together are only checked for short histories of few clients.
const (
	tagHistory   = 96 // requests
	imageHistory = 60
	fewClients   = 4
)

// Shares of reads, in percent. Every other client mostly reads: frequent reads see states of an
// unfinished change.
const (
	writerReads = 20
	readerReads = 80
)

// searchTime limits the search for an order of one history. A usual search takes a millisecond.
const searchTime = 5 * time.Second

// linearizable checks that some order of concurrent requests explains all responses.
func linearizable(env *Env) {
	It("is linearizable, tag by tag", requirement.ConcurrentOrder, func(ctx SpecContext) {
		w := workload{
			clients: env.Effort.Clients, images: 1, tags: NumberedTags(1, min(room(env, 1), 4)),
			reads: [2]int{writerReads, readerReads},
		}
		if env.Found.Creates {
			w.images = 2
		}
		if !showsAtOnce(env) {
			w.reads = [2]int{}
		}
		checkHistories(ctx, env, w, tagHistory, linearizability.CheckByTag)
	})

	It("shows states that an image had at one moment", requirement.ConcurrentSnapshot, func(ctx SpecContext) {
		env.NeedsShow("the state of an image at one moment")
		if !showsAtOnce(env) {
			env.DeclaredAbsent(
				"the target declares that changes take up to %s to be visible", env.Target.Capabilities.Window,
			)
		}
		w := workload{
			clients: min(fewClients, env.Effort.Clients), images: 1, tags: NumberedTags(1, min(room(env, 1), 6)),
			reads: [2]int{writerReads, readerReads},
		}
		checkHistories(ctx, env, w, imageHistory, linearizability.CheckByImage)
	})
}

// showsAtOnce returns whether a read shows the current state.
func showsAtOnce(env *Env) bool { return env.Found.Shows && env.Target.Capabilities.Window == 0 }

type checker func(
	ctx context.Context, ops []linearizability.Op, model linearizability.Model, budget linearizability.Budget,
) []linearizability.Partition

// checkHistories runs random workloads of this size on new images, and checks each history, until
// the budget is spent.
func checkHistories(ctx SpecContext, env *Env, w workload, size int, check checker) {
	random := rand.New(rand.NewPCG(env.Effort.Seed, uint64(size)))
	for b := newBudget(env.Effort); ; {
		steps := b.take(size)
		if steps == 0 {
			return
		}
		var images []*Image
		for range w.images {
			images = append(images, env.NextImage(ctx))
		}
		before := env.Recorder.Len() // the images have no tags at this point
		w.draw(random, steps).run(ctx, env, images)
		for _, image := range images {
			image.Tags(ctx)
		}
		history := historyOf(env.Recorder.Since(before))
		expectLegal(env, check(ctx, history, modelOf(env), linearizability.Budget{Time: searchTime}))
	}
}
