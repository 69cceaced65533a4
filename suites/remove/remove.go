// Package remove holds the checks of DELETE /v2/images/{image_id}/tags/{tag}.
package remove

import (
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("remove", func() {
		success(env)
		absent(env)
		query(env)
		length(env)
		exactness(env)
		body(env)
		images(env)
	})
}

func success(env *Env) {
	It("takes the tag off and answers 204", requirement.RemoveDeletes, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
	})

	It("keeps the tag off while others come and go", requirement.RemoveDeletes, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
		Expect(image.RemoveTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("answers 204 for a tag that is there", requirement.RemoveAnswers204, func(ctx SpecContext) {
		Expect(env.Image(ctx, "blue").RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	It("sends no body behind a 204", requirement.RemoveNoBody, func(ctx SpecContext) {
		Expect(env.Image(ctx, "blue").RemoveTag(ctx, "blue", imageapi.Closing())).To(Answer(http.StatusNoContent, EmptyBody()))
	})

	It("sends no body behind a 204 to a client that takes it compressed", requirement.RemoveNoBody, func(ctx SpecContext) {
		x := env.Image(ctx, "blue").RemoveTag(ctx, "blue", imageapi.WithField("Accept-Encoding", "gzip, deflate, br"), imageapi.Closing())
		Expect(x).To(Answer(http.StatusNoContent, EmptyBody()))
	})

	DescribeTable("keeps the other tags, such as", requirement.RemoveKeepsOthers, func(ctx SpecContext, tag, other string) {
		env.NeedsAlphabet(tag, other)
		image := env.Image(ctx, tag, other)
		Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(other))
	},
		Entry("another word", "blue", "green"),
		Entry("a longer one", "blue", "blueish"),
		Entry("a shorter one", "blueish", "blue"),
		Entry("one with the same end", "blue", "darkblue"),
		Entry("one that an underscore matches", "a_c", "abc"),
		Entry("one that a percent sign matches", "a%", "abz"),
		Entry("one that an asterisk matches", "a*", "abz"),
		Entry("one in another case", "blue", "BLUE"),
		Entry("one that sorts before", "zebra", "ant"),
	)

	It("removes one of many tags, wherever it stands", requirement.RemoveKeepsOthers, func(ctx SpecContext) {
		image, tags := env.Crowded(ctx)
		left := slices.Clone(tags)
		for at := 0; at < len(tags); at += 1 + len(tags)/8 {
			Expect(image.RemoveTag(ctx, tags[at])).To(Answer(http.StatusNoContent))
			Expect(image.RemoveTag(ctx, tags[at])).To(Answer(http.StatusNotFound))
			left = slices.DeleteFunc(left, func(tag string) bool { return tag == tags[at] })
		}
		Expect(image.Tags(ctx)).To(BeTags(left...))
	})

	It("shows each removal as soon as it is done", requirement.RemoveVisible, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green", "red")
		for _, left := range [][]string{{"blue", "green", "red"}, {"green", "red"}, {"red"}} {
			Expect(image.Tags(ctx)).To(BeTags(left...))
			Expect(image.RemoveTag(ctx, left[0])).To(Answer(http.StatusNoContent))
		}
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("shows each removal on another connection, too", requirement.RemoveVisible, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		other := image.Apart()
		defer other.Client().CloseIdle()
		for _, left := range [][]string{{"blue", "green"}, {"green"}} {
			Expect(other.Tags(ctx)).To(BeTags(left...)) // which a worker may remember
			Expect(image.RemoveTag(ctx, left[0])).To(Answer(http.StatusNoContent))
		}
		Expect(other.Tags(ctx)).To(BeTags())
	})

	It("removes the last tag and keeps the image", requirement.RemoveLast, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
		Expect(image.AddTag(ctx, "green")).To(Answer(http.StatusNoContent))
	})

	It("removes the tags that the image was created with", requirement.RemoveCreated, func(ctx SpecContext) {
		image := env.CreatedWith(ctx, "blue", "green", "red")
		for _, tag := range []string{"blue", "green", "red"} {
			Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		}
		Expect(image.Tags(ctx)).To(BeTags())
	})

	DescribeTable("removes what the image was created with, such as", requirement.RemoveCreatedWide, func(ctx SpecContext, tag string) {
		env.NeedsAlphabet(tag)
		image := env.CreatedWith(ctx, tag)
		Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	},
		Entry("a letter with accent", "caf\u00e9"),
		Entry("Han characters", "\u6a19\u7c64"),
	)

	DescribeTable("answers 204 whatever the client accepts", requirement.RemoveAcceptIgnored, func(ctx SpecContext, accept string) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue", imageapi.WithField("Accept", accept))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	},
		Entry("XML", "application/xml"),
		Entry("HTML", "text/html"),
		Entry("nothing", "*/*;q=0"),
	)
}

func absent(env *Env) {
	It("answers 404 to every removal after the first", requirement.RemoveTwice, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(image.Tags(ctx)).To(BeTags("green"))
	})

	It("answers 404 for a tag that was never added", requirement.RemoveAbsent, func(ctx SpecContext) {
		Expect(env.Image(ctx, "green").RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("answers 404 for a tag of an image without any", requirement.RemoveAbsent, func(ctx SpecContext) {
		Expect(env.Image(ctx).RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("changes nothing when the tag is not there", requirement.RemoveRefusedKeeps, func(ctx SpecContext) {
		image := env.Image(ctx, "green", "red")
		image.RemoveTag(ctx, "blue")
		Expect(image.Tags(ctx)).To(BeTags("green", "red"))
	})
}

func query(env *Env) {
	DescribeTable("takes the tag from the path and not from a query", requirement.RemoveQuery, func(ctx SpecContext, query string) {
		image := env.Image(ctx, "blue", "red")
		x := image.RemoveTag(ctx, "blue", imageapi.WithQuery(query))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
		Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"red"}, "blue")...))
	}, QueryEntries())

	DescribeTable("ignores a query", requirement.RemoveQueryIgnored, func(ctx SpecContext, query string) {
		Expect(env.Image(ctx, "blue").RemoveTag(ctx, "blue", imageapi.WithQuery(query))).To(Answer(http.StatusNoContent))
	}, QueryEntries())

	DescribeTable("does not become an addition by its query", requirement.RemoveQueryMethod, func(ctx SpecContext, query string) {
		image := env.Image(ctx, "green")
		Expect(image.RemoveTag(ctx, "blue", imageapi.WithQuery(query))).To(AnswerOneOf([]int{http.StatusNotFound, http.StatusBadRequest}))
		Expect(image.Tags(ctx)).To(BeTags("green"))
	},
		Entry("_method", "_method=PUT"),
		Entry("method", "method=PUT"),
		Entry("X-HTTP-Method-Override", "X-HTTP-Method-Override=PUT"),
	)
}

// effect is what the image must have after x: without the tag where x says
// that it was removed, and with it where that was refused.
func effect(x *imageapi.Exchange, others []string, tag string) []string {
	if x.Status() == http.StatusNoContent {
		return others
	}
	return append(others, tag)
}
