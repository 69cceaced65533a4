// Package add holds the checks of PUT /v2/images/{image_id}/tags/{tag}.
package add

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/internal/tagop"
	"tagcheck/suites/requirement"
)

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("add", func() {
		success(env)
		repetition(env)
		queries(env)
		lengths(env)
		exactness(env)
		spelling(env)
		distinctness(env)
		bodies(env)
		missingImages(env)
		overQuota(env)
		put.Responses(env)
		put.Bodies(env, corpus.JSONBodies())
		put.URLs(env)
	})
}

// put is the operation.
var put = tagop.Operation{
	Adds: true, Send: (*Image).AddTag,
	Cited: tagop.Citations{
		Answers204: requirement.AddAnswers204, NoBody: requirement.AddNoBody,
		AcceptIgnored: requirement.AddAcceptIgnored, QueryIgnored: requirement.AddQueryIgnored,
		BodyIgnored: requirement.AddBodyIgnored, BodyNone: requirement.AddBodyNone,
		BodyChunked: requirement.AddBodyChunked, BodyExpect: requirement.AddBodyExpect,
		BodyLarge: requirement.AddBodyLarge, BodyMebibyte: requirement.AddBodyMebibyte,
		BodyMebibyte204: requirement.AddBodyMebibyte204, BodyNext: requirement.AddBodyNext,
		ImageMissing: requirement.AddImageMissing404, ImageMalformed: requirement.AddImageMalformed,
		UpperCase: requirement.AddImageUpperCase, UTF8: requirement.AddUTF8,
	},
}

func success(env *Env) {
	It("adds the tag and answers 204", requirement.AddStores, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("keeps the image's other tags", requirement.AddKeepsOthers, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue", "green", "red"))
	})

	It("keeps each of nine tags", requirement.AddKeepsOthers, func(ctx SpecContext) {
		env.NeedsRoom(9)
		image, tags := env.Image(ctx), []string{}
		for n := 1; n <= 9; n++ {
			tags = append(tags, NumberedTag(n))
			x := image.AddTag(ctx, NumberedTag(n))
			env.NeedsQuota(x)
			Expect(x).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags(tags...))
		}
	})

	It("keeps each of 130 tags, up to the quota", requirement.AddKeepsOthers, func(ctx SpecContext) {
		image, tags := env.Image(ctx), []string{}
		for n := 1; n <= ManyTags; n++ {
			x := image.AddTag(ctx, NumberedTag(n))
			if x.Status() == http.StatusRequestEntityTooLarge {
				break // the quota, which has requirements of its own
			}
			Expect(x).To(Answer(http.StatusNoContent))
			tags = append(tags, NumberedTag(n))
		}
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("shows each added tag at once", requirement.AddVisible, func(ctx SpecContext) {
		image := env.Image(ctx)
		for range 10 {
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags())
		}
	})

	It("shows each added tag on another connection", requirement.AddVisible, func(ctx SpecContext) {
		image, tags := env.Image(ctx), []string{}
		other := image.OnOwnConnections()
		defer other.Client().CloseIdle()
		for n := 1; n <= 3; n++ {
			Expect(other.Tags(ctx)).To(BeTags(tags...)) // the server may cache them for the connection
			if x := image.AddTag(ctx, NumberedTag(n)); x.Status() != http.StatusRequestEntityTooLarge {
				tags = append(tags, NumberedTag(n))
			}
		}
		Expect(other.Tags(ctx)).To(BeTags(tags...))
	})
}

func repetition(env *Env) {
	It("answers 204 to a tag that is already on the image", requirement.AddRepeatAnswers, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	It("answers 204 to a tag that was added before others", requirement.AddRepeatAnswers, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green", "red")
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue", "green", "red"))
	})

	It("has a tag once, however often it is added", requirement.AddRepeatSingle, func(ctx SpecContext) {
		image := env.Image(ctx, "green")
		for range 4 {
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
		}
	})

	It("removes a tag with one removal after several additions", requirement.AddRepeatSingle, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green", "blue", "blue")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("has a tag once after creation with the tag and an addition", requirement.AddRepeatSingle,
		func(ctx SpecContext) {
			image := env.ImageCreatedWith(ctx, "blue")
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
			Expect(image.Tags(ctx)).To(BeTags())
		})

	It("adds a removed tag again", requirement.AddAfterRemove, func(ctx SpecContext) {
		image := env.Image(ctx, "green")
		for range 3 {
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})

	It("stays consistent over rounds of additions and removals", requirement.AddAfterRemove, func(ctx SpecContext) {
		env.NeedsRoom(len(BystanderTags()))
		image := env.Image(ctx)
		for range 5 {
			for _, tag := range BystanderTags() {
				Expect(image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(image.Tags(ctx)).To(BeTags(BystanderTags()...))
			for _, tag := range BystanderTags() {
				Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(image.Tags(ctx)).To(BeTags())
		}
	})
}

func queries(env *Env) {
	DescribeTable("takes the tag from the path, not from a query", requirement.AddQuery,
		func(ctx SpecContext, query string) {
			image := env.Image(ctx, "green")
			x := image.AddTag(ctx, "blue", imageapi.WithQuery(query))
			Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
			Expect(image.Tags(ctx)).To(BeTags(put.After(x, "green")...))
		}, tagop.QueryEntries())

	DescribeTable("is not turned into a removal by a query", requirement.AddQueryMethod,
		func(ctx SpecContext, query string) {
			image := env.Image(ctx, "blue")
			x := image.AddTag(ctx, "blue", imageapi.WithQuery(query))
			Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("_method", "_method=DELETE"),
		Entry("method", "method=DELETE"),
		Entry("X-HTTP-Method-Override", "X-HTTP-Method-Override=DELETE"),
	)
}
