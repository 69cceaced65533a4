package add

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/internal/tagop"
	"tagcheck/suites/requirement"
)

// bodies registers the checks of a body that only PUT has.
func bodies(env *Env) {
	DescribeTable("does not read the body", requirement.AddBodyNotRead, func(ctx SpecContext, b corpus.Body) {
		image := env.Image(ctx, "green")
		image.AddTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
		Expect(image.Tags(ctx)).To(HaveNone("red"), "the body's tag")
		Expect(image.Tags(ctx)).To(HaveAll("green"), "the image's other tag")
	}, tagop.BodyEntries(corpus.NamingBodies("red")))

	DescribeTable("ignores or refuses with 415 a body of", requirement.AddBodyMediaType,
		func(ctx SpecContext, b corpus.Body) {
			image := env.Image(ctx, "green")
			x := image.AddTag(ctx, "blue", imageapi.WithBody(b.Data, b.Type))
			Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusUnsupportedMediaType}))
			Expect(image.Tags(ctx)).To(BeTags(put.After(x, "green")...))
		}, tagop.BodyEntries(corpus.TypedBodies()))

	DescribeTable("ignores a body of", requirement.AddBodyMediaType204, func(ctx SpecContext, b corpus.Body) {
		put.ExpectIgnored(ctx, env, imageapi.WithBody(b.Data, b.Type))
	}, tagop.BodyEntries(corpus.TypedBodies()))

	DescribeTable("answers the next request on the connection after a refusal", requirement.AddBodyNext,
		func(ctx SpecContext, options ...imageapi.Option) {
			image, none := env.Image(ctx), env.ImageWithID("no-such-image-of-tagcheck", tagop.MalformedID)
			options = append(options, imageapi.OnFreshConnection())
			Expect(none.AddTag(ctx, "blue", options...)).To(Refuse())
			Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
			Expect(image.AddTag(ctx, strings.Repeat("a", MaxTag+1), options...)).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("red"))
		}, tagop.NextRequestEntries())
}

// missingImages registers the checks of images that PUT must not create.
func missingImages(env *Env) {
	It("refuses an image that does not exist, and creates none", requirement.AddImageMissing, func(ctx SpecContext) {
		image := env.MissingImage()
		Expect(image.AddTag(ctx, "blue")).To(Refuse())
		expectAbsent(ctx, env, image)
	})

	It("refuses a deleted image, which stays deleted", requirement.AddImageDeleted, func(ctx SpecContext) {
		image := env.DeletedImage(ctx)
		Expect(image.AddTag(ctx, "blue")).To(Refuse())
		expectAbsent(ctx, env, image)
	})
}

// expectAbsent expects that an image does not exist.
func expectAbsent(ctx SpecContext, env *Env, image *Image) {
	GinkgoHelper()
	if env.Found.Shows {
		Expect(image.Show(ctx)).To(Refuse())
		return
	}
	Expect(image.RemoveTag(ctx, "blue")).To(Refuse())
}
