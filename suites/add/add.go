// Package add holds the checks of PUT /v2/images/{image_id}/tags/{tag}.
package add

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("add", func() {
		success(env)
		repeat(env)
		query(env)
		length(env)
		exactness(env)
		distinctness(env)
		body(env)
		images(env)
		quota(env)
	})
}

func success(env *Env) {
	It("adds the tag and answers 204", requirement.AddStores, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("answers 204 to a new tag", requirement.AddAnswers204, func(ctx SpecContext) {
		Expect(env.Image(ctx).AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	It("sends no body behind a 204", requirement.AddNoBody, func(ctx SpecContext) {
		Expect(env.Image(ctx).AddTag(ctx, "blue", imageapi.Closing())).To(Answer(http.StatusNoContent, EmptyBody()))
	})

	It("sends no body behind a 204 to a client that takes it compressed", requirement.AddNoBody, func(ctx SpecContext) {
		x := env.Image(ctx).AddTag(ctx, "blue", imageapi.WithField("Accept-Encoding", "gzip, deflate, br"), imageapi.Closing())
		Expect(x).To(Answer(http.StatusNoContent, EmptyBody()))
	})

	It("keeps the tags that are there", requirement.AddKeepsOthers, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue", "green", "red"))
	})

	It("keeps every one of nine tags", requirement.AddKeepsOthers, func(ctx SpecContext) {
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

	It("keeps every one of 130 tags, as far as the quota goes", requirement.AddKeepsOthers, func(ctx SpecContext) {
		image, tags := env.Image(ctx), []string{}
		for n := 1; n <= Many; n++ {
			x := image.AddTag(ctx, NumberedTag(n))
			if x.Status() == http.StatusRequestEntityTooLarge {
				break // the quota, which has requirements of its own
			}
			Expect(x).To(Answer(http.StatusNoContent))
			tags = append(tags, NumberedTag(n))
		}
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("shows each tag as soon as it is added", requirement.AddVisible, func(ctx SpecContext) {
		image := env.Image(ctx)
		for range 10 {
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags())
		}
	})

	It("shows each tag on another connection, too", requirement.AddVisible, func(ctx SpecContext) {
		image, tags := env.Image(ctx), []string{}
		other := image.Apart()
		defer other.Client().CloseIdle()
		for n := 1; n <= 3; n++ {
			Expect(other.Tags(ctx)).To(BeTags(tags...)) // which a worker may remember
			if x := image.AddTag(ctx, NumberedTag(n)); x.Status() != http.StatusRequestEntityTooLarge {
				tags = append(tags, NumberedTag(n))
			}
		}
		Expect(other.Tags(ctx)).To(BeTags(tags...))
	})

	DescribeTable("answers 204 whatever the client accepts", requirement.AddAcceptIgnored, func(ctx SpecContext, accept string) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.WithField("Accept", accept))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	},
		Entry("XML", "application/xml"),
		Entry("HTML", "text/html"),
		Entry("nothing", "*/*;q=0"),
	)
}

func repeat(env *Env) {
	It("answers 204 to a tag that is there already", requirement.AddRepeatAnswers, func(ctx SpecContext) {
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

	It("needs one removal for many additions", requirement.AddRepeatSingle, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green", "blue", "blue")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("has a tag once that it was created with and that is added again", requirement.AddRepeatSingle, func(ctx SpecContext) {
		image := env.CreatedWith(ctx, "blue")
		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("adds again what was removed", requirement.AddAfterRemove, func(ctx SpecContext) {
		image := env.Image(ctx, "green")
		for range 3 {
			Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})

	It("does not drift over rounds of additions and removals", requirement.AddAfterRemove, func(ctx SpecContext) {
		env.NeedsRoom(len(CanaryTags()))
		image := env.Image(ctx)
		for range 5 {
			for _, tag := range CanaryTags() {
				Expect(image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(image.Tags(ctx)).To(BeTags(CanaryTags()...))
			for _, tag := range CanaryTags() {
				Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(image.Tags(ctx)).To(BeTags())
		}
	})
}

func query(env *Env) {
	DescribeTable("takes the tag from the path and not from a query", requirement.AddQuery, func(ctx SpecContext, query string) {
		image := env.Image(ctx, "green")
		x := image.AddTag(ctx, "blue", imageapi.WithQuery(query))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
		Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"green"}, "blue")...))
	}, QueryEntries())

	DescribeTable("ignores a query", requirement.AddQueryIgnored, func(ctx SpecContext, query string) {
		Expect(env.Image(ctx).AddTag(ctx, "blue", imageapi.WithQuery(query))).To(Answer(http.StatusNoContent))
	}, QueryEntries())

	DescribeTable("does not become a removal by its query", requirement.AddQueryMethod, func(ctx SpecContext, query string) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "blue", imageapi.WithQuery(query))).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	},
		Entry("_method", "_method=DELETE"),
		Entry("method", "method=DELETE"),
		Entry("X-HTTP-Method-Override", "X-HTTP-Method-Override=DELETE"),
	)
}

// effect is what the image must have after x: with the tag where x says that
// it was added, and as before where it was refused.
func effect(x *imageapi.Exchange, before []string, tag string) []string {
	if x.Status() == http.StatusNoContent {
		return append(before, tag)
	}
	return before
}
