package add

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func overQuota(env *Env) {
	It("answers 413 to a tag that exceeds the quota", requirement.QuotaRefused, func(ctx SpecContext) {
		if _, refusal := env.QuotaRefusal(ctx); refusal != nil {
			Expect(refusal).To(Answer(http.StatusRequestEntityTooLarge))
		}
		image, _ := env.FullImage(ctx)
		Expect(image.AddTag(ctx, "over")).To(Answer(http.StatusRequestEntityTooLarge))
	})

	It("answers 413 without throttling while other images accept tags", requirement.QuotaRefused,
		func(ctx SpecContext) {
			full, _ := env.FullImage(ctx)
			other := env.Image(ctx)
			first := full.TryAddTag(ctx, "over")
			Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent)) // so the target does not throttle
			if again := full.TryAddTag(ctx, "over"); first.Inconclusive() && again.Inconclusive() {
				Expect(again).To(Answer(http.StatusRequestEntityTooLarge))
			}
		})

	It("stores no tag that exceeds the quota, and evicts none", requirement.QuotaNoEffect, func(ctx SpecContext) {
		image, tags := env.FullImage(ctx)
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("answers 204 at the quota to a tag on the image", requirement.QuotaReadd, func(ctx SpecContext) {
		image, tags := env.FullImage(ctx)
		Expect(image.AddTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, tags[len(tags)-1])).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(tags...))
	})

	It("accepts exactly one tag after one removal", requirement.QuotaFrees, func(ctx SpecContext) {
		image, tags := env.FullImage(ctx)
		Expect(image.RemoveTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "in")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(append(tags[1:], "in")...))
	})

	It("counts present tags only, whatever was sent before", requirement.QuotaFrees, func(ctx SpecContext) {
		image, tags := env.FullImage(ctx)
		image.RemoveTag(ctx, "absent")
		for range 3 { // none of these requests changes the number of tags
			image.AddTag(ctx, tags[0])
			image.AddTag(ctx, "over")
		}
		Expect(image.RemoveTag(ctx, tags[0])).To(Answer(http.StatusNoContent))
		image.RemoveTag(ctx, tags[0])
		Expect(image.AddTag(ctx, "in")).To(Answer(http.StatusNoContent))
		Expect(image.AddTag(ctx, "over")).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags(append(tags[1:], "in")...))
	})

	It("counts the tags of each image separately", requirement.QuotaPerImage, func(ctx SpecContext) {
		full, tags := env.FullImage(ctx)
		other := env.Image(ctx)
		Expect(other.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(other.Tags(ctx)).To(BeTags("blue"))
		Expect(full.Tags(ctx)).To(BeTags(tags...))
	})

	It("has the quota that it declares", requirement.QuotaDeclared, func(ctx SpecContext) {
		if env.Target.Capabilities.TagQuota == 0 {
			env.DeclaredAbsent("the target declares no quota: declare it with --tag-quota")
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
