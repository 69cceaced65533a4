package observe

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

// users checks that an image has the same tags for all users.
func users(env *Env) {
	It("a reader sees each change by the owner", requirement.ObserveUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Reader)
		env.NeedsShow("what a reader sees")
		image := env.Image(ctx)
		reader := image.As(target.Reader, "the user has read-only access")
		if x := reader.Show(ctx); x.Status() != http.StatusOK {
			env.Unsupported("the reader cannot read the owner's image: GET was answered %d", x.Status())
		}
		image.AddTag(ctx, "blue")
		Expect(reader.ShowCurrent(ctx)).To(Answer(http.StatusOK, hasTags("blue")))
		image.RemoveTag(ctx, "blue")
		Expect(reader.ShowCurrent(ctx)).To(Answer(http.StatusOK, hasTags()))
	})

	It("a tag belongs to the image, whoever adds it", requirement.ObserveUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Admin)
		image := env.Image(ctx, "blue")
		admin := image.As(target.Admin, "the image belongs to another project")
		if x := admin.AddTag(ctx, "blue"); x.Status() == http.StatusForbidden || x.Status() == http.StatusNotFound {
			env.Unsupported("the admin may not tag the owner's image: PUT was answered %d", x.Status())
		}
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(admin.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(admin.AddTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})
}

// unchanged checks the conditional GET of a client that has a copy of the image.
func unchanged(env *Env) {
	It("a changed image is not answered 304", requirement.ObserveETag, func(ctx SpecContext) {
		image := env.Image(ctx)
		type operation func(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange
		for _, change := range []operation{image.AddTag, image.RemoveTag} {
			copied, there := shown(ctx, env, image).Header("ETag")
			if !there {
				copied = `"none"` // it matches no image
			}
			Expect(change(ctx, "blue")).To(Answer(http.StatusNoContent))
			image.WaitUntilVisible(ctx)
			again := conditionalGet(ctx, env, image, imageapi.WithField("If-None-Match", copied))
			Expect(again).To(Answer(http.StatusOK))
		}
	})
}

func conditionalGet(ctx context.Context, env *Env, image *Image, options ...imageapi.Option) *imageapi.Exchange {
	return env.Send(ctx, func(ctx context.Context) *imageapi.Exchange {
		return image.Client().ShowImage(ctx, image.ID, options...)
	})
}

// hasTags expects an image with exactly these tags.
func hasTags(tags ...string) Expectation {
	return func(x *imageapi.Exchange) string {
		image, err := imageapi.DecodeImage(x.Content())
		if err != nil {
			return err.Error()
		}
		slices.Sort(image.Tags)
		if !slices.Equal(image.Tags, tags) {
			return fmt.Sprintf("expected the tags %+q; got %+q", tags, image.Tags)
		}
		return ""
	}
}
