package wire

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// heads are about request lines and fields that are malformed.
func heads(env *Env) {
	It("LF alone ends a line, or is refused", requirement.WireLineFeed, func(ctx SpecContext) {
		env.NeedsRoom(3)
		image := env.Image(ctx)
		// Where all lines end so a server may wait for CR LF: it is told that nothing more comes.
		all := []imageapi.Conversation{
			env.Converse(ctx, atOnce, image.Adding("blue", Malformed("LF behind the request line"), instead(version+"\r\n", version+"\n"), imageapi.Closing())),
			env.Converse(ctx, atOnce, image.Adding("green", Malformed("LF behind a field"), odd("a\nX-Even: b"), imageapi.Closing())),
			env.Converse(ctx, halfClosed, image.Adding("red", Malformed("LF behind every line"), instead("\r\n", "\n"), imageapi.Closing())),
		}
		Expect(all).To(follow(doneOrRefused))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, all...))
	})

	DescribeTable("is part of a value, or refused", func(ctx SpecContext, what, value string) {
		env.NeedsRoom(2)
		image := env.Image(ctx)
		// PUT without a length: what looks like one would be taken for it.
		c := env.Converse(ctx, atOnce, image.Adding("blue", Malformed(what), odd(value), imageapi.WithoutLength()), image.Adding("green", imageapi.Closing()))
		Expect(c).To(follow(doneOrRefused, doneIfAnswered))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	},
		Entry("a folded line", requirement.WireFolding, "a folded line", "a\r\n "+hiddenLength),
		Entry("CR", requirement.WireFieldOctets, "CR in a value", "a\r"+hiddenLength),
		Entry("NUL", requirement.WireFieldOctets, "NUL in a value", "a\x00b"))

	It("white space before the colon is refused", requirement.WireColon, func(ctx SpecContext) {
		refuses(ctx, env, []rule{refused},
			wrong("a space behind the name of a field", imageapi.WithField("X-Odd ", "a")),
			wrong("a space behind Content-Length", framed("Content-Length ", "5"), followedBy("hello")))
	})

	It("a request without one host is refused", requirement.WireHost, func(ctx SpecContext) {
		host := "Host: " + env.Target.Root.Host + "\r\n"
		refuses(ctx, env, []rule{refused},
			wrong("no Host", instead(host, "")),
			wrong("two Host", instead(host, host+"Host: other.example\r\n")),
			wrong("a Host with a space", instead(host, "Host: a b\r\n")),
			wrong("a Host with a slash", instead(host, "Host: a/b\r\n")))
	})

	It("a request line that is none is refused, not repaired", requirement.WireRequestLine, func(ctx SpecContext) {
		refuses(ctx, env, []rule{refusedOrMoved},
			wrong("a space in the target", instead("/tags/blue ", "/tags/bl ue ")),
			wrong("no version", instead(" "+version, "")),
			wrong("a version without a number", instead(version, "HTTP/1.x")),
			wrong("a version in lower case", instead(version, "http/1.1")))
	})

	It("an empty line before the request line is ignored", requirement.WireEmptyLine, func(ctx SpecContext) {
		image := env.Image(ctx)
		c := env.Converse(ctx, atOnce, image.Adding("blue", imageapi.Invalid("an empty line before it"), imageapi.Closing(),
			imageapi.Spelled(func(octets string) string { return "\r\n" + octets })))
		Expect(c).To(follow(inOrder(status(204))))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
	})

	It("octets beyond ASCII are refused, or mean what their escapes mean", requirement.WireTargetOctets, func(ctx SpecContext) {
		env.NeedsAlphabet("é")
		image := env.Image(ctx)
		c := env.Converse(ctx, atOnce, image.Adding("é", Malformed("UTF-8 in the target"), image.Spelled("é"), imageapi.Closing()))
		Expect(c).To(follow(doneOrRefused))
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, c))
		refuses(ctx, env, []rule{refused}, wrong("an octet in the target that is no UTF-8", instead("/tags/blue ", "/tags/bl\xffue ")))
	})
}

// version is how the request line ends.
const version = "HTTP/1.1"

// hiddenLength would make a body of the request behind it.
const hiddenLength = "Content-Length: 60"

// odd sends a field with a value that it can't have.
func odd(value string) imageapi.Option { return imageapi.WithField("X-Odd", value) }

// instead takes other octets for some.
func instead(of, octets string) imageapi.Option {
	return imageapi.Spelled(func(request string) string { return strings.ReplaceAll(request, of, octets) })
}
