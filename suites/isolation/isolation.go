// Package isolation checks what a tag operation leaves alone.
package isolation

import (
	"context"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of isolation to the tree of specs.
func Register(env *Env) {
	Describe("isolation", func() {
		attributes(env)
		twoImages(env)
		cutIDs(env)
		manyImages(env)
		newImage(env)
	})
}

func attributes(env *Env) {
	DescribeTable("the image's other attributes stay as they are", requirement.IsolationAttributes,
		func(ctx SpecContext, operate func(context.Context, *Image)) {
			image := env.Image(ctx, "blue")
			before := image.Attributes(ctx)
			operate(ctx, image)
			Expect(image.Attributes(ctx)).To(BeAttributes(before))
		},
		Entry("when a tag is added", func(ctx context.Context, i *Image) { i.AddTag(ctx, "green") }),
		Entry("when a tag is added again", func(ctx context.Context, i *Image) { i.AddTag(ctx, "blue") }),
		Entry("when a tag is removed", func(ctx context.Context, i *Image) { i.RemoveTag(ctx, "blue") }),
		Entry("when a tag that is not there is removed", func(ctx context.Context, i *Image) { i.RemoveTag(ctx, "green") }))
}

func twoImages(env *Env) {
	It("the same tag on two images is two tags", requirement.IsolationSameTag, func(ctx SpecContext) {
		one, other := env.Image(ctx, "blue"), env.Image(ctx)
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.Tags(ctx)).To(BeTags())
		Expect(other.Tags(ctx)).To(BeTags("blue"))
	})

	It("a tag of one image is none of another", requirement.IsolationSameTag, func(ctx SpecContext) {
		one, other := env.Image(ctx, "blue"), env.Image(ctx, "green")
		Expect(other.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(one.Tags(ctx)).To(BeTags("blue"))
		Expect(other.Tags(ctx)).To(BeTags("green"))
	})

	It("the same tag on images of two projects is two tags", requirement.IsolationSameTag, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		one := env.Image(ctx)
		other, err := env.TryPublished(ctx, target.Stranger, "private")
		if err != nil {
			env.Unsupported("the stranger has no image of its own: %v", err)
		}
		Expect(one.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.Tags(ctx)).To(BeTags())
		Expect(other.Tags(ctx)).To(BeTags("blue"))
		Expect(other.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	It("an id that differs in one character is another image", requirement.IsolationSimilarID, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		near := neighbour(ctx, env, image)
		Expect(near.AddTag(ctx, "green")).To(Refuse())
		Expect(near.RemoveTag(ctx, "blue")).To(Refuse())
		image.Suspect("green")
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})
}

// cutIDs checks that nothing looks an image up by the beginning of its id.
func cutIDs(env *Env) {
	DescribeTable("an id that is cut short names no image", requirement.IsolationSimilarID,
		func(ctx SpecContext, cut func(id string) string) {
			image := env.Image(ctx, "blue")
			if !isUUID(image.ID) {
				env.Unsupported("the image id %s is no UUID: cut short, it may be that of somebody's image", image.ID)
			}
			short := env.Named(cut(image.ID), "the image id is cut short")
			Expect(short.AddTag(ctx, "green")).To(Refuse())
			Expect(short.RemoveTag(ctx, "blue")).To(Refuse())
			image.Suspect("green")
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("by all but its first part", func(id string) string { return id[:8] }),
		Entry("by its last character", func(id string) string { return id[:len(id)-1] }))
}

// manyImages takes "blue" off the image before the one that was just tagged, so
// that the last keeps it: what lands on another image can't even out.
func manyImages(env *Env) {
	It("operations on several images by turns each have their own effect", requirement.IsolationMany, func(ctx SpecContext) {
		tags := []string{"amber", "black", "coral", "denim", "ebony"}
		images := make([]*Image, len(tags))
		for i := range images {
			images[i] = env.Image(ctx, "blue")
		}
		for i := range images {
			Expect(images[i].AddTag(ctx, tags[i])).To(Answer(http.StatusNoContent))
			if i > 0 {
				Expect(images[i-1].RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			}
		}
		for i, image := range images[:4] {
			image.Suspect(tags...)
			Expect(image.Tags(ctx)).To(BeTags(tags[i]))
		}
		images[4].Suspect(tags...)
		Expect(images[4].Tags(ctx)).To(BeTags("blue", "ebony"))
	})
}

func newImage(env *Env) {
	It("a new image has no tags of a deleted one", requirement.IsolationNewImage, func(ctx SpecContext) {
		old := env.Image(ctx, "blue")
		old.Delete(ctx)
		image := env.Image(ctx)
		image.Suspect("blue")
		Expect(image.Tags(ctx)).To(BeTags())
	})
}
