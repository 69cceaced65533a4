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

// arrivals are about when and in what pieces a request comes.
func arrivals(env *Env) {
	DescribeTable("a request is understood octet by octet", requirement.WireSegments, func(ctx SpecContext, options ...imageapi.Option) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		whole := image.AddTag(ctx, "blue", options...)
		// What is asked for behind the first octet makes sure that it arrives alone.
		c := env.Pipeline(ctx, imageapi.WriteOptions{Piece: 1, Between: atMost(1, func() { image.Client().ShowImage(ctx, image.ID) })},
			image.Adding("green", append(options, imageapi.Closing())...))
		Expect(c).To(follow(inOrder(as(whole))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(whole), c))
	},
		Entry("without a body"),
		Entry("with a body", imageapi.WithBody(corpus.Filler(20), "")),
		Entry("with a body in chunks", imageapi.WithBody(corpus.Filler(20), ""), imageapi.InChunks()))

	It("a slow client keeps nobody waiting", requirement.WireSlowClient, func(ctx SpecContext) {
		image := env.Image(ctx)
		var meanwhile []*imageapi.Exchange
		others := atMost(3, func() {
			if n := len(meanwhile); n == 0 || meanwhile[n-1].Outcome == imageapi.Answered {
				meanwhile = append(meanwhile, image.Client().ShowImage(ctx, image.ID))
			}
		})
		c := env.Pipeline(ctx, imageapi.WriteOptions{Piece: 100, Between: others}, image.Adding("blue", imageapi.Closing()))
		for _, x := range meanwhile {
			Expect(x).To(Meet(anyAnswer), "while another request was on its way")
		}
		Expect(c).To(follow(inOrder(status(204, 408))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("a client that shut down its side gets its answer", requirement.WireHalfClosed, func(ctx SpecContext) {
		image := env.Image(ctx)
		c := env.Pipeline(ctx, imageapi.WriteOptions{HalfClosed: true}, image.Adding("blue", imageapi.Closing()))
		Expect(c).To(follow(inOrder(status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("a body that is held back is asked for, or the answer comes without", requirement.WireExpect, func(ctx SpecContext) {
		image := env.Image(ctx)
		x := image.AddTagOnce(ctx, "blue", imageapi.WithBody(corpus.Filler(20), ""), imageapi.WithholdingBody())
		Expect(x).To(NotCrash())
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(x)))
	})

	It("a body in chunks ends where it ends", requirement.WireChunks, func(ctx SpecContext) {
		image := env.Image(ctx)
		usual := image.AddTag(ctx, "blue", imageapi.WithBody(corpus.Filler(5), ""), imageapi.InChunks())
		behind := status(http.StatusNotFound) // removes what was added, if it was
		if usual.Status() == http.StatusNoContent {
			behind = status(http.StatusNoContent)
		}
		for _, chunks := range []string{
			"1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n",
			"5;a;b=c;d=\"e;f\"\r\nhello\r\n0;g=h\r\n\r\n",
			"5\r\nhello\r\n0\r\nX-Sum: 5\r\nX-More: yes\r\n\r\n",
		} {
			c := env.Pipeline(ctx, atOnce, image.Adding("blue", inChunks, followedBy(chunks)), image.Removing("blue", imageapi.Closing()))
			Expect(c).To(follow(inOrder(as(usual), behind)))
		}
	})
}

// atMost calls do the first n times.
func atMost(n int, do func()) func() {
	return func() {
		if n > 0 {
			n--
			do()
		}
	}
}

// conversation is an ordinary exchange, to be looked at with others.
func conversation(x *imageapi.Exchange) imageapi.Conversation {
	return imageapi.Conversation{Exchanges: []*imageapi.Exchange{x}}
}

// inChunks announces chunks, which must follow the head.
func inChunks(r *imageapi.Request) { framed("Transfer-Encoding", "chunked")(r) }

// framed announces a body by one field, in place of those that tell its length.
func framed(name, value string) imageapi.Option {
	return func(r *imageapi.Request) {
		r.NoLength = true
		r.Fields = append(r.Fields, imageapi.Field{Name: name, Value: value})
	}
}

// followedBy puts octets behind the head.
func followedBy(octets string) imageapi.Option {
	return imageapi.Spelled(func(head string) string { return head + octets })
}

// sized announces a body of n octets.
func sized(n int) imageapi.Option { return framed("Content-Length", strconv.Itoa(n)) }
