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

// atOnce sends a conversation in one write.
var atOnce = imageapi.WriteOptions{}

func pipelines(env *Env) {
	It("pipelined requests on one image are answered in order", requirement.WirePipeline, func(ctx SpecContext) {
		image := env.Image(ctx)
		// If one response is lost or comes early, the next one has another status.
		c := env.Pipeline(ctx, atOnce,
			image.AddMessage("blue"), image.RemoveMessage("blue"), image.RemoveMessage("blue"),
			image.AddMessage("blue"), image.RemoveMessage("blue", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204), status(204), status(404), status(204), status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("pipelined requests on two images are answered in order", requirement.WirePipeline, func(ctx SpecContext) {
		one, other := env.Image(ctx), env.Image(ctx)
		c := env.Pipeline(ctx, atOnce,
			one.AddMessage("blue"), other.RemoveMessage("blue"), other.AddMessage("green"),
			one.RemoveMessage("green"), other.RemoveMessage("green", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204), status(404), status(204), status(404), status(204))))
		Expect(one.Tags(ctx)).To(one.AgreeWith(nil, c))
		Expect(other.Tags(ctx)).To(other.AgreeWith(nil, c))
	})

	It("a refused method does not put later responses out of step", requirement.WirePipelineInStep,
		func(ctx SpecContext) {
			image := env.Image(ctx, "blue")
			patch := image.NewMessage("PATCH", "blue", imageapi.WithBody([]byte(`{"tags": []}`), "application/json"))
			c := env.Pipeline(ctx, atOnce, image.NewMessage("HEAD", "blue"), image.RemoveMessage("green"), patch,
				image.RemoveMessage("red", imageapi.Closing()))
			Expect(c).To(follow(inOrder(anyStatus, status(404), anyStatus, status(404))))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		})

	It("pipelined requests of several users are authorised by their own tokens", requirement.WirePipelineUsers,
		func(ctx SpecContext) {
			env.NeedsUser(target.Stranger)
			env.NeedsRoom(2)
			image := env.Image(ctx)
			stranger := image.As(target.Stranger, "another user's image")
			anonymous := func(tag string) Message {
				return image.NewMessage(http.MethodDelete, tag, imageapi.WithoutToken(), imageapi.Invalid("no token"))
			}
			c := env.Pipeline(ctx, atOnce,
				image.AddMessage("blue"), anonymous("blue"), stranger.AddMessage("green"),
				image.RemoveMessage("red"), stranger.RemoveMessage("blue"),
				image.AddMessage("pink", imageapi.Closing()))
			no := status(401, 403, 404)
			Expect(c).To(follow(inOrder(status(204), no, no, status(404), no, status(204))))
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
		})
}
