// Package observe checks how images and lists show tags.
package observe

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("observe", func() {
		empty(env)
		filter(env)
		exactFilter(env)
		agreement(env)
		updated(env)
		users(env)
		unchanged(env)
	})
}

func empty(env *Env) {
	It("a new image shows an empty array of tags", requirement.ObserveEmpty, func(ctx SpecContext) {
		Expect(shown(ctx, env, env.Image(ctx))).To(Answer(http.StatusOK, noTags()))
	})

	It("an image shows an empty array after its last tag is removed", requirement.ObserveEmpty, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		image.RemoveTag(ctx, "blue")
		Expect(shown(ctx, env, image)).To(Answer(http.StatusOK, noTags()))
	})
}

func filter(env *Env) {
	It("the list filtered by a tag has an image while it has the tag", requirement.ObserveFilter,
		func(ctx SpecContext) {
			image, tag := env.Image(ctx), uniqueTag()
			Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, lacks(image)))
			image.AddTag(ctx, tag)
			Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, has(image)))
			image.RemoveTag(ctx, tag)
			Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, lacks(image)))
		})

	It("the list filtered by two tags has an image while it has both", requirement.ObserveFilter,
		func(ctx SpecContext) {
			one, other := uniqueTag(), uniqueTag()
			image := env.Image(ctx, one)
			Expect(listed(ctx, env, image, one, other)).To(Answer(http.StatusOK, lacks(image)))
			image.AddTag(ctx, other)
			Expect(listed(ctx, env, image, one, other)).To(Answer(http.StatusOK, has(image)))
			image.RemoveTag(ctx, one)
			Expect(listed(ctx, env, image, one, other)).To(Answer(http.StatusOK, lacks(image)))
		})

	It("the list filtered by a tag has every image with the tag", requirement.ObserveFilter, func(ctx SpecContext) {
		one, other, tag := env.Image(ctx), env.Image(ctx), uniqueTag()
		one.AddTag(ctx, tag)
		other.AddTag(ctx, tag)
		both := listed(ctx, env, other, tag)
		if hasNextPage(both) {
			env.Unsupported("the list has pages of fewer than two images")
		}
		Expect(both).To(Answer(http.StatusOK, has(one), has(other)))
		other.RemoveTag(ctx, tag)
		Expect(listed(ctx, env, other, tag)).To(Answer(http.StatusOK, has(one), lacks(other)))
	})

	It("the list filtered by the beginning of a tag lacks the image", requirement.ObserveFilter, func(ctx SpecContext) {
		tag := uniqueTag()
		image := env.Image(ctx, tag)
		Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, has(image)))
		Expect(listed(ctx, env, image, tag[:len(tag)-1])).To(Answer(http.StatusOK, lacks(image)))
	})
}

func exactFilter(env *Env) {
	DescribeTable("the list filtered by tag has an image by a tag with", requirement.ObserveFilterExact,
		func(ctx SpecContext, prefix, suffix string) {
			tag := uniqueTag()
			whole := prefix + tag + suffix
			env.NeedsAlphabet(whole)
			image := env.Image(ctx, whole)
			Expect(listed(ctx, env, image, whole)).To(Answer(http.StatusOK, has(image)))
			Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, lacks(image)))
		},
		Entry("a space before", " ", ""), Entry("a space behind", "", " "), Entry("a letter in upper case", "A", ""),
		Entry("a percent sign", "", "%"), Entry("a plus", "", "+"), Entry("a comma", "", ",a"),
		Entry("a letter with accent", "", "\u00e9"))

	DescribeTable("the list filtered by tag lacks an image by", requirement.ObserveFilterExact,
		func(ctx SpecContext, alias func(tag string) string) {
			tag := uniqueTag()
			image := env.Image(ctx, tag)
			Expect(listed(ctx, env, image, tag)).To(Answer(http.StatusOK, has(image)))
			Expect(listed(ctx, env, image, alias(tag))).To(Answer(http.StatusOK, lacks(image)))
		},
		Entry("its tag in upper case", strings.ToUpper),
		Entry("its tag with a space before", func(tag string) string { return " " + tag }),
		Entry("a pattern of one letter", func(tag string) string { return tag[:len(tag)-1] + "_" }),
		Entry("a pattern of many letters", func(tag string) string { return tag[:len(tag)-1] + "%" }))
}

func agreement(env *Env) {
	It("the list shows the same tags as the image", requirement.ObserveAgree, func(ctx SpecContext) {
		tag := uniqueTag()
		image := env.Image(ctx, tag, "blue")
		Expect(listedTags(ctx, env, image, tag)).To(BeTags(image.Tags(ctx)...))
		image.RemoveTag(ctx, "blue")
		image.AddTag(ctx, "green")
		Expect(listedTags(ctx, env, image, tag)).To(BeTags(image.Tags(ctx)...))
	})
}

func updated(env *Env) {
	It("updated_at never decreases", requirement.ObserveUpdated, func(ctx SpecContext) {
		image := env.Image(ctx)
		before := shown(ctx, env, image)
		needsUpdatedAt(env, before)
		image.AddTag(ctx, "blue")
		added := shown(ctx, env, image)
		Expect(added).To(Answer(http.StatusOK, notEarlierThan(before)))
		image.RemoveTag(ctx, "blue")
		Expect(shown(ctx, env, image)).To(Answer(http.StatusOK, notEarlierThan(added)))
	})
}
