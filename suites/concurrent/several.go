package concurrent

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// severalImages is how many images are written to at once.
const severalImages = 4

// several checks what requests at once must not share: the image, the user,
// and what is seen of the image meanwhile.
func several(env *Env) {
	It("adds a tag to each of several images at once", requirement.ConcurrentImages, func(ctx SpecContext) {
		tags := names(1, severalImages)
		for range rounds {
			var images []*Image
			var requests []request
			for i := range tags {
				images = append(images, env.Image(ctx))
				requests = append(requests, add(images[i], tags[i]))
			}
			answers := burst(ctx, env, images[0], requests...)
			for i, image := range images {
				image.Written()
				image.Suspect(tags...)
				Expect(certain(image.Tags(ctx), answers)).To(BeTags(done(answers[i : i+1])...))
			}
		}
	})

	It("judges each of several requests at once by its own token", requirement.ConcurrentUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		for range rounds {
			tags, image := names(1, min(room(env, 1), env.Effort.Clients/2)), env.ImageAgain(ctx, "blue")
			stranger := image.As(target.Stranger, "the user is of another project")
			answers := burst(ctx, env, image, append(adding(image, tags), removing(stranger, slices.Repeat([]string{"blue"}, len(tags)))...)...)
			for i, x := range answers {
				Expect(x).To(AnswerOneOf([][]int{{http.StatusNoContent}, {http.StatusForbidden, http.StatusNotFound}}[i/len(tags)]))
			}
			Expect(image.Tags(ctx)).To(BeTags(append(tags, "blue")...))
		}
	})

	current(env)

	It("shows the tags that nobody changes while others are changed", requirement.ConcurrentReads, func(ctx SpecContext) {
		env.NeedsShow("what is seen while others write")
		for range rounds {
			tags, image := names(1, min(room(env, 1), env.Effort.Clients/2)), env.ImageAgain(ctx, "blue")
			image.Settle(ctx)
			answers := burst(ctx, env, image, append(slices.Repeat([]request{looking(image, "blue")}, env.Effort.Clients-len(tags)), adding(image, tags)...)...)
			for _, x := range answers[:env.Effort.Clients-len(tags)] {
				Expect(x).To(Meet(shows("blue")))
			}
		}
	})
}

// current looks at an image after others looked at it while it was changed.
func current(env *Env) {
	It("shows what was answered, also where others looked meanwhile", requirement.ConcurrentCurrent, func(ctx SpecContext) {
		env.NeedsShow("what is seen after others looked")
		for range rounds {
			tags, image := names(1, min(room(env, 1), env.Effort.Clients/2)), env.ImageAgain(ctx, "blue")
			looks := slices.Repeat([]request{looking(image, "blue")}, env.Effort.Clients-len(tags))
			answers := burst(ctx, env, image, append(adding(image, tags), looks...)...)[:len(tags)]
			tags = certain(image.Tags(ctx), answers)
			accuse(answers, tags)
			Expect(tags).To(BeTags(append(done(answers), "blue")...))
		}
	})
}

// looking shows the image a few times in a row, until it lacks the tag.
func looking(image *Image, tag string) request {
	return func(ctx context.Context) *imageapi.Exchange {
		x := image.Client().ShowImage(ctx, image.ID)
		for range 3 {
			if shows(tag)(x) != "" {
				break
			}
			x = image.Client().ShowImage(ctx, image.ID)
		}
		return x
	}
}

// shows expects the tag in the image that is shown. What the server could not
// show says nothing of tags.
func shows(tag string) Expectation {
	return func(x *imageapi.Exchange) string {
		if x.Outcome != imageapi.Answered || x.Status() >= 500 {
			return ""
		}
		image, err := imageapi.DecodeImage(x.Content())
		if err != nil || !slices.Contains(image.Tags, tag) {
			return fmt.Sprintf("expected the tag %+q, which nobody removes; came %d with the tags %+q", tag, x.Status(), image.Tags)
		}
		return ""
	}
}

// oneTag adds and removes the same tag at once: whatever comes last, there must
// be an order of the requests from which their answers and the end follow.
func oneTag(env *Env) {
	It("adds and removes one tag at once", requirement.ConcurrentSameTag, func(ctx SpecContext) {
		half := slices.Repeat([]string{"blue"}, env.Effort.Clients/2)
		for range rounds {
			image := env.ImageAgain(ctx, "green")
			answers := burst(ctx, env, image, append(adding(image, half), removing(image, half)...)...)
			for i, x := range answers {
				Expect(x).To(AnswerOneOf([][]int{{http.StatusNoContent}, {http.StatusNoContent, http.StatusNotFound}}[i/len(half)]))
			}
			left := []string{"green"}
			if len(done(answers[len(half):])) == 0 || slices.Contains(image.Tags(ctx), "blue") {
				left = append(left, "blue") // where nobody removed it, it must be there
			}
			Expect(image.Tags(ctx)).To(BeTags(left...))
			Expect(image.RemoveTag(ctx, "blue")).To(Answer(map[int]int{1: http.StatusNotFound, 2: http.StatusNoContent}[len(left)]))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}
	})
}
