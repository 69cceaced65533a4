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

// users checks that an image has the same tags for everybody.
func users(env *Env) {
	It("a reader is shown each change by the owner", requirement.ObserveUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Reader)
		env.NeedsShow("what a reader sees")
		image := env.Image(ctx)
		reader := image.As(target.Reader, "the user may only read")
		if x := reader.Show(ctx); x.Status() != http.StatusOK {
			env.Unsupported("the reader can't read the owner's image: showing it is answered %d", x.Status())
		}
		image.AddTag(ctx, "blue")
		Expect(reader.Seen(ctx)).To(Answer(http.StatusOK, shows("blue")))
		image.RemoveTag(ctx, "blue")
		Expect(reader.Seen(ctx)).To(Answer(http.StatusOK, shows()))
	})

	It("a tag is the image's, whoever adds it", requirement.ObserveUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Admin)
		image := env.Image(ctx, "blue")
		admin := image.As(target.Admin, "the image belongs to another project")
		if x := admin.AddTag(ctx, "blue"); x.Status() == http.StatusForbidden || x.Status() == http.StatusNotFound {
			env.Unsupported("the admin may not tag the owner's image: it is answered %d", x.Status())
		}
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(admin.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNotFound))
		Expect(admin.AddTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "green")).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})
}

// unchanged checks what a client does that keeps a copy of the image: it asks
// whether that is still true.
func unchanged(env *Env) {
	It("an image that was tagged is not called unchanged", requirement.ObserveETag, func(ctx SpecContext) {
		image := env.Image(ctx)
		for _, change := range []func(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange{image.AddTag, image.RemoveTag} {
			copied, there := seen(ctx, env, image).Header("ETag")
			if !there {
				copied = `"none"` // what matches nothing is never unchanged
			}
			Expect(change(ctx, "blue")).To(Answer(http.StatusNoContent))
			image.Settle(ctx)
			Expect(ask(ctx, env, image, imageapi.WithField("If-None-Match", copied))).To(Answer(http.StatusOK))
		}
	})
}

func ask(ctx context.Context, env *Env, image *Image, options ...imageapi.Option) *imageapi.Exchange {
	return env.Send(ctx, func(ctx context.Context) *imageapi.Exchange {
		return image.Client().ShowImage(ctx, image.ID, options...)
	})
}

// shows expects exactly these tags in the image that is shown.
func shows(tags ...string) Expectation {
	return func(x *imageapi.Exchange) string {
		image, err := imageapi.DecodeImage(x.Content())
		if err != nil {
			return err.Error()
		}
		slices.Sort(image.Tags)
		if !slices.Equal(image.Tags, tags) {
			return fmt.Sprintf("expected the tags %+q; came %+q", tags, image.Tags)
		}
		return ""
	}
}
