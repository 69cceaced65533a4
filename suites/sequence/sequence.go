// Package sequence checks errors that only a sequence of requests reveals: it runs long sequences and compares the
// images with a model.
package sequence

import (
	. "github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
)

// Requests of a walk. The first has more changes of one image than a signed byte can count.
const (
	stateSteps    = 300
	nonASCIISteps = 150
	lengthSteps   = 60
	usersSteps    = 120
	fuzzSteps     = 150
)

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("sequence", func() {
		state := search{
			"state", "images have the tags that follow from all earlier changes", requirement.SequenceState, stateSteps,
		}
		It(state.title, state.cited, func(ctx SpecContext) {
			p := pool(env, walk.ASCIIFamilies())
			p.RandomTags, p.OtherUsers = true, unknownUsers(env)
			state.judge(ctx, env, p.Images, p.Generate)
		})

		nonASCII := search{
			"state-non-ascii", "the same holds for non-ASCII tags", requirement.SequenceNonASCII, nonASCIISteps,
		}
		It(nonASCII.title, nonASCII.cited, func(ctx SpecContext) {
			env.NeedsAlphabet("\u00e9", "\U0001f600")
			p := pool(env, append(walk.NonASCIIFamilies(), walk.LongFamilies("\u00e9", "\u6a19", "\U0001f600")...))
			p.RandomTags, p.NonASCII = true, true
			nonASCII.judge(ctx, env, p.Images, p.Generate)
		})

		lengths := search{
			"lengths", "the same holds for tags near the limit of 255 characters", requirement.SequenceLengths,
			lengthSteps,
		}
		It(lengths.title, lengths.cited, func(ctx SpecContext) {
			env.NeedsAlphabet(walk.LongFamilies("a")[0]...)
			p := pool(env, walk.LongFamilies("a"))
			lengths.judge(ctx, env, p.Images, p.Generate)
		})

		windows(env)
		users(env)
		fuzz(env)
	})
}

// Lengths of the sequences of changes that are tried completely, and the number of changes between two reads.
const (
	minWindow       = 2
	maxWindow       = 6
	windowReadEvery = 8
)

// windows runs one walk without randomness, as long as the effort permits.
func windows(env *Env) {
	q := search{
		"windows", "every short sequence of changes leads to the state that follows from it",
		requirement.SequenceWindows, 0,
	}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsAlphabet("a", "ab")
		all := func(length int) []walk.Op {
			return walk.Windows(length, "A", "a", "ab", readEvery(env, windowReadEvery))
		}
		length := minWindow
		for length < maxWindow && len(all(length+1)) <= env.Effort.Steps {
			length++
		}
		q.judgeOne(ctx, env, []walk.Image{{Name: "A", Owner: string(target.Owner)}}, all(length))
	})
}

func users(env *Env) {
	q := search{
		"users", "what users attempt on images of others changes nothing", requirement.SequenceUsers, usersSteps,
	}
	It(q.title, q.cited, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		p := pool(env, walk.ASCIIFamilies())
		p.OtherUsers = append(unknownUsers(env), string(target.Owner), string(target.Stranger))
		p.RefusedEvery = 3
		if strangerCreates(ctx, env) {
			p.Images = append(p.Images, walk.Image{Name: "S", Owner: string(target.Stranger)})
			p.SpreadEvenly = true
		}
		q.judge(ctx, env, p.Images, p.Generate)
	})
}

// strangerCreates returns whether the stranger may create images, which is optional.
func strangerCreates(ctx SpecContext, env *Env) bool {
	if !env.Found.Creates {
		return false
	}
	_, err := env.TryImage(ctx, target.Stranger, "private")
	return err == nil
}

func fuzz(env *Env) {
	q := search{"fuzz", "the effect of any request is what its response says", requirement.SequenceFuzz, fuzzSteps}
	It(q.title, q.cited, func(ctx SpecContext) {
		p := pool(env, walk.FuzzFamilies())
		p.Images = p.Images[:1]
		q.judge(ctx, env, p.Images, p.Fuzz)
	})
}
