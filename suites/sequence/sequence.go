// Package sequence checks what only a sequence of requests brings to light: it
// carries out walks through many of them and compares the images with a model.
package sequence

import (
	. "github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
)

// How many requests a walk has in a usual budget. The first makes more changes
// to one image than a byte with a sign can count.
const (
	stateSteps  = 300
	beyondSteps = 150
	longSteps   = 60
	usersSteps  = 120
	fuzzSteps   = 150
)

// Register adds the checks of sequences to the tree of specs.
func Register(env *Env) {
	Describe("sequence", func() {
		state := search{"state", "images have the tags that all the changes before make of them", requirement.SequenceState, stateSteps}
		It(state.title, state.cited, func(ctx SpecContext) {
			p := pool(env, walk.Plain())
			p.Drawn, p.Others = true, nobody(env)
			state.judge(ctx, env, p.Images, p.Generate)
		})

		beyond := search{"state-non-ascii", "the same holds with tags beyond ASCII", requirement.SequenceNonASCII, beyondSteps}
		It(beyond.title, beyond.cited, func(ctx SpecContext) {
			env.NeedsAlphabet("\u00e9", "\U0001f600")
			p := pool(env, append(walk.BeyondASCII(), walk.Long("\u00e9", "\u6a19", "\U0001f600")...))
			p.Drawn, p.Beyond = true, true
			beyond.judge(ctx, env, p.Images, p.Generate)
		})

		lengths := search{"lengths", "the same holds with tags about the limit of 255 characters", requirement.SequenceLengths, longSteps}
		It(lengths.title, lengths.cited, func(ctx SpecContext) {
			env.NeedsAlphabet(walk.Long("a")[0]...)
			p := pool(env, walk.Long("a"))
			lengths.judge(ctx, env, p.Images, p.Generate)
		})

		windows(env)
		users(env)
		fuzz(env)
	})
}

// How many changes in a row are tried in every order, and how many lie between
// two looks at what came of them.
const (
	leastOrder  = 2
	mostOrder   = 6
	windowLooks = 8
)

// windows is no search: the one walk that it has is as long as the budget.
func windows(env *Env) {
	q := search{"windows", "every few changes in a row lead to the state that follows from them", requirement.SequenceWindows, 0}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsAlphabet("a", "ab")
		all := func(order int) []walk.Op { return walk.Windows(order, "A", "a", "ab", pause(env, windowLooks)) }
		order := leastOrder
		for order < mostOrder && len(all(order+1)) <= env.Effort.Steps {
			order++
		}
		q.carryOut(ctx, env, []walk.Image{{Name: "A", Owner: string(target.Owner)}}, all(order))
	})
}

func users(env *Env) {
	q := search{"users", "what users try on images of others changes nothing, and their own change as ever", requirement.SequenceUsers, usersSteps}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		p := pool(env, walk.Plain())
		p.Others = append(nobody(env), string(target.Owner), string(target.Stranger))
		p.Vain = 3
		if strangerCreates(ctx, env) {
			p.Images = append(p.Images, walk.Image{Name: "S", Owner: string(target.Stranger)})
			p.Even = true
		}
		q.judge(ctx, env, p.Images, p.Generate)
	})
}

// strangerCreates says whether the stranger can have an image; none needs to be
// allowed to.
func strangerCreates(ctx SpecContext, env *Env) bool {
	if !env.Found.Creates {
		return false
	}
	_, err := env.TryPublished(ctx, target.Stranger, "private")
	return err == nil
}

func fuzz(env *Env) {
	q := search{"fuzz", "whatever a request carries, what it does is what its answer says", requirement.SequenceFuzz, fuzzSteps}
	It(q.title, q.cited, func(ctx SpecContext) {
		p := pool(env, walk.FuzzFamilies())
		p.Images = p.Images[:1]
		q.judge(ctx, env, p.Images, p.Fuzz)
	})
}
