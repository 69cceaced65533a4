package wire

import (
	"net/http"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// segments checks requests that arrive slowly or in pieces.
func segments(env *Env) {
	DescribeTable("a request sent byte by byte means the same", requirement.WireSegments,
		func(ctx SpecContext, options ...imageapi.Option) {
			env.NeedsRoom(2)
			image := env.Image(ctx)
			whole := image.AddTag(ctx, "blue", options...)
			// The GET after the first byte makes sure that this byte arrives alone.
			c := env.Pipeline(
				ctx,
				imageapi.WriteOptions{Piece: 1, Between: atMost(1, func() { image.Client().ShowImage(ctx, image.ID) })},
				image.AddMessage("green", append(options, imageapi.Closing())...),
			)
			Expect(c).To(follow(inOrder(as(whole))))
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(whole), c))
		},
		Entry("without a body"),
		Entry("with a body", imageapi.WithBody(corpus.Filler(20), "")),
		Entry("with a body in chunks", imageapi.WithBody(corpus.Filler(20), ""), imageapi.InChunks()))

	It("a slow client does not block others", requirement.WireSlowClient, func(ctx SpecContext) {
		image := env.Image(ctx)
		var meanwhile []*imageapi.Exchange
		others := atMost(3, func() {
			if n := len(meanwhile); n == 0 || meanwhile[n-1].Outcome == imageapi.Answered {
				meanwhile = append(meanwhile, image.Client().ShowImage(ctx, image.ID))
			}
		})
		c := env.Pipeline(
			ctx, imageapi.WriteOptions{Piece: 100, Between: others}, image.AddMessage("blue", imageapi.Closing()),
		)
		for _, x := range meanwhile {
			Expect(x).To(Meet(anyStatus), "while another request was in flight")
		}
		Expect(c).To(follow(inOrder(status(204, 408))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("a client that shut down its sending side gets the response", requirement.WireHalfClosed, func(ctx SpecContext) {
		image := env.Image(ctx)
		c := env.Pipeline(ctx, imageapi.WriteOptions{HalfClosed: true}, image.AddMessage("blue", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("with Expect: 100-continue, 100 or the final response comes before the body", requirement.WireExpect,
		func(ctx SpecContext) {
			image := env.Image(ctx)
			x := image.AddTagOnce(ctx, "blue", imageapi.WithBody(corpus.Filler(20), ""), imageapi.WithholdingBody())
			Expect(x).To(NotCrash())
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(x)))
		})

	It("a body in chunks ends where it should", requirement.WireChunks, func(ctx SpecContext) {
		image := env.Image(ctx)
		usual := image.AddTag(ctx, "blue", imageapi.WithBody(corpus.Filler(5), ""), imageapi.InChunks())
		next := status(http.StatusNotFound) // of the removal, if the tag was not added
		if usual.Status() == http.StatusNoContent {
			next = status(http.StatusNoContent)
		}
		for _, chunks := range []string{
			"1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n",
			"5;a;b=c;d=\"e;f\"\r\nhello\r\n0;g=h\r\n\r\n",
			"5\r\nhello\r\n0\r\nX-Sum: 5\r\nX-More: yes\r\n\r\n",
		} {
			c := env.Pipeline(
				ctx, atOnce, image.AddMessage("blue", inChunks, followedBy(chunks)),
				image.RemoveMessage("blue", imageapi.Closing()),
			)
			Expect(c).To(follow(inOrder(as(usual), next)))
		}
	})
}

// atMost returns a function whose first n calls call do.
func atMost(n int, do func()) func() {
	return func() {
		if n > 0 {
			n--
			do()
		}
	}
}

// conversation returns an ordinary exchange as a conversation.
func conversation(x *imageapi.Exchange) imageapi.Conversation {
	return imageapi.Conversation{Exchanges: []*imageapi.Exchange{x}}
}

// inChunks announces a body in chunks, which must follow the head.
func inChunks(r *imageapi.Request) { framed("Transfer-Encoding", "chunked")(r) }

// framed announces a body by one field, instead of the usual ones.
func framed(name, value string) imageapi.Option {
	return func(r *imageapi.Request) {
		r.NoLength = true
		r.Fields = append(r.Fields, imageapi.Field{Name: name, Value: value})
	}
}

// followedBy appends bytes to the head.
func followedBy(text string) imageapi.Option {
	return imageapi.Spelled(func(head string) string { return head + text })
}

// sized announces a body of n bytes.
func sized(n int) imageapi.Option { return framed("Content-Length", strconv.Itoa(n)) }
