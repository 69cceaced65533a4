// Package concurrent checks what holds when several clients write to one image at a time. Most
// checks send bursts of requests that are released together, and read the result. Others record
// a history of random requests and check that it is linearizable.
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

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("concurrent", func() {
		AfterEach(func(ctx SpecContext) { proveFailure(ctx, env) })
		differentTags(env)
		additionsAndRemovals(env)
		sameTag(env)
		oneTagBothWays(env)
		quotaRace(env)
		severalImages(env)
		severalUsers(env)
		reads(env)
		linearizable(env)
		rename(env)
	})
}

func differentTags(env *Env) {
	It("keeps every one of several tags that are added at once", requirement.ConcurrentAdds, func(ctx SpecContext) {
		most := 0
		for range rounds {
			image := env.NextImage(ctx)
			exchanges := burst(ctx, env, image, additions(image, NumberedTags(1, room(env, 0)))...)
			tags := determinate(image.Tags(ctx), exchanges)
			markContradictions(exchanges, tags)
			Expect(tags).To(BeTags(done(exchanges)...))
			most = max(most, len(done(exchanges)))
		}
		needsSeveral(env, most)
	})

	It("removes every one of several tags that are removed at once", requirement.ConcurrentRemovals,
		func(ctx SpecContext) {
			most := 0
			for range rounds {
				tags := NumberedTags(1, room(env, 1)) // NextImage needs room for one more
				image := env.NextImage(ctx, tags...)
				exchanges := burst(ctx, env, image, removals(image, tags)...)
				left := image.Tags(ctx)
				markContradictions(exchanges, left)
				Expect(left).To(HaveNone(done(exchanges)...))
				most = max(most, len(done(exchanges)))
			}
			needsSeveral(env, most)
		})
}

func additionsAndRemovals(env *Env) {
	sendBoth := func(ctx SpecContext) (image *Image, fresh []string, exchanges []*imageapi.Exchange) {
		half := room(env, 0) / 2
		old, fresh := NumberedTags(1, half), NumberedTags(1+half, half)
		image = env.NextImage(ctx, old...)
		return image, fresh, burst(ctx, env, image, append(additions(image, fresh), removals(image, old)...)...)
	}

	It("adds new tags and removes old ones at once", requirement.ConcurrentMixed, func(ctx SpecContext) {
		most := 0
		for range rounds {
			image, fresh, exchanges := sendBoth(ctx)
			most = max(most, len(done(exchanges)))
			isFresh := func(tag string) bool { return slices.Contains(fresh, tag) }
			added := slices.DeleteFunc(done(exchanges), func(tag string) bool { return !isFresh(tag) })
			removed := slices.DeleteFunc(done(exchanges), isFresh)
			tags := image.Tags(ctx)
			markContradictions(exchanges, tags)
			Expect(tags).To(HaveAll(added...))
			Expect(tags).To(HaveNone(removed...))
		}
		needsSeveral(env, most)
	})

	It("answers 204 to every one of them", requirement.ConcurrentAccepted, func(ctx SpecContext) {
		for range rounds {
			_, _, exchanges := sendBoth(ctx)
			for _, x := range exchanges {
				env.NeedsQuota(x)
				Expect(x).To(Answer(http.StatusNoContent))
			}
		}
	})
}

func sameTag(env *Env) {
	It("removes a tag once, however many removals are sent at once", requirement.ConcurrentWinner,
		func(ctx SpecContext) {
			for range rounds {
				image := env.NextImage(ctx, "blue", "green")
				same := slices.Repeat([]string{"blue"}, env.Effort.Clients)
				exchanges := burst(ctx, env, image, removals(image, same)...)
				for _, x := range exchanges {
					Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusNotFound}))
				}
				if len(done(exchanges)) != 1 {
					Fail(notOneWinner(exchanges))
				}
				Expect(image.Tags(ctx)).To(BeTags("green"))
			}
		})

	It("gives each of several removals its own response", requirement.ConcurrentAnswers, func(ctx SpecContext) {
		for range rounds {
			present := NumberedTags(1, room(env, 1)/2)
			absent := NumberedTags(1+len(present), len(present))
			image := env.NextImage(ctx, present...)
			for _, x := range burst(ctx, env, image, removals(image, append(present, absent...))...) {
				Expect(x).To(Meet(ownResponse(slices.Contains(present, x.Tag))))
			}
		}
	})

	It("has a tag once, however many additions are sent at once", requirement.ConcurrentInstance,
		func(ctx SpecContext) {
			for range rounds {
				image := env.NextImage(ctx, "green")
				same := slices.Repeat([]string{"blue"}, env.Effort.Clients)
				for _, x := range burst(ctx, env, image, additions(image, same)...) {
					Expect(x).To(Answer(http.StatusNoContent))
				}
				Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
				Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
				Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
				Expect(image.Tags(ctx)).To(BeTags("green"))
			}
		})
}

// oneTagBothWays adds and removes the same tag at once: some order of the requests must explain
// their responses and the final state.
func oneTagBothWays(env *Env) {
	It("adds and removes one tag at once", requirement.ConcurrentSameTag, func(ctx SpecContext) {
		half := slices.Repeat([]string{"blue"}, env.Effort.Clients/2)
		for range rounds {
			image := env.NextImage(ctx, "green")
			exchanges := burst(ctx, env, image, append(additions(image, half), removals(image, half)...)...)
			for i, x := range exchanges {
				accepted := [][]int{{http.StatusNoContent}, {http.StatusNoContent, http.StatusNotFound}}
				Expect(x).To(AnswerOneOf(accepted[i/len(half)]))
			}
			left := []string{"green"}
			if len(done(exchanges[len(half):])) == 0 || slices.Contains(image.Tags(ctx), "blue") {
				left = append(left, "blue") // it must be present if no removal succeeded
			}
			Expect(image.Tags(ctx)).To(BeTags(left...))
			status := map[int]int{1: http.StatusNotFound, 2: http.StatusNoContent}[len(left)]
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(status))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})
}

// room returns how many tags a burst may add to an image, with room for some more.
func room(env *Env, spare int) int {
	n := env.Effort.Clients
	if quota := env.Target.Capabilities.TagQuota; quota > 0 {
		n = min(n, quota-spare)
	}
	if n < 2 {
		env.DeclaredAbsent("the target declares a quota below %d tags, and this check needs more", spare+2)
	}
	return n
}

// needsSeveral ends the check where no round had two requests that were answered 204: nothing can
// have been lost then.
func needsSeveral(env *Env, most int) {
	if most < 2 {
		env.Undecided("at most %d concurrent requests were answered 204, and the check needs two", most)
	}
}

// ownResponse expects that a response to a removal does not belong to another removal. Other
// requirements judge other statuses.
func ownResponse(present bool) Expectation {
	want := map[bool]int{true: http.StatusNoContent, false: http.StatusNotFound}
	return func(x *imageapi.Exchange) string {
		if status := x.Status(); status == want[!present] {
			return fmt.Sprintf(
				"expected the response to this request, %d; got %d, the response to another", want[present], status,
			)
		}
		return ""
	}
}

func notOneWinner(exchanges []*imageapi.Exchange) string {
	message := fmt.Sprintf(
		"concurrent removals of one tag\nexpected one to be answered 204; got %d", len(done(exchanges)),
	)
	for _, x := range exchanges {
		message += fmt.Sprintf("\n%s %s (exchange %d) was answered %d", x.Sent.Method, x.Sent.Target, x.ID, x.Status())
	}
	return message
}
