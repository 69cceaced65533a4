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

// halfClosed tells a server that nothing more comes, where it may rightly wait
// for more.
var halfClosed = imageapi.WriteOptions{HalfClosed: true}

// framings are about where a request ends.
func framings(env *Env) {
	DescribeTable("what follows the end of a body is no part of it", requirement.WireSurplus, func(ctx SpecContext, before imageapi.Option) {
		env.NeedsRoom(3)
		image := env.Image(ctx)
		body := imageapi.WithBody(corpus.Filler(5), "")
		usual := image.AddTag(ctx, "blue", body)
		c := env.Pipeline(ctx, atOnce, image.Adding("green", body), image.Adding("red", Malformed("what follows a body"), imageapi.Closing(), before))
		Expect(c).To(follow(inOrder(as(usual), anyAnswer), notDone))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, conversation(usual), firstOf(c)))
	},
		Entry("nonsense", imageapi.Spelled(func(string) string { return "nonsense\r\n\r\n" })),
		Entry("a request behind nonsense", imageapi.Spelled(func(octets string) string { return "nonsense" + octets })))

	It("a request that never becomes complete is refused or forgotten", requirement.WireIncomplete, func(ctx SpecContext) {
		env.NeedsRoom(3)
		image := env.Image(ctx)
		half := env.Converse(ctx, halfClosed, image.Adding("blue", Malformed("half a head"), imageapi.Spelled(withoutEnd)))
		bodies := []imageapi.Conversation{
			env.Converse(ctx, halfClosed, image.Adding("green", Malformed("half a body"), sized(20), followedBy("hello"))),
			env.Converse(ctx, halfClosed, image.Adding("red", Malformed("chunks without the last"), inChunks, followedBy("5\r\nhello\r\n"))),
		}
		Expect(half).To(follow(refused, closed))
		Expect(bodies).To(follow(doneOrRefused, closed))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, bodies...))
	})

	It("two lengths are refused, or the connection is closed", requirement.WireBothLengths, func(ctx SpecContext) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		// By either length the body is these five octets.
		both := []imageapi.Option{Malformed("Content-Length and Transfer-Encoding"), inChunks, sized(5), followedBy("0\r\n\r\n")}
		c := env.Converse(ctx, atOnce, image.Adding("blue", both...), image.Adding("green", Malformed("behind two lengths"), imageapi.Closing()))
		Expect(c).To(follow(doneOrRefused, answeredOnce, closed))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, firstOf(c)))
	})

	It("nothing within the chunks is taken for a request", requirement.WireBodyNoRequest, func(ctx SpecContext) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		hidden := "PUT " + image.TagsPath() + "/green HTTP/1.1\r\nHost: " + env.Target.Root.Host + "\r\nContent-Length: 0\r\n\r\n"
		line := fmt.Sprintf("%08x\r\n", len(hidden))
		image.Suspect("green")
		c := env.Converse(ctx, atOnce, image.Adding("blue", Malformed("Content-Length within chunks"), inChunks, sized(len(line)),
			followedBy(line+hidden+"\r\n0\r\n\r\n")))
		Expect(c).To(follow(doneOrRefused, answeredOnce))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("a Content-Length that is no one number is refused", requirement.WireContentLength, func(ctx SpecContext) {
		length := func(value string) flaw {
			return wrong("Content-Length: "+value, framed("Content-Length", value), followedBy("hello"))
		}
		refuses(ctx, env, []rule{refused, closed}, length("5, 6"), length("+5"), length("-1"), length("18446744073709551621"),
			wrong("Content-Length: 5 and then 6", sized(5), sized(6), followedBy("hello")))
	})

	It("a transfer coding that nobody knows is refused", requirement.WireCodings, func(ctx SpecContext) {
		coding := func(value string) flaw {
			return wrong("Transfer-Encoding: "+value, framed("Transfer-Encoding", value), followedBy("5\r\nhello\r\n0\r\n\r\n"))
		}
		refuses(ctx, env, []rule{refused, closed}, coding("tagcheck, chunked"), coding("chunked, tagcheck"), coding("tagcheck"))
	})

	It("a broken chunk is refused", requirement.WireChunkSize, func(ctx SpecContext) {
		chunk := func(size string) flaw {
			return wrong("the chunk size "+size+" for five octets", inChunks, followedBy(size+"\r\nhello\r\n0\r\n\r\n"))
		}
		refuses(ctx, env, []rule{refused, closed}, chunk("zz"), chunk("-5"), chunk("3"), chunk("10000000000000005"))
	})
}

// flaw is one way in which a request can be malformed.
type flaw struct {
	what string
	how  []imageapi.Option
}

func wrong(what string, how ...imageapi.Option) flaw { return flaw{what, how} }

// refuses sends PUT with each flaw, and expects that what comes of it follows
// the rules and that none has an effect.
func refuses(ctx context.Context, env *Env, rules []rule, flaws ...flaw) {
	image := env.Image(ctx)
	var all []imageapi.Conversation
	for _, f := range flaws {
		all = append(all, env.Converse(ctx, halfClosed, image.Adding("blue", append(f.how, Malformed(f.what))...)))
	}
	Expect(all).To(follow(rules...))
	Expect(image.Tags(ctx)).To(BeTags())
}

// withoutEnd takes off the empty line at the end of a head.
func withoutEnd(head string) string { return strings.TrimSuffix(head, "\r\n") }

// firstOf is the conversation as far as it is about its first request.
func firstOf(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges = c.Exchanges[:1]
	return c
}
