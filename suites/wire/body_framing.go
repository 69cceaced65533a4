package wire

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// halfClosed shuts down the sending side: a server that may rightly wait for more then knows that
// nothing comes.
var halfClosed = imageapi.WriteOptions{HalfClosed: true}

// bodyFraming checks where the body of a request ends.
func bodyFraming(env *Env) {
	DescribeTable("bytes after the end of a body are not part of it", requirement.WireSurplus,
		func(ctx SpecContext, before imageapi.Option) {
			env.NeedsRoom(3)
			image := env.Image(ctx)
			body := imageapi.WithBody(corpus.Filler(5), "")
			usual := image.AddTag(ctx, "blue", body)
			c := env.Pipeline(
				ctx, atOnce, image.AddMessage("green", body),
				image.AddMessage("red", Malformed("bytes after a body"), imageapi.Closing(), before),
			)
			Expect(c).To(follow(inOrder(as(usual), anyStatus), notDone))
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(usual), firstOf(c)))
		},
		Entry("garbage", imageapi.Spelled(func(string) string { return "nonsense\r\n\r\n" })),
		Entry("a request after garbage", imageapi.Spelled(func(request string) string { return "nonsense" + request })))

	It("an incomplete request is refused or dropped", requirement.WireIncomplete, func(ctx SpecContext) {
		env.NeedsRoom(3)
		image := env.Image(ctx)
		half := env.Converse(
			ctx, halfClosed, image.AddMessage("blue", Malformed("half a head"), imageapi.Spelled(withoutEnd)),
		)
		bodies := []imageapi.Conversation{
			env.Converse(
				ctx, halfClosed, image.AddMessage("green", Malformed("half a body"), sized(20), followedBy("hello")),
			),
			env.Converse(
				ctx, halfClosed,
				image.AddMessage("red", Malformed("chunks without the last"), inChunks, followedBy("5\r\nhello\r\n")),
			),
		}
		Expect(half).To(follow(refused, closed))
		Expect(bodies).To(follow(doneOrRefused, closed))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, bodies...))
	})

	It("a request with two lengths is refused, or the connection is closed", requirement.WireBothLengths,
		func(ctx SpecContext) {
			env.NeedsRoom(2)
			image := env.Image(ctx)
			// By either length the body is these five bytes.
			both := []imageapi.Option{
				Malformed("Content-Length and Transfer-Encoding"), inChunks, sized(5), followedBy("0\r\n\r\n"),
			}
			c := env.Converse(
				ctx, atOnce, image.AddMessage("blue", both...),
				image.AddMessage("green", Malformed("after a request with two lengths"), imageapi.Closing()),
			)
			Expect(c).To(follow(doneOrRefused, answeredOnce, closed))
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, firstOf(c)))
		})

	It("no part of the chunks is parsed as a request", requirement.WireBodyNoRequest, func(ctx SpecContext) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		hidden := "PUT " + image.TagsPath() + "/green HTTP/1.1\r\nHost: " + imageapi.Authority(env.Target.Root) +
			"\r\nContent-Length: 0\r\n\r\n"
		line := fmt.Sprintf("%08x\r\n", len(hidden))
		image.AlsoProbe("green")
		message := image.AddMessage("blue", Malformed("Content-Length within chunks"), inChunks, sized(len(line)),
			followedBy(line+hidden+"\r\n0\r\n\r\n"))
		c := env.Converse(ctx, atOnce, message)
		Expect(c).To(follow(doneOrRefused, answeredOnce))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("a Content-Length that is not a single number is refused", requirement.WireContentLength, func(ctx SpecContext) {
		length := func(value string) flaw {
			return wrong("Content-Length: "+value, framed("Content-Length", value), followedBy("hello"))
		}
		expectRefused(
			ctx,
			env,
			[]rule{refused, closed},
			length("5, 6"),
			length("+5"),
			length("-1"),
			length("18446744073709551621"),
			wrong("Content-Length: 5 and then 6", sized(5), sized(6), followedBy("hello")),
		)
	})

	It("an unknown transfer coding is refused", requirement.WireCodings, func(ctx SpecContext) {
		coding := func(value string) flaw {
			return wrong(
				"Transfer-Encoding: "+value, framed("Transfer-Encoding", value), followedBy("5\r\nhello\r\n0\r\n\r\n"),
			)
		}
		expectRefused(
			ctx, env, []rule{refused, closed}, coding("tagcheck, chunked"), coding("chunked, tagcheck"),
			coding("tagcheck"),
		)
	})

	It("an invalid chunk is refused", requirement.WireChunkSize, func(ctx SpecContext) {
		chunk := func(size string) flaw {
			return wrong("the chunk size "+size+" for five bytes", inChunks, followedBy(size+"\r\nhello\r\n0\r\n\r\n"))
		}
		expectRefused(
			ctx, env, []rule{refused, closed}, chunk("zz"), chunk("-5"), chunk("3"), chunk("10000000000000005"),
		)
	})
}

// flaw is one way in which a request can be malformed.
type flaw struct {
	what string
	how  []imageapi.Option
}

func wrong(what string, how ...imageapi.Option) flaw { return flaw{what, how} }

// expectRefused sends PUT with each flaw, and expects that every conversation follows the rules and
// that none has an effect.
func expectRefused(ctx context.Context, env *Env, rules []rule, flaws ...flaw) {
	image := env.Image(ctx)
	var all []imageapi.Conversation
	for _, f := range flaws {
		all = append(all, env.Converse(ctx, halfClosed, image.AddMessage("blue", append(f.how, Malformed(f.what))...)))
	}
	Expect(all).To(follow(rules...))
	Expect(image.Tags(ctx)).To(BeTags())
}

// withoutEnd removes the empty line at the end of a head.
func withoutEnd(head string) string { return strings.TrimSuffix(head, "\r\n") }

// firstOf returns the conversation with its first exchange only.
func firstOf(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges = c.Exchanges[:1]
	return c
}
