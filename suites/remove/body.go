package remove

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func body(env *Env) {
	// removed sends DELETE with options and expects it to do as without a body.
	removed := func(ctx SpecContext, options ...imageapi.Option) {
		GinkgoHelper()
		image := env.Image(ctx, "blue", "green")
		Expect(image.RemoveTag(ctx, "blue", options...)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("green"))
	}

	DescribeTable("ignores a body", requirement.RemoveBodyIgnored, func(ctx SpecContext, b corpus.Body) {
		removed(ctx, imageapi.WithBody(b.Data, b.Type))
	}, BodyEntries(append(corpus.JSONBodies(), corpus.TypedBodies()...)))

	DescribeTable("does not take from the body", requirement.RemoveBodyNotRead, func(ctx SpecContext, b corpus.Body) {
		image := env.Image(ctx, "blue", "red")
		image.RemoveTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
		Expect(image.Tags(ctx)).To(HaveAll("red"), "the body's tag")
	}, BodyEntries(corpus.NamingBodies("red")))

	DescribeTable("needs no body", requirement.RemoveBodyNone, removed,
		Entry("and no Content-Type"),
		Entry("with an empty one", imageapi.WithBody(nil, "")),
		Entry("with an empty one of JSON", imageapi.WithBody(nil, "application/json")),
	)

	DescribeTable("ignores a body in chunks of", requirement.RemoveBodyChunked, func(ctx SpecContext, n int) {
		removed(ctx, imageapi.WithBody(corpus.Filler(n), ""), imageapi.InChunks())
	}, Entry("no bytes", 0), Entry("20 bytes", 20), Entry("64 KiB", 64<<10))

	DescribeTable("answers to Expect: 100-continue", requirement.RemoveBodyExpect, func(ctx SpecContext, options ...imageapi.Option) {
		removed(ctx, append(options, imageapi.ExpectingContinue())...)
	},
		Entry("with a body of JSON", imageapi.WithBody([]byte("{}"), "application/json")),
		Entry("with a body in chunks", imageapi.WithBody(corpus.Filler(20), ""), imageapi.InChunks()),
	)

	DescribeTable("ignores a body of", requirement.RemoveBodyLarge, func(ctx SpecContext, n int) {
		removed(ctx, imageapi.WithBody(corpus.Filler(n), ""))
	}, Entry("4 KiB", 4<<10), Entry("64 KiB", 64<<10))

	It("ignores or refuses with 413 a body of 1 MiB", requirement.RemoveBodyMebibyte, func(ctx SpecContext) {
		image := env.Image(ctx, "blue", "green")
		x := image.RemoveTag(ctx, "blue", imageapi.WithBody(corpus.Filler(1<<20), ""))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusRequestEntityTooLarge}))
		Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"green"}, "blue")...))
	})

	It("ignores a body of 1 MiB", requirement.RemoveBodyMebibyte204, func(ctx SpecContext) {
		removed(ctx, imageapi.WithBody(corpus.Filler(1<<20), ""))
	})

	DescribeTable("answers the next request on the connection", requirement.RemoveBodyNext, func(ctx SpecContext, options ...imageapi.Option) {
		image := env.Image(ctx, "blue", "green")
		x := image.RemoveTag(ctx, "blue", append(options, imageapi.OnFreshConnection())...)
		before := image.Tags(ctx)
		Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(append(before, "red")...))
		Expect(before).To(BeTags(effect(x, []string{"green"}, "blue")...))
	}, NextRequestEntries())
}
