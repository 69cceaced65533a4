package wire

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// commonLine is the length of a request line that every server should accept, in bytes (RFC 9112,
// 3).
const commonLine = 8000

// requestLines checks valid request lines that are rare.
func requestLines(env *Env) {
	It("the absolute form of a target is accepted", requirement.WireAbsoluteForm, func(ctx SpecContext) {
		image := env.Image(ctx)
		root := env.Target.Root
		absolute := ToTarget(root.Scheme + "://" + imageapi.Authority(root) + image.TagsPath() + "/blue")
		Expect(image.AddTag(ctx, "blue", absolute)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue", absolute)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("host and port are not a valid target here", requirement.WireAuthorityForm, func(ctx SpecContext) {
		authority := imageapi.WithTarget(imageapi.Authority(env.Target.Root))
		expectRefused(ctx, env, []rule{refusedOrRedirected},
			wrong("CONNECT", imageapi.WithMethod(http.MethodConnect), authority),
			wrong("host and port as a target", authority))
	})

	It("an HTTP/1.0 request gets a response that an HTTP/1.0 client can read", requirement.WireOldVersion,
		func(ctx SpecContext) {
			image := env.Image(ctx)
			old := []imageapi.Option{instead(version+"\r\n", "HTTP/1.0\r\n"), imageapi.Invalid("HTTP/1.0")}
			added := env.Pipeline(ctx, atOnce, image.AddMessage("blue", old...))
			removed := env.Pipeline(ctx, atOnce, image.RemoveMessage("green", old...))
			Expect(added).To(follow(inOrder(status(204, 426)), closed))
			Expect(removed).To(follow(inOrder(status(404, 426)), closed))
			for _, x := range []*imageapi.Exchange{added.Exchanges[0], removed.Exchanges[0]} {
				Expect(x).To(Meet(LacksField("Transfer-Encoding")))
			}
			Expect(image.Tags(ctx)).To(image.AgreeWith(nil, added, removed))
		})

	DescribeTable("a long request line is accepted or answered 414", requirement.WireLongRequestLine,
		func(ctx SpecContext, size int, statuses ...int) {
			image := env.Image(ctx)
			target := image.TagsPath() + "/blue?x="
			target += strings.Repeat("a", size-len("PUT "+target+" "+version))
			x := image.AddTag(ctx, "blue", ToTarget(target), imageapi.OnFreshConnection())
			Expect(x).To(AnswerOneOf(statuses))
			Expect(image.Tags(ctx)).To(BeTags(added(x, "blue")...))
		},
		Entry("of 8,000 bytes", commonLine, http.StatusNoContent),
		Entry("of 64 KiB", 64<<10, http.StatusNoContent, http.StatusRequestURITooLong))
}

// added returns the tag if x was answered 204.
func added(x *imageapi.Exchange, tag string) []string {
	if x.Status() == http.StatusNoContent {
		return []string{tag}
	}
	return nil
}
