// Package sequence checks what only a history of changes brings to light: it
// walks through many of them and compares the images with a model.
package sequence

import (
	"math/rand/v2"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// How long a walk is. Three changes in four are made to one image, which thus
// has more of them than a byte with a sign can count.
const (
	changes = 200
	looks   = 40 // at each image
)

// Register adds the checks of sequences to the tree of specs.
func Register(env *Env) {
	Describe("sequence", func() {
		It("images have the tags that all the changes before make of them", requirement.SequenceState, func(ctx SpecContext) {
			walk(ctx, env, vocabulary(env), changes)
		})

		It("the same holds with tags beyond ASCII", requirement.SequenceNonASCII, func(ctx SpecContext) {
			env.NeedsAlphabet(beyondASCII()...)
			walk(ctx, env, vocabulary(env, beyondASCII()...), changes/2)
		})
	})
}

// walk makes changes to the images and compares them with their models. It is
// always the same: a verdict is no matter of chance.
func walk(ctx SpecContext, env *Env, words []string, steps int) {
	images := models(ctx, env, words)
	random := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= steps; n++ {
		i := max(0, random.IntN(4)-2) % len(images)
		images[i].change(ctx, env, words[random.IntN(len(words))], random.IntN(2) == 0)
		if n%pause(env) == 0 {
			lookAt(ctx, images)
		}
	}
}

// models lends the images of the walk: two, where the target creates any.
func models(ctx SpecContext, env *Env, words []string) []*model {
	images := []*model{newModel(env, env.Image(ctx), words)}
	if env.Found.Creates {
		images = append(images, newModel(env, env.Image(ctx), words))
	}
	return images
}

// pause is how many changes lie between two looks. They are few where a look
// costs a request for each tag, or a wait.
func pause(env *Env) int {
	if !env.Found.Shows || env.Target.Capabilities.Window > 0 {
		return changes / 4
	}
	return changes / looks
}

func lookAt(ctx SpecContext, images []*model) {
	for _, m := range images {
		Expect(m.image.Tags(ctx)).To(BeTags(m.tags()...))
	}
}

// change adds or removes a tag and expects the answer that follows from what
// the image has.
func (m *model) change(ctx SpecContext, env *Env, tag string, add bool) {
	switch there := m.has[tag]; {
	case add && !there && len(m.has) == m.room:
		if m.declared {
			Expect(m.image.AddTag(ctx, tag)).To(Answer(http.StatusRequestEntityTooLarge))
		}
	case add:
		x := m.image.AddTag(ctx, tag)
		env.NeedsQuota(x)
		Expect(x).To(Answer(http.StatusNoContent))
		m.has[tag] = true
	case there:
		Expect(m.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		delete(m.has, tag)
	default:
		Expect(m.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNotFound))
	}
}
