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

// The shares of the budget that the checks take. The first is all of it: its
// walk has to make more changes to one image than a byte with a sign can count.
const (
	wholeBudget  = 1
	beyondBudget = 2
	longBudget   = 5
	usersBudget  = 3
	fuzzBudget   = 2
)

// Register adds the checks of sequences to the tree of specs.
func Register(env *Env) {
	Describe("sequence", func() {
		state := search{"state", "images have the tags that all the changes before make of them", requirement.SequenceState}
		It(state.title, state.cited, func(ctx SpecContext) {
			p := pool(env, walk.Plain())
			p.Drawn, p.Others = true, nobody(env)
			state.judge(ctx, env, p.Images, walk.Generate(env.Effort.Seed, env.Effort.Steps/wholeBudget, p))
		})

		beyond := search{"state-non-ascii", "the same holds with tags beyond ASCII", requirement.SequenceNonASCII}
		It(beyond.title, beyond.cited, func(ctx SpecContext) {
			env.NeedsAlphabet("\u00e9", "\U0001f600")
			p := pool(env, append(walk.BeyondASCII(), walk.Long("\u00e9", "\u6a19", "\U0001f600")...))
			p.Drawn, p.Beyond = true, true
			beyond.judge(ctx, env, p.Images, walk.Generate(env.Effort.Seed, env.Effort.Steps/beyondBudget, p))
		})

		lengths := search{"lengths", "the same holds with tags about the limit of 255 characters", requirement.SequenceLengths}
		It(lengths.title, lengths.cited, func(ctx SpecContext) {
			env.NeedsAlphabet(walk.Long("a")[0]...)
			p := pool(env, walk.Long("a"))
			lengths.judge(ctx, env, p.Images, walk.Generate(env.Effort.Seed, env.Effort.Steps/longBudget, p))
		})

		windows(env)
		users(env)
		fuzz(env)
	})
}

func windows(env *Env) {
	q := search{"windows", "every few changes in a row lead to the state that follows from them", requirement.SequenceWindows}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsAlphabet("a", "ab")
		order := leastOrder
		for order < mostOrder && len(walk.Windows(order+1, "A", "a", "ab", pause(env, windowLooks))) <= env.Effort.Steps {
			order++
		}
		q.judge(ctx, env, []walk.Image{{Name: "A", Owner: string(target.Owner)}}, walk.Windows(order, "A", "a", "ab", pause(env, windowLooks)))
	})
}

// How many changes in a row are tried in every order, and how many lie between
// two looks at what came of them.
const (
	leastOrder  = 2
	mostOrder   = 6
	windowLooks = 8
)

func users(env *Env) {
	q := search{"users", "what users try on images of others changes nothing, and their own change as ever", requirement.SequenceUsers}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		p := pool(env, walk.Plain())
		p.Others = append(nobody(env), string(target.Owner), string(target.Stranger))
		p.Vain = 3
		if _, err := env.TryPublished(ctx, target.Stranger, "private"); env.Found.Creates && err == nil {
			p.Images = append(p.Images, walk.Image{Name: "S", Owner: string(target.Stranger)})
			p.Even = true
		}
		q.judge(ctx, env, p.Images, walk.Generate(env.Effort.Seed, env.Effort.Steps/usersBudget, p))
	})
}

func fuzz(env *Env) {
	q := search{"fuzz", "whatever a request carries, what it does is what its answer says", requirement.SequenceFuzz}
	It(q.title, q.cited, func(ctx SpecContext) {
		p := pool(env, walk.FuzzFamilies())
		p.Images = p.Images[:1]
		q.judge(ctx, env, p.Images, walk.Fuzz(env.Effort.Seed, env.Effort.Steps/fuzzBudget, p))
	})
}
