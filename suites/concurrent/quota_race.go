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

// quotaRace judges the number of tags in every round before anything else: that is what the
// requirement is about.
func quotaRace(env *Env) {
	It("accepts no more tags than the quota, however many are added at once", requirement.ConcurrentQuota,
		func(ctx SpecContext) {
			var all []race
			for range rounds {
				r := startRace(ctx, env)
				r.expectQuota()
				all = append(all, r)
			}
			for _, r := range all {
				r.expectRest()
			}
		})
}

// race is the result of one round: more concurrent additions than an image has places left.
type race struct {
	before    []string // tags before the additions
	places    int
	exchanges []*imageapi.Exchange
	after     []string // tags after the additions
}

func startRace(ctx context.Context, env *Env) race {
	image, tags := env.FullImage(ctx)
	r := race{places: min(2, len(tags))}
	r.before = tags[r.places:]
	for _, tag := range tags[:r.places] {
		Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
	}
	r.exchanges = burst(ctx, env, image, additions(image, NumberedTags(1+len(tags), env.Effort.Clients))...)
	r.after = image.Tags(ctx)
	return r
}

// expectQuota fails where the image has more tags than the quota, or more additions were
// acknowledged than there were places.
func (r race) expectQuota() {
	quota, acknowledged := len(r.before)+r.places, len(done(r.exchanges))
	if len(r.after) <= quota && acknowledged <= r.places {
		return
	}
	for _, x := range r.exchanges {
		if x.Status() == http.StatusNoContent {
			x.Deviations = append(x.Deviations, "it was answered 204, like more additions than there were places")
		}
	}
	Fail(r.miscount() + fmt.Sprintf("\nexpected at most %d tags afterwards; got %d", quota, len(r.after)))
}

// expectRest fails for any other deviation.
func (r race) expectRest() {
	for _, x := range r.exchanges {
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusRequestEntityTooLarge}))
	}
	Expect(r.after).To(BeTags(append(slices.Clone(r.before), done(r.exchanges)...)...))
	if len(done(r.exchanges)) != r.places {
		Fail(r.miscount())
	}
}

func (r race) miscount() string {
	return fmt.Sprintf("the image has a quota of %d tags\n"+
		"expected %d of %d concurrent additions to be answered 204; got %d",
		len(r.before)+r.places, r.places, len(r.exchanges), len(done(r.exchanges)))
}
