package add

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func quota(env *Env) {
	It("answers 413 to a tag over the quota", requirement.QuotaRefused, func(ctx SpecContext) {
		if _, refusal := env.QuotaRefusal(ctx); refusal != nil {
			Expect(refusal).To(Answer(http.StatusRequestEntityTooLarge))
		}
		image, _ := env.Full(ctx)
		Expect(image.AddTag(ctx, "over")).To(Answer(http.StatusRequestEntityTooLarge))
	})

	It("answers 413 and does not ask to wait, while other images take tags", requirement.QuotaRefused, func(ctx SpecContext) {
		full, _ := env.Full(ctx)
		other := env.Image(ctx)
		first := full.TryTag(ctx, "over")
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent)) // so it is not the target that throttles
		if again := full.TryTag(ctx, "over"); first.Inconclusive() && again.Inconclusive() {
			Expect(again).To(Answer(http.StatusRequestEntityTooLarge))
		}
	})

	It("stores nothing over the quota, and evicts nothing for it", requirement.QuotaNoEffect, func(ctx SpecContext) {
		image, tags := env.Full(ctx)
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("answers 204 at the quota to a tag that is there", requirement.QuotaReadd, func(ctx SpecContext) {
		image, tags := env.Full(ctx)
		Expect(image.AddTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, tags[len(tags)-1])).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("has room for one tag after one removal", requirement.QuotaFrees, func(ctx SpecContext) {
		image, tags := env.Full(ctx)
		Expect(image.RemoveTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "in")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(append(tags[1:], "in")...))
	})

	It("counts the tags that are there, whatever was asked before", requirement.QuotaFrees, func(ctx SpecContext) {
		image, tags := env.Full(ctx)
		image.RemoveTag(ctx, "absent")
		for range 3 { // none of which changes how many there are
			image.AddTag(ctx, tags[0])
			image.AddTag(ctx, "over")
		}
		Expect(image.RemoveTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		image.RemoveTag(ctx, tags[0])
		Expect(image.AddTag(ctx, "in")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(append(tags[1:], "in")...))
	})

	It("counts each image by itself", requirement.QuotaPerImage, func(ctx SpecContext) {
		full, tags := env.Full(ctx)
		other := env.Image(ctx)
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(other.Tags(ctx)).To(BeTags("blue"))
		Expect(full.Tags(ctx)).To(BeTags(tags...))
	})

	It("has the quota that it declares", requirement.QuotaDeclared, func(ctx SpecContext) {
		if env.Target.Capabilities.TagQuota == 0 {
			env.DeclaredAbsent("the target declares no quota: use --tag-quota")
		}
		image, tags := env.Image(ctx), []string{}
		for n := 1; n <= env.Quota(ctx); n++ {
			tags = append(tags, NumberedTag(n))
			Expect(image.AddTag(ctx, NumberedTag(n))).To(Answer(http.StatusNoContent))
		}
		Expect(image.AddTag(ctx, "over")).To(Answer(http.StatusRequestEntityTooLarge))
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})
}
