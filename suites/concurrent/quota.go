package concurrent

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// quota looks for too many tags in every round before it judges anything else:
// that is what the requirement is about.
func quota(env *Env) {
	It("takes no more tags than the quota, however many are added at once", requirement.ConcurrentQuota, func(ctx SpecContext) {
		var all []filling
		for range rounds {
			f := fill(ctx, env)
			f.keepsQuota()
			all = append(all, f)
		}
		for _, f := range all {
			f.judge()
		}
	})
}

// filling is what came of one round: an image with a few places left, and more
// additions at once than that.
type filling struct {
	kept    []string // tags that were there before
	places  int
	answers []*imageapi.Exchange
	shown   []string // tags afterwards
}

func fill(ctx context.Context, env *Env) filling {
	image, tags := env.Full(ctx)
	f := filling{places: min(2, len(tags))}
	f.kept = tags[f.places:]
	for _, tag := range tags[:f.places] {
		Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
	}
	f.answers = burst(ctx, env, image, adding(image, names(1+len(tags), env.Effort.Clients))...)
	f.shown = image.Tags(ctx)
	return f
}

// keepsQuota fails where there are more tags than places, or more were
// acknowledged.
func (f filling) keepsQuota() {
	quota, acknowledged := len(f.kept)+f.places, len(done(f.answers))
	if len(f.shown) <= quota && acknowledged <= f.places {
		return
	}
	for _, x := range f.answers {
		if x.Status() == http.StatusNoContent {
			x.Deviations = append(x.Deviations, "it was answered 204, as others were, for more tags than there was room for")
		}
	}
	Fail(fmt.Sprintf("the image has a quota of %d tags\nexpected %d of %d additions at once to be answered 204; came %d\nexpected at most %d tags afterwards; came %d",
		quota, f.places, len(f.answers), acknowledged, quota, len(f.shown)))
}

// judge fails where anything else is not as it must be.
func (f filling) judge() {
	for _, x := range f.answers {
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusRequestEntityTooLarge}))
	}
	Expect(f.shown).To(BeTags(append(slices.Clone(f.kept), done(f.answers)...)...))
	if len(done(f.answers)) != f.places {
		Fail(fmt.Sprintf("the image has a quota of %d tags\nexpected %d of %d additions at once to be answered 204; came %d",
			len(f.kept)+f.places, f.places, len(f.answers), len(done(f.answers))))
	}
}
