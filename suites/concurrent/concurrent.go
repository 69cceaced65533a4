// Package concurrent checks what holds when several clients write to one image
// at a time: bursts of requests that are released together, and a look at what
// they left.
package concurrent

import (
	"fmt"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of concurrency to the tree of specs.
func Register(env *Env) {
	Describe("concurrent", func() {
		AfterEach(func(ctx SpecContext) { prove(ctx, env) })
		different(env)
		mixed(env)
		same(env)
		oneTag(env)
		quota(env)
		several(env)
		linearizable(env)
		attributes(env)
	})
}

func different(env *Env) {
	It("keeps every one of several tags that are added at once", requirement.ConcurrentAdds, func(ctx SpecContext) {
		most := 0
		for range rounds {
			image := env.ImageAgain(ctx)
			answers := burst(ctx, env, image, adding(image, names(1, room(env, 0)))...)
			tags := certain(image.Tags(ctx), answers)
			accuse(answers, tags)
			Expect(tags).To(BeTags(done(answers)...))
			most = max(most, len(done(answers)))
		}
		needsSeveral(env, most)
	})

	It("removes every one of several tags that are removed at once", requirement.ConcurrentRemovals, func(ctx SpecContext) {
		most := 0
		for range rounds {
			tags := names(1, room(env, 1)) // an image is lent with room for one tag more
			image := env.ImageAgain(ctx, tags...)
			answers := burst(ctx, env, image, removing(image, tags)...)
			left := image.Tags(ctx)
			accuse(answers, left)
			Expect(left).To(HaveNone(done(answers)...))
			most = max(most, len(done(answers)))
		}
		needsSeveral(env, most)
	})
}

func mixed(env *Env) {
	both := func(ctx SpecContext) (image *Image, fresh []string, answers []*imageapi.Exchange) {
		half := room(env, 0) / 2
		old, fresh := names(1, half), names(1+half, half)
		image = env.ImageAgain(ctx, old...)
		return image, fresh, burst(ctx, env, image, append(adding(image, fresh), removing(image, old)...)...)
	}

	It("adds new tags and removes old ones at once", requirement.ConcurrentMixed, func(ctx SpecContext) {
		most := 0
		for range rounds {
			image, fresh, answers := both(ctx)
			most = max(most, len(done(answers)))
			kept := slices.DeleteFunc(done(answers), func(tag string) bool { return !slices.Contains(fresh, tag) })
			gone := slices.DeleteFunc(done(answers), func(tag string) bool { return slices.Contains(fresh, tag) })
			tags := image.Tags(ctx)
			accuse(answers, tags)
			Expect(tags).To(HaveAll(kept...))
			Expect(tags).To(HaveNone(gone...))
		}
		needsSeveral(env, most)
	})

	It("answers 204 to every one of them", requirement.ConcurrentAccepted, func(ctx SpecContext) {
		for range rounds {
			_, _, answers := both(ctx)
			for _, x := range answers {
				env.NeedsQuota(x)
				Expect(x).To(Answer(http.StatusNoContent))
			}
		}
	})
}

func same(env *Env) {
	It("removes a tag once, however many remove it at once", requirement.ConcurrentWinner, func(ctx SpecContext) {
		for range rounds {
			image := env.ImageAgain(ctx, "blue", "green")
			answers := burst(ctx, env, image, removing(image, slices.Repeat([]string{"blue"}, env.Effort.Clients))...)
			for _, x := range answers {
				Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusNotFound}))
			}
			if len(done(answers)) != 1 {
				Fail(winners(answers))
			}
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})

	It("answers each of several removals for itself", requirement.ConcurrentAnswers, func(ctx SpecContext) {
		for range rounds {
			there := names(1, room(env, 1)/2)
			absent := names(1+len(there), len(there))
			image := env.ImageAgain(ctx, there...)
			for _, x := range burst(ctx, env, image, removing(image, append(there, absent...))...) {
				Expect(x).To(Meet(tells(slices.Contains(there, x.Tag))))
			}
		}
	})

	It("has a tag once, however many add it at once", requirement.ConcurrentInstance, func(ctx SpecContext) {
		for range rounds {
			image := env.ImageAgain(ctx, "green")
			for _, x := range burst(ctx, env, image, adding(image, slices.Repeat([]string{"blue"}, env.Effort.Clients))...) {
				Expect(x).To(Answer(http.StatusNoContent))
			}
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})
}

// room is how many tags a burst may add to an image, or be lent in it, with
// room for some more.
func room(env *Env, spare int) int {
	n := env.Effort.Clients
	if quota := env.Target.Capabilities.TagQuota; quota > 0 {
		n = min(n, quota-spare)
	}
	if n < 2 {
		env.DeclaredAbsent("the target declares a quota below %d tags, and this takes more", spare+2)
	}
	return n
}

// needsSeveral ends the check where no round had two requests that were
// answered 204: what was not done can't have been lost.
func needsSeveral(env *Env, most int) {
	if most < 2 {
		env.Undecided("%d requests at once were answered 204 at most, and it takes two to tell", most)
	}
}

// tells expects of an answer to a removal that says whether the tag was there
// to say the truth. Whether it may say something else is judged elsewhere.
func tells(there bool) Expectation {
	want := map[bool]int{true: http.StatusNoContent, false: http.StatusNotFound}
	return func(x *imageapi.Exchange) string {
		if status := x.Status(); status == want[!there] {
			return fmt.Sprintf("expected the answer to this request, %d; came %d, which is that to another", want[there], status)
		}
		return ""
	}
}

func adding(image *Image, tags []string) []request {
	var requests []request
	for _, tag := range tags {
		requests = append(requests, add(image, tag))
	}
	return requests
}

func removing(image *Image, tags []string) []request {
	var requests []request
	for _, tag := range tags {
		requests = append(requests, remove(image, tag))
	}
	return requests
}

// certain leaves out the tags of which the answers do not tell.
func certain(tags []string, answers []*imageapi.Exchange) []string {
	open := undecided(answers)
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(open, tag) })
}

func winners(answers []*imageapi.Exchange) string {
	message := fmt.Sprintf("removals of one tag at the same time\nexpected one to be answered 204; came %d", len(done(answers)))
	for _, x := range answers {
		message += fmt.Sprintf("\n%s %s (exchange %d) was answered %d", x.Sent.Method, x.Sent.Target, x.ID, x.Status())
	}
	return message
}
