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

// What histories are made of. Those that are judged tag by tag may be of any
// number of clients; an image as a whole is judged in small epochs.
const (
	tagEpoch   = 96 // requests
	imageEpoch = 60
	fewClients = 4
)

// How many of a hundred steps are reads. Every other client mostly reads: who
// looks again and again sees what a change is like while it is on its way.
const (
	writerReads = 20
	readerReads = 80
)

// searchTime bounds the search for an order of one epoch. It takes a
// millisecond where there is one.
const searchTime = 5 * time.Second

// linearizable checks that there is an order of requests at the same time from
// which all their answers follow.
func linearizable(env *Env) {
	It("answers as if requests at once came one after the other, tag by tag", requirement.ConcurrentOrder, func(ctx SpecContext) {
		m := mix{clients: env.Effort.Clients, images: 1, tags: names(1, min(room(env, 1), 4)), reads: [2]int{writerReads, readerReads}}
		if env.Found.Creates {
			m.images = 2
		}
		if !readsAtOnce(env) {
			m.reads = [2]int{}
		}
		epochs(ctx, env, m, tagEpoch, linearizability.CheckByTag)
	})

	It("shows images as they were at one moment", requirement.ConcurrentSnapshot, func(ctx SpecContext) {
		env.NeedsShow("what was true of an image at one moment")
		if !readsAtOnce(env) {
			env.DeclaredAbsent("the target declares that effects take up to %s to be visible", env.Target.Capabilities.Window)
		}
		m := mix{clients: min(fewClients, env.Effort.Clients), images: 1, tags: names(1, min(room(env, 1), 6)), reads: [2]int{writerReads, readerReads}}
		epochs(ctx, env, m, imageEpoch, linearizability.CheckByImage)
	})
}

// readsAtOnce says that a look shows what is true at that time.
func readsAtOnce(env *Env) bool { return env.Found.Shows && env.Target.Capabilities.Window == 0 }

type judge func(ctx context.Context, ops []linearizability.Op, model linearizability.Model, budget linearizability.Budget) []linearizability.Partition

// epochs sends what is drawn by the seed to images of their own, epoch by
// epoch, and judges what came of each.
func epochs(ctx SpecContext, env *Env, m mix, size int, judge judge) {
	random := rand.New(rand.NewPCG(env.Effort.Seed, uint64(size)))
	for b := newBudget(env.Effort); ; {
		steps := b.take(size)
		if steps == 0 {
			return
		}
		var images []*Image
		for range m.images {
			images = append(images, env.ImageAgain(ctx))
		}
		before := env.Recorder.Len() // none of them has a tag now
		m.draw(random, steps).run(ctx, env, images)
		for _, image := range images {
			image.Tags(ctx)
		}
		p := judge(ctx, historyOf(env.Recorder.Since(before)), modelOf(env), linearizability.Budget{Time: searchTime})
		expectOrder(env, p)
	}
}
