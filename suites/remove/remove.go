// Package remove holds the checks of DELETE /v2/images/{image_id}/tags/{tag}.
package remove

import (
	"net/http"
	"slices"

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
	Describe("remove", func() {
		success(env)
		createdTags(env)
		absentTags(env)
		queries(env)
		lengths(env)
		exactness(env)
		bodiesAndImages(env)
		del.Responses(env)
		del.Bodies(env, append(corpus.JSONBodies(), corpus.TypedBodies()...))
		del.URLs(env)
	})
}

// del is the operation.
var del = tagop.Operation{
	Send: (*Image).RemoveTag,
	Cited: tagop.Citations{
		Answers204: requirement.RemoveAnswers204, NoBody: requirement.RemoveNoBody,
		AcceptIgnored: requirement.RemoveAcceptIgnored, QueryIgnored: requirement.RemoveQueryIgnored,
		BodyIgnored: requirement.RemoveBodyIgnored, BodyNone: requirement.RemoveBodyNone,
		BodyChunked: requirement.RemoveBodyChunked, BodyExpect: requirement.RemoveBodyExpect,
		BodyLarge: requirement.RemoveBodyLarge, BodyMebibyte: requirement.RemoveBodyMebibyte,
		BodyMebibyte204: requirement.RemoveBodyMebibyte204, BodyNext: requirement.RemoveBodyNext,
		ImageMissing: requirement.RemoveImageMissing, ImageMalformed: requirement.RemoveImageMalformed,
		UpperCase: requirement.RemoveImageUpperCase, UTF8: requirement.RemoveUTF8,
	},
}

func success(env *Env) {
	It("removes the tag and answers 204", requirement.RemoveDeletes, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
	})

	It("does not restore the tag when others are added and removed", requirement.RemoveDeletes, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
		Expect(image.RemoveTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})

	DescribeTable("keeps the other tags, such as", requirement.RemoveKeepsOthers,
		func(ctx SpecContext, tag, other string) {
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
		Entry("one that sorts first", "zebra", "ant"),
	)

	It("removes single tags of many, at any position", requirement.RemoveKeepsOthers, func(ctx SpecContext) {
		image, tags := env.ImageWithManyTags(ctx)
		left := slices.Clone(tags)
		for at := 0; at < len(tags); at += 1 + len(tags)/8 {
			Expect(image.RemoveTag(ctx, tags[at])).To(Answer(http.StatusNoContent))
			Expect(image.RemoveTag(ctx, tags[at])).To(Answer(http.StatusNotFound))
			left = slices.DeleteFunc(left, func(tag string) bool { return tag == tags[at] })
		}
		Expect(image.Tags(ctx)).To(BeTags(left...))
	})

	It("shows each removal at once", requirement.RemoveVisible, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green", "red")
		for _, left := range [][]string{{"blue", "green", "red"}, {"green", "red"}, {"red"}} {
			Expect(image.Tags(ctx)).To(BeTags(left...))
			Expect(image.RemoveTag(ctx, left[0])).To(Answer(http.StatusNoContent))
		}
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("shows each removal on another connection", requirement.RemoveVisible, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		other := image.OnOwnConnections()
		defer other.Client().CloseIdle()
		for _, left := range [][]string{{"blue", "green"}, {"green"}} {
			Expect(other.Tags(ctx)).To(BeTags(left...)) // the server may cache them for the connection
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
}

func createdTags(env *Env) {
	It("removes the tags that the image was created with", requirement.RemoveCreated, func(ctx SpecContext) {
		image := env.ImageCreatedWith(ctx, "blue", "green", "red")
		for _, tag := range []string{"blue", "green", "red"} {
			Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		}
		Expect(image.Tags(ctx)).To(BeTags())
	})

	DescribeTable("removes a tag that the image was created with, such as", requirement.RemoveCreatedWide,
		func(ctx SpecContext, tag string) {
			env.NeedsAlphabet(tag)
			image := env.ImageCreatedWith(ctx, tag)
			Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags())
		},
		Entry("a letter with accent", "caf\u00e9"),
		Entry("Han characters", "\u6a19\u7c64"),
	)
}

func absentTags(env *Env) {
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

	It("answers 404 for a tag of an image without tags", requirement.RemoveAbsent, func(ctx SpecContext) {
		Expect(env.Image(ctx).RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("changes nothing if the tag is absent", requirement.RemoveRefusedKeeps, func(ctx SpecContext) {
		image := env.Image(ctx, "green", "red")
		image.RemoveTag(ctx, "blue")
		Expect(image.Tags(ctx)).To(BeTags("green", "red"))
	})
}

func queries(env *Env) {
	DescribeTable("takes the tag from the path, not from a query", requirement.RemoveQuery,
		func(ctx SpecContext, query string) {
			image := env.Image(ctx, "blue", "red")
			x := image.RemoveTag(ctx, "blue", imageapi.WithQuery(query))
			Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusBadRequest}))
			Expect(image.Tags(ctx)).To(BeTags(del.After(x, "red")...))
		}, tagop.QueryEntries())

	DescribeTable("is not turned into an addition by a query", requirement.RemoveQueryMethod,
		func(ctx SpecContext, query string) {
			image := env.Image(ctx, "green")
			x := image.RemoveTag(ctx, "blue", imageapi.WithQuery(query))
			Expect(x).To(AnswerOneOf([]int{http.StatusNotFound, http.StatusBadRequest}))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		},
		Entry("_method", "_method=PUT"),
		Entry("method", "method=PUT"),
		Entry("X-HTTP-Method-Override", "X-HTTP-Method-Override=PUT"),
	)
}

// bodiesAndImages registers the checks of bodies and images that only DELETE has.
func bodiesAndImages(env *Env) {
	DescribeTable("does not read the body", requirement.RemoveBodyNotRead, func(ctx SpecContext, b corpus.Body) {
		image := env.Image(ctx, "blue", "red")
		image.RemoveTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
		Expect(image.Tags(ctx)).To(HaveAll("red"), "the body's tag")
	}, tagop.BodyEntries(corpus.NamingBodies("red")))

	It("answers 404 for a deleted image", requirement.RemoveImageDeleted, func(ctx SpecContext) {
		Expect(env.DeletedImage(ctx).RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})
}
