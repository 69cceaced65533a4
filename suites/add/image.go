package add

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func images(env *Env) {
	It("refuses an image that does not exist, and creates none", requirement.AddImageMissing, func(ctx SpecContext) {
		image := env.Missing()
		Expect(image.AddTag(ctx, "blue")).To(Refuse())
		staysAway(ctx, env, image)
	})

	It("answers 404 for an image that does not exist", requirement.AddImageMissing404, func(ctx SpecContext) {
		Expect(env.Missing().AddTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("refuses a deleted image, which stays deleted", requirement.AddImageDeleted, func(ctx SpecContext) {
		image := env.Deleted(ctx)
		Expect(image.AddTag(ctx, "blue")).To(Refuse())
		staysAway(ctx, env, image)
	})

	DescribeTable("refuses an image id that can't be one:", requirement.AddImageMalformed, func(ctx SpecContext, id string) {
		Expect(env.Named(id, "the image id is malformed").AddTag(ctx, "blue")).To(Refuse())
	}, MalformedIDs())

	It("takes an image id in upper case for that image or for none", requirement.AddImageUpperCase, func(ctx SpecContext) {
		image := env.Image(ctx)
		upper := strings.ToUpper(image.ID)
		if upper == image.ID {
			env.Unsupported("the image id %s has no letters in lower case", image.ID)
		}
		x := image.WithID(upper, "the image id is in upper case").AddTag(ctx, "blue")
		Expect(x).To(StoreOrRefuse())
		Expect(image.Tags(ctx)).To(BeTags(effect(x, nil, "blue")...))
	})
}

// staysAway expects that an image is not there, as far as the target shows any.
func staysAway(ctx SpecContext, env *Env, image *Image) {
	GinkgoHelper()
	if env.Found.Shows {
		Expect(image.Show(ctx)).To(Refuse())
		return
	}
	Expect(image.RemoveTag(ctx, "blue")).To(Refuse())
}
