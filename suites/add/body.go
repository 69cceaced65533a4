package add

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func body(env *Env) {
	// added sends PUT with options and expects it to do as without a body.
	added := func(ctx SpecContext, options ...imageapi.Option) {
		GinkgoHelper()
		image := env.Image(ctx, "green")
		Expect(image.AddTag(ctx, "blue", options...)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
	}

	DescribeTable("ignores a body", requirement.AddBodyIgnored, func(ctx SpecContext, b corpus.Body) {
		added(ctx, imageapi.WithBody(b.Data, b.Type))
	}, BodyEntries(corpus.JSONBodies()))

	DescribeTable("does not take from the body", requirement.AddBodyNotRead, func(ctx SpecContext, b corpus.Body) {
		image := env.Image(ctx, "green")
		image.AddTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
		Expect(image.Tags(ctx)).To(HaveNone("red"), "the body's tag")
		Expect(image.Tags(ctx)).To(HaveAll("green"), "the tag that was there")
	}, BodyEntries(corpus.NamingBodies("red")))

	DescribeTable("ignores or refuses with 415 a body of", requirement.AddBodyMediaType, func(ctx SpecContext, b corpus.Body) {
		image := env.Image(ctx, "green")
		x := image.AddTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusUnsupportedMediaType}))
		Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"green"}, "blue")...))
	}, BodyEntries(corpus.TypedBodies()))

	DescribeTable("ignores a body of", requirement.AddBodyMediaType204, func(ctx SpecContext, b corpus.Body) {
		added(ctx, imageapi.WithBody(b.Data, b.Type))
	}, BodyEntries(corpus.TypedBodies()))

	DescribeTable("needs no body", requirement.AddBodyNone, func(ctx SpecContext, options ...imageapi.Option) {
		image := env.Image(ctx) // without a tag: adding that would need the same
		Expect(image.AddTag(ctx, "blue", options...)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	},
		Entry("and no Content-Type"),
		Entry("with an empty one", imageapi.WithBody(nil, "")),
		Entry("with an empty one of JSON", imageapi.WithBody(nil, "application/json")),
		Entry("and no Content-Length", imageapi.WithoutLength()),
	)

	DescribeTable("ignores a body in chunks of", requirement.AddBodyChunked, func(ctx SpecContext, n int) {
		added(ctx, imageapi.WithBody(corpus.Filler(n), ""), imageapi.InChunks())
	}, Entry("no bytes", 0), Entry("20 bytes", 20), Entry("64 KiB", 64<<10))

	DescribeTable("answers to Expect: 100-continue", requirement.AddBodyExpect, func(ctx SpecContext, options ...imageapi.Option) {
		added(ctx, append(options, imageapi.ExpectingContinue())...)
	},
		Entry("with a body of JSON", imageapi.WithBody([]byte("{}"), "application/json")),
		Entry("with a body in chunks", imageapi.WithBody(corpus.Filler(20), ""), imageapi.InChunks()),
	)

	DescribeTable("ignores a body of", requirement.AddBodyLarge, func(ctx SpecContext, n int) {
		added(ctx, imageapi.WithBody(corpus.Filler(n), ""))
	}, Entry("4 KiB", 4<<10), Entry("64 KiB", 64<<10))

	It("ignores or refuses with 413 a body of 1 MiB", requirement.AddBodyMebibyte, func(ctx SpecContext) {
		image := env.Image(ctx, "green")
		x := image.AddTag(ctx, "blue", imageapi.WithBody(corpus.Filler(1<<20), ""))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusRequestEntityTooLarge}))
		Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"green"}, "blue")...))
	})

	It("ignores a body of 1 MiB", requirement.AddBodyMebibyte204, func(ctx SpecContext) {
		added(ctx, imageapi.WithBody(corpus.Filler(1<<20), ""))
	})

	DescribeTable("answers the next request on the connection", requirement.AddBodyNext, func(ctx SpecContext, options ...imageapi.Option) {
		env.NeedsRoom(3)
		image := env.Image(ctx, "green")
		x := image.AddTag(ctx, "blue", append(options, imageapi.OnFreshConnection())...)
		before := image.Tags(ctx)
		Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(append(before, "red")...))
		Expect(before).To(BeTags(effect(x, []string{"green"}, "blue")...))
	}, NextRequestEntries())

	DescribeTable("answers the next request on the connection, having refused", requirement.AddBodyNext, func(ctx SpecContext, options ...imageapi.Option) {
		image, none := env.Image(ctx), env.Named("no-such-image-of-tagcheck", "the image id is malformed")
		options = append(options, imageapi.OnFreshConnection())
		Expect(none.AddTag(ctx, "blue", options...)).To(Refuse())
		Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, strings.Repeat("a", MaxTag+1), options...)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("red"))
	}, NextRequestEntries())
}
