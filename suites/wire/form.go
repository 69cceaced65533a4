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

// commonLine is the length of a request line that every server should
// understand, in octets (RFC 9112, 3).
const commonLine = 8000

// forms are about request lines that are right, and rare.
func forms(env *Env) {
	It("the absolute form of a target is accepted", requirement.WireAbsoluteForm, func(ctx SpecContext) {
		image := env.Image(ctx)
		root := env.Target.Root
		absolute := At(root.Scheme + "://" + root.Host + image.TagsPath() + "/blue")
		Expect(image.AddTag(ctx, "blue", absolute)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue", absolute)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})

	It("host and port are a target for nobody here", requirement.WireAuthorityForm, func(ctx SpecContext) {
		authority := imageapi.WithTarget(env.Target.Root.Host)
		refuses(ctx, env, []rule{refusedOrMoved},
			wrong("CONNECT", imageapi.WithMethod(http.MethodConnect), authority),
			wrong("host and port as a target", authority))
	})

	It("a request of HTTP/1.0 is answered as that can be read", requirement.WireOldVersion, func(ctx SpecContext) {
		image := env.Image(ctx)
		old := []imageapi.Option{instead(version+"\r\n", "HTTP/1.0\r\n"), imageapi.Invalid("HTTP/1.0")}
		added := env.Pipeline(ctx, atOnce, image.Adding("blue", old...))
		removed := env.Pipeline(ctx, atOnce, image.Removing("green", old...))
		Expect(added).To(follow(inOrder(status(204, 426)), closed))
		Expect(removed).To(follow(inOrder(status(404, 426)), closed))
		for _, x := range []*imageapi.Exchange{added.Exchanges[0], removed.Exchanges[0]} {
			Expect(x).To(Meet(LacksField("Transfer-Encoding")))
		}
		Expect(image.Tags(ctx)).To(image.AgreeWith(nil, added, removed))
	})

	DescribeTable("a long request line is understood, or answered 414", requirement.WireLongRequestLine,
		func(ctx SpecContext, octets int, statuses ...int) {
			image := env.Image(ctx)
			target := image.TagsPath() + "/blue?x="
			target += strings.Repeat("a", octets-len("PUT "+target+" "+version))
			x := image.AddTag(ctx, "blue", At(target), imageapi.OnFreshConnection())
			Expect(x).To(AnswerOneOf(statuses))
			Expect(image.Tags(ctx)).To(BeTags(added(x, "blue")...))
		},
		Entry("of 8,000 octets", commonLine, http.StatusNoContent),
		Entry("of 64 KiB", 64<<10, http.StatusNoContent, http.StatusRequestURITooLong))
}

// added gives the tag where x says that it was added.
func added(x *imageapi.Exchange, tag string) []string {
	if x.Status() == http.StatusNoContent {
		return []string{tag}
	}
	return nil
}
