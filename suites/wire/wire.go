// Package wire checks the bytes on the connection: framing, pipelining, and malformed messages. Rules
// that hold for every request of a run are in package traffic.
package wire

import (
	"cmp"
	"context"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// watch is how long a connection that should stay open is watched. A server that closes it does so
// right after the response.
const watch = 50 * time.Millisecond

// Register adds the checks of this area to the tree of specs.
func Register(env *Env) {
	Describe("wire", func() {
		closing(env)
		injection(env)
		fieldNames(env)
		pipelines(env)
		segments(env)
		bodyFraming(env)
		malformedHeads(env)
		requestLines(env)
	})
}

func closing(env *Env) {
	It("a connection stays open, or the response announces its end", requirement.WireKeepAlive, func(ctx SpecContext) {
		image := env.Image(ctx)
		image.Client().CloseIdle() // so that this request uses a new connection
		x := image.AddTag(ctx, "blue")
		unannounced := !env.Found.KeepsAlive || !x.Received.Closed && image.Client().ClosesSilently(ctx, watch)
		Expect(x).To(Answer(http.StatusNoContent, notClosed(unannounced)))
	})

	It("the response to Connection: close has Connection: close", requirement.WireCloses, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.Closing())).To(Answer(http.StatusNoContent, saysClose()))
	})
}

func fieldNames(env *Env) {
	It("field names may be in lower case", requirement.WireFieldCase, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.InLowerCase())).To(Answer(http.StatusNoContent))
		Expect(image.RemoveTag(ctx, "blue", imageapi.InLowerCase())).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	})
}

func injection(env *Env) {
	DescribeTable("no part of a tag becomes a header field", requirement.WireNoInjection,
		func(ctx SpecContext, lineBreak string) {
			expectNoField(ctx, env, "blue"+lineBreak+injectedField+": yes")
		},
		Entry("after CR LF", "\r\n"),
		Entry("after LF", "\n"),
		Entry("after CR", "\r"))

	It("no part of a tag becomes the start of another response", requirement.WireNoInjection, func(ctx SpecContext) {
		expectNoField(ctx, env, "blue\r\n\r\nHTTP/1.1 200 OK\r\n"+injectedField+": yes\r\n\r\n")
	})
}

// injectedField is a name that no server uses.
const injectedField = "X-Tagcheck-Injected"

func expectNoField(ctx context.Context, env *Env, tag string) {
	GinkgoHelper()
	image := env.Image(ctx)
	Expect(image.AddTag(ctx, tag, imageapi.Closing())).To(Meet(LacksField(injectedField), noSurplus()))
	Expect(image.RemoveTag(ctx, tag, imageapi.Closing())).To(Meet(LacksField(injectedField), noSurplus()))
}

func notClosed(unannounced bool) Expectation {
	return func(*imageapi.Exchange) string {
		if unannounced {
			return "expected an open connection, or Connection: close; it was closed unannounced"
		}
		return ""
	}
}

func saysClose() Expectation {
	return func(x *imageapi.Exchange) string {
		if !x.Received.Closed {
			value, _ := x.Header("Connection")
			return "expected Connection: close, as in the request; got " + cmp.Or(value, "no such field")
		}
		return ""
	}
}

func noSurplus() Expectation {
	return func(x *imageapi.Exchange) string {
		if x.Received.Surplus.Size > 0 {
			return "expected nothing after the response; got " + x.Received.Surplus.Text
		}
		return ""
	}
}
