package wire

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// atOnce writes all of a conversation in one go.
var atOnce = imageapi.WriteOptions{}

func pipelines(env *Env) {
	It("requests on one image that are written at once are answered in order", requirement.WirePipeline, func(ctx SpecContext) {
		image := env.Image(ctx)
		// Whichever is lost or comes early, the next answer is another one.
		c := env.Pipeline(ctx, atOnce, image.Adding("blue"), image.Removing("blue"), image.Removing("blue"),
			image.Adding("blue"), image.Removing("blue", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204), status(204), status(404), status(204), status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("requests on two images that are written at once are answered in order", requirement.WirePipeline, func(ctx SpecContext) {
		one, other := env.Image(ctx), env.Image(ctx)
		c := env.Pipeline(ctx, atOnce, one.Adding("blue"), other.Removing("blue"), other.Adding("green"), one.Removing("green"),
			other.Removing("green", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204), status(404), status(204), status(404), status(204))))
		Expect(one.Tags(ctx)).To(one.AgreeWith(nil, c))
		Expect(other.Tags(ctx)).To(other.AgreeWith(nil, c))
	})

	It("a refused method leaves the answers behind it in step", requirement.WirePipelineInStep, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		patch := image.Asking("PATCH", "blue", imageapi.WithBody([]byte(`{"tags": []}`), "application/json"))
		c := env.Pipeline(ctx, atOnce, image.Asking("HEAD", "blue"), image.Removing("green"), patch,
			image.Removing("red", imageapi.Closing()))
		Expect(c).To(follow(inOrder(anyAnswer, status(404), anyAnswer, status(404))))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("requests of several users on one connection count by their own tokens", requirement.WirePipelineUsers, func(ctx SpecContext) {
		env.NeedsUser(target.Stranger)
		env.NeedsRoom(2)
		image := env.Image(ctx)
		stranger := image.As(target.Stranger, "another user's image")
		nobody := func(tag string) Message {
			return image.Asking(http.MethodDelete, tag, imageapi.WithoutToken(), imageapi.Invalid("no token"))
		}
		c := env.Pipeline(ctx, atOnce, image.Adding("blue"), nobody("blue"), stranger.Adding("green"), image.Removing("red"),
			stranger.Removing("blue"), image.Adding("pink", imageapi.Closing()))
		no := status(401, 403, 404)
		Expect(c).To(follow(inOrder(status(204), no, no, status(404), no, status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})
}
