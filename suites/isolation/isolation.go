// Package isolation checks what a tag operation must not change.
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
		truncatedIDs(env)
		manyImages(env)
		newImage(env)
	})
}

func attributes(env *Env) {
	DescribeTable("the image's other attributes do not change", requirement.IsolationAttributes,
		func(ctx SpecContext, operate func(context.Context, *Image)) {
			image := env.Image(ctx, "blue")
			before := image.Attributes(ctx)
			operate(ctx, image)
			Expect(image.Attributes(ctx)).To(BeAttributes(before))
		},
		Entry("when a tag is added", func(ctx context.Context, i *Image) { i.AddTag(ctx, "green") }),
		Entry("when a tag is added again", func(ctx context.Context, i *Image) { i.AddTag(ctx, "blue") }),
		Entry("when a tag is removed", func(ctx context.Context, i *Image) { i.RemoveTag(ctx, "blue") }),
		Entry("when an absent tag is removed", func(ctx context.Context, i *Image) { i.RemoveTag(ctx, "green") }))
}

func twoImages(env *Env) {
	It("two images can have the same tag", requirement.IsolationSameTag, func(ctx SpecContext) {
		one, other := env.Image(ctx, "blue"), env.Image(ctx)
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.Tags(ctx)).To(BeTags())
		Expect(other.Tags(ctx)).To(BeTags("blue"))
	})

	It("a tag of one image is not a tag of another", requirement.IsolationSameTag, func(ctx SpecContext) {
		one, other := env.Image(ctx, "blue"), env.Image(ctx, "green")
		Expect(other.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(one.Tags(ctx)).To(BeTags("blue"))
		Expect(other.Tags(ctx)).To(BeTags("green"))
	})

	It("images of two projects can have the same tag", requirement.IsolationSameTag, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		one := env.Image(ctx)
		other, err := env.TryImage(ctx, target.Stranger, "private")
		if err != nil {
			env.Unsupported("the stranger cannot create an image: %v", err)
		}
		Expect(one.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(one.Tags(ctx)).To(BeTags())
		Expect(other.Tags(ctx)).To(BeTags("blue"))
		Expect(other.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	It("an ID that differs in one character does not name the image", requirement.IsolationSimilarID,
		func(ctx SpecContext) {
			image := env.Image(ctx, "blue")
			similar := similarID(ctx, env, image)
			Expect(similar.AddTag(ctx, "green")).To(Refuse())
			Expect(similar.RemoveTag(ctx, "blue")).To(Refuse())
			image.AlsoProbe("green")
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		})
}

// truncatedIDs checks that no lookup uses the beginning of an ID.
func truncatedIDs(env *Env) {
	DescribeTable("a truncated ID does not name the image", requirement.IsolationSimilarID,
		func(ctx SpecContext, truncate func(id string) string) {
			image := env.Image(ctx, "blue")
			if !isUUID(image.ID) {
				env.Unsupported("the image ID %s is not a UUID: truncated, it may be the ID of another image", image.ID)
			}
			short := env.ImageWithID(truncate(image.ID), "the image ID is truncated")
			Expect(short.AddTag(ctx, "green")).To(Refuse())
			Expect(short.RemoveTag(ctx, "blue")).To(Refuse())
			image.AlsoProbe("green")
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("to its first part", func(id string) string { return id[:8] }),
		Entry("by its last character", func(id string) string { return id[:len(id)-1] }))
}

// manyImages removes "blue" from the image before the one that was just tagged, so that the last
// image keeps it: operations on wrong images cannot cancel out.
func manyImages(env *Env) {
	It("interleaved operations on several images each have their own effect", requirement.IsolationMany,
		func(ctx SpecContext) {
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
				image.AlsoProbe(tags...)
				Expect(image.Tags(ctx)).To(BeTags(tags[i]))
			}
			images[4].AlsoProbe(tags...)
			Expect(images[4].Tags(ctx)).To(BeTags("blue", "ebony"))
		})
}

func newImage(env *Env) {
	It("a new image has no tags of a deleted one", requirement.IsolationNewImage, func(ctx SpecContext) {
		old := env.Image(ctx, "blue")
		old.Delete(ctx)
		image := env.Image(ctx)
		image.AlsoProbe("blue")
		Expect(image.Tags(ctx)).To(BeTags())
	})
}
