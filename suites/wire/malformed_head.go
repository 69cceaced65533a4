package wire

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// malformedHeads checks malformed request lines and fields.
func malformedHeads(env *Env) {
	It("a bare LF ends a line or is refused", requirement.WireLineFeed, func(ctx SpecContext) {
		env.NeedsRoom(3)
		image := env.Image(ctx)
		// If no line ends in CR LF a server may wait for one, so the sending side is shut down.
		all := []imageapi.Conversation{
			env.Converse(
				ctx, atOnce,
				image.AddMessage(
					"blue", Malformed("LF after the request line"), instead(version+"\r\n", version+"\n"),
					imageapi.Closing(),
				),
			),
			env.Converse(
				ctx, atOnce,
				image.AddMessage("green", Malformed("LF after a field"), odd("a\nX-Even: b"), imageapi.Closing()),
			),
			env.Converse(
				ctx, halfClosed,
				image.AddMessage("red", Malformed("LF after every line"), instead("\r\n", "\n"), imageapi.Closing()),
			),
		}
		Expect(all).To(follow(doneOrRefused))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, all...))
	})

	DescribeTable("is part of a value, or refused", func(ctx SpecContext, what, value string) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		// PUT has no length: a server might take the value for one.
		c := env.Converse(
			ctx, atOnce, image.AddMessage("blue", Malformed(what), odd(value), imageapi.WithoutLength()),
			image.AddMessage("green", imageapi.Closing()),
		)
		Expect(c).To(follow(doneOrRefused, doneIfAnswered))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	},
		Entry("a folded line", requirement.WireFolding, "a folded line", "a\r\n "+hiddenLength),
		Entry("CR", requirement.WireFieldOctets, "CR in a value", "a\r"+hiddenLength),
		Entry("NUL", requirement.WireFieldOctets, "NUL in a value", "a\x00b"))

	It("white space before the colon is refused", requirement.WireColon, func(ctx SpecContext) {
		expectRefused(ctx, env, []rule{refused},
			wrong("a space after a field name", imageapi.WithField("X-Odd ", "a")),
			wrong("a space after Content-Length", framed("Content-Length ", "5"), followedBy("hello")))
	})

	It("a request without exactly one valid Host is refused", requirement.WireHost, func(ctx SpecContext) {
		host := "Host: " + imageapi.Authority(env.Target.Root) + "\r\n"
		expectRefused(ctx, env, []rule{refused},
			wrong("no Host", instead(host, "")),
			wrong("two Host fields", instead(host, host+"Host: other.example\r\n")),
			wrong("a Host with a space", instead(host, "Host: a b\r\n")),
			wrong("a Host with a slash", instead(host, "Host: a/b\r\n")))
	})

	It("an invalid request line is refused, not repaired", requirement.WireRequestLine, func(ctx SpecContext) {
		expectRefused(ctx, env, []rule{refusedOrRedirected},
			wrong("a space in the target", instead("/tags/blue ", "/tags/bl ue ")),
			wrong("no version", instead(" "+version, "")),
			wrong("a version without a number", instead(version, "HTTP/1.x")),
			wrong("a version in lower case", instead(version, "http/1.1")))
	})

	It("an empty line before the request line is ignored", requirement.WireEmptyLine, func(ctx SpecContext) {
		image := env.Image(ctx)
		message := image.AddMessage("blue", imageapi.Invalid("an empty line before it"), imageapi.Closing(),
			imageapi.Spelled(func(request string) string { return "\r\n" + request }))
		c := env.Converse(ctx, atOnce, message)
		Expect(c).To(follow(inOrder(status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("raw non-ASCII bytes are refused, or mean the same as their encoding", requirement.WireTargetOctets,
		func(ctx SpecContext) {
			env.NeedsAlphabet("é")
			image := env.Image(ctx)
			c := env.Converse(
				ctx, atOnce,
				image.AddMessage("é", Malformed("UTF-8 in the target"), image.SpelledAs("é"), imageapi.Closing()),
			)
			Expect(c).To(follow(doneOrRefused))
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
			expectRefused(
				ctx, env, []rule{refused},
				wrong("a byte in the target that is not valid UTF-8", instead("/tags/blue ", "/tags/bl\xffue ")),
			)
		})
}

// version is the end of the request line.
const version = "HTTP/1.1"

// hiddenLength would turn the next request into a body.
const hiddenLength = "Content-Length: 60"

// odd sends a field with an invalid value.
func odd(value string) imageapi.Option { return imageapi.WithField("X-Odd", value) }

// instead replaces a part of the request.
func instead(of, with string) imageapi.Option {
	return imageapi.Spelled(func(request string) string { return strings.ReplaceAll(request, of, with) })
}
