package tagop

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
)

// Responses registers the checks of the response to a correct request.
func (op Operation) Responses(env *Env) {
	It("answers 204", op.Cited.Answers204, func(ctx SpecContext) {
		Expect(op.Send(op.image(ctx, env), ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	DescribeTable("sends no body after a 204", op.Cited.NoBody, func(ctx SpecContext, options ...imageapi.Option) {
		x := op.Send(op.image(ctx, env), ctx, "blue", append(options, imageapi.Closing())...)
		Expect(x).To(Answer(http.StatusNoContent, EmptyBody()))
	},
		Entry("to an ordinary client"),
		Entry("to a client that accepts compression", imageapi.WithField("Accept-Encoding", "gzip, deflate, br")),
	)

	DescribeTable("answers 204 whatever Accept is", op.Cited.AcceptIgnored, func(ctx SpecContext, accept string) {
		image := op.image(ctx, env)
		Expect(op.Send(image, ctx, "blue", imageapi.WithField("Accept", accept))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(op.done()...))
	},
		Entry("XML", "application/xml"),
		Entry("HTML", "text/html"),
		Entry("nothing", "*/*;q=0"),
	)

	DescribeTable("ignores a query", op.Cited.QueryIgnored, func(ctx SpecContext, query string) {
		x := op.Send(op.image(ctx, env), ctx, "blue", imageapi.WithQuery(query))
		Expect(x).To(Answer(http.StatusNoContent))
	}, QueryEntries())
}

// QueryEntries returns queries that name neither the operation nor its tag.
func QueryEntries() []TableEntry {
	return []TableEntry{
		Entry("another tag", "tag=red"),
		Entry("an unknown parameter", "x=1"),
		Entry("an empty query", ""),
	}
}
