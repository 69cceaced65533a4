package remove

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func images(env *Env) {
	It("answers 404 for an image that does not exist", requirement.RemoveImageMissing, func(ctx SpecContext) {
		Expect(env.Missing().RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	It("answers 404 for a deleted image", requirement.RemoveImageDeleted, func(ctx SpecContext) {
		Expect(env.Deleted(ctx).RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	DescribeTable("refuses an image id that can't be one:", requirement.RemoveImageMalformed, func(ctx SpecContext, id string) {
		Expect(env.Named(id, "the image id is malformed").RemoveTag(ctx, "blue")).To(Refuse())
	}, MalformedIDs())

	It("takes an image id in upper case for that image or for none", requirement.RemoveImageUpperCase, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		upper := strings.ToUpper(image.ID)
		if upper == image.ID {
			env.Unsupported("the image id %s has no letters in lower case", image.ID)
		}
		x := image.WithID(upper, "the image id is in upper case").RemoveTag(ctx, "blue")
		Expect(x).To(StoreOrRefuse())
		Expect(image.Tags(ctx)).To(BeTags(effect(x, nil, "blue")...))
	})
}
