// Package wire checks what goes over the wire around the answers. What holds
// for every request of a run is judged over all traffic.
package wire

import (
	"context"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// watch is how long a connection that should stay is looked at: a server that
// closes after an answer does it at once.
const watch = 50 * time.Millisecond

// Register adds the checks of the wire to the tree of specs.
func Register(env *Env) {
	Describe("wire", func() {
		closing(env)
		injection(env)
		fieldNames(env)
		pipelines(env)
		arrivals(env)
		framings(env)
		heads(env)
		forms(env)
	})
}

func closing(env *Env) {
	It("a connection stays, or the answer says that it closes", requirement.WireKeepAlive, func(ctx SpecContext) {
		image := env.Image(ctx)
		image.Client().CloseIdle() // what is watched is the connection of this request
		x := image.AddTag(ctx, "blue")
		silent := !env.Found.KeepsAlive || !x.Received.Closed && image.Client().ClosesSilently(ctx, watch)
		Expect(x).To(Answer(http.StatusNoContent, notClosed(silent)))
	})

	It("a client that asks to close is told so", requirement.WireCloses, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.Closing())).To(Answer(http.StatusNoContent, saysClose()))
	})
}

func fieldNames(env *Env) {
	It("the names of header fields may be in lower case", requirement.WireFieldCase, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.InLowerCase())).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue", imageapi.InLowerCase())).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})
}

func injection(env *Env) {
	DescribeTable("nothing of a tag becomes a header field", requirement.WireNoInjection,
		func(ctx SpecContext, lineBreak string) {
			expectNoField(ctx, env, "blue"+lineBreak+injectedField+": yes")
		},
		Entry("behind CR LF", "\r\n"),
		Entry("behind LF", "\n"),
		Entry("behind CR", "\r"))

	It("nothing of a tag becomes the beginning of another answer", requirement.WireNoInjection, func(ctx SpecContext) {
		expectNoField(ctx, env, "blue\r\n\r\nHTTP/1.1 200 OK\r\n"+injectedField+": yes\r\n\r\n")
	})
}

// injectedField is a name that no server sends by itself.
const injectedField = "X-Tagcheck-Injected"

func expectNoField(ctx context.Context, env *Env, tag string) {
	GinkgoHelper()
	image := env.Image(ctx)
	Expect(image.AddTag(ctx, tag, imageapi.Closing())).To(Meet(LacksField(injectedField), nothingBehind()))
	Expect(image.RemoveTag(ctx, tag, imageapi.Closing())).To(Meet(LacksField(injectedField), nothingBehind()))
}

func notClosed(silent bool) Expectation {
	return func(*imageapi.Exchange) string {
		if silent {
			return "expected the connection to stay, or Connection: close; it was closed without a word"
		}
		return ""
	}
}

func saysClose() Expectation {
	return func(x *imageapi.Exchange) string {
		if !x.Received.Closed {
			value, _ := x.Header("Connection")
			return "expected Connection: close, as asked for; came " + orNone(value)
		}
		return ""
	}
}

func nothingBehind() Expectation {
	return func(x *imageapi.Exchange) string {
		if x.Received.Surplus.Size > 0 {
			return "expected nothing behind the answer; came more: " + x.Received.Surplus.Text
		}
		return ""
	}
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}
