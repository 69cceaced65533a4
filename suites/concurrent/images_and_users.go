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

// imagesAtOnce is the number of images that a check writes to at once.
const imagesAtOnce = 4

// severalImages checks that concurrent requests do not share an image.
func severalImages(env *Env) {
	It("adds a tag to each of several images at once", requirement.ConcurrentImages, func(ctx SpecContext) {
		tags := NumberedTags(1, imagesAtOnce)
		for range rounds {
			var images []*Image
			var requests []request
			for i := range tags {
				images = append(images, env.Image(ctx))
				requests = append(requests, addition(images[i], tags[i]))
			}
			exchanges := burst(ctx, env, images[0], requests...)
			for i, image := range images {
				image.MarkChanged()
				image.AlsoProbe(tags...)
				Expect(determinate(image.Tags(ctx), exchanges)).To(BeTags(done(exchanges[i : i+1])...))
			}
		}
	})
}

// severalUsers checks that concurrent requests do not share a user.
func severalUsers(env *Env) {
	It("authorises each of several concurrent requests by its own token", requirement.ConcurrentUsers,
		func(ctx SpecContext) {
			env.NeedsUser(target.Stranger)
			for range rounds {
				tags, image := NumberedTags(1, min(room(env, 1), env.Effort.Clients/2)), env.NextImage(ctx, "blue")
				stranger := image.As(target.Stranger, "the user belongs to another project")
				attempts := removals(stranger, slices.Repeat([]string{"blue"}, len(tags)))
				exchanges := burst(ctx, env, image, append(additions(image, tags), attempts...)...)
				for i, x := range exchanges {
					accepted := [][]int{{http.StatusNoContent}, {http.StatusForbidden, http.StatusNotFound}}
					Expect(x).To(AnswerOneOf(accepted[i/len(tags)]))
				}
				Expect(image.Tags(ctx)).To(BeTags(append(tags, "blue")...))
			}
		})
}

// reads checks what clients see that read an image while others change it, or after that.
func reads(env *Env) {
	It("shows every acknowledged tag, also if others read the image meanwhile", requirement.ConcurrentCurrent,
		func(ctx SpecContext) {
			env.NeedsShow("what is shown after concurrent reads")
			for range rounds {
				tags, image := NumberedTags(1, min(room(env, 1), env.Effort.Clients/2)), env.NextImage(ctx, "blue")
				readers := slices.Repeat([]request{readUntilAbsent(image, "blue")}, env.Effort.Clients-len(tags))
				exchanges := burst(ctx, env, image, append(additions(image, tags), readers...)...)[:len(tags)]
				tags = determinate(image.Tags(ctx), exchanges)
				markContradictions(exchanges, tags)
				Expect(tags).To(BeTags(append(done(exchanges), "blue")...))
			}
		})

	It("shows the unchanged tags while others are changed", requirement.ConcurrentReads, func(ctx SpecContext) {
		env.NeedsShow("what is shown while others write")
		for range rounds {
			tags, image := NumberedTags(1, min(room(env, 1), env.Effort.Clients/2)), env.NextImage(ctx, "blue")
			image.WaitUntilVisible(ctx)
			readers := slices.Repeat([]request{readUntilAbsent(image, "blue")}, env.Effort.Clients-len(tags))
			exchanges := burst(ctx, env, image, append(readers, additions(image, tags)...)...)
			for _, x := range exchanges[:len(readers)] {
				Expect(x).To(Meet(shows("blue")))
			}
		}
	})
}

// readUntilAbsent reads the image up to four times in a row, until it lacks the tag.
func readUntilAbsent(image *Image, tag string) request {
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

// shows expects an image with the tag. An unanswered request, or a 5xx, says nothing about tags.
func shows(tag string) Expectation {
	return func(x *imageapi.Exchange) string {
		if x.Outcome != imageapi.Answered || x.Status() >= 500 {
			return ""
		}
		image, err := imageapi.DecodeImage(x.Content())
		if err != nil || !slices.Contains(image.Tags, tag) {
			return fmt.Sprintf("expected the tag %+q, which no request removes; got %d with the tags %+q",
				tag, x.Status(), image.Tags)
		}
		return ""
	}
}
