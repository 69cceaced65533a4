package tagop

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
)

// Bodies registers the checks of requests with a body: it is ignored. The bodies are those of
// any type that the operation must ignore.
func (op Operation) Bodies(env *Env, bodies []corpus.Body) {
	DescribeTable("ignores a body", op.Cited.BodyIgnored, func(ctx SpecContext, b corpus.Body) {
		op.ExpectIgnored(ctx, env, imageapi.WithBody(b.Data, b.Type))
	}, BodyEntries(bodies))

	DescribeTable("needs no body", op.Cited.BodyNone, func(ctx SpecContext, options ...imageapi.Option) {
		var others []string
		if !op.Adds { // the set-up must not need what is judged: to add a tag without a body
			others = []string{"green"}
		}
		image := op.image(ctx, env, others...)
		Expect(op.Send(image, ctx, "blue", options...)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(op.done(others...)...))
	}, op.emptyBodies())

	DescribeTable("ignores a body in chunks of", op.Cited.BodyChunked, func(ctx SpecContext, n int) {
		op.ExpectIgnored(ctx, env, imageapi.WithBody(corpus.Filler(n), ""), imageapi.InChunks())
	}, Entry("no bytes", 0), Entry("20 bytes", 20), Entry("64 KiB", 64<<10))

	DescribeTable("answers Expect: 100-continue", op.Cited.BodyExpect,
		func(ctx SpecContext, options ...imageapi.Option) {
			op.ExpectIgnored(ctx, env, append(options, imageapi.ExpectingContinue())...)
		},
		Entry("with a body of JSON", imageapi.WithBody([]byte("{}"), "application/json")),
		Entry("with a body in chunks", imageapi.WithBody(corpus.Filler(20), ""), imageapi.InChunks()),
	)

	DescribeTable("ignores a body of", op.Cited.BodyLarge, func(ctx SpecContext, n int) {
		op.ExpectIgnored(ctx, env, imageapi.WithBody(corpus.Filler(n), ""))
	}, Entry("4 KiB", 4<<10), Entry("64 KiB", 64<<10))

	It("ignores a body of 1 MiB or refuses it with 413", op.Cited.BodyMebibyte, func(ctx SpecContext) {
		image := op.image(ctx, env, "green")
		x := op.Send(image, ctx, "blue", imageapi.WithBody(corpus.Filler(1<<20), ""))
		Expect(x).To(AnswerOneOf([]int{http.StatusNoContent, http.StatusRequestEntityTooLarge}))
		Expect(image.Tags(ctx)).To(BeTags(op.After(x, "green")...))
	})

	It("ignores a body of 1 MiB", op.Cited.BodyMebibyte204, func(ctx SpecContext) {
		op.ExpectIgnored(ctx, env, imageapi.WithBody(corpus.Filler(1<<20), ""))
	})

	DescribeTable("answers the next request on the connection", op.Cited.BodyNext,
		func(ctx SpecContext, options ...imageapi.Option) {
			env.NeedsRoom(3)
			image := op.image(ctx, env, "green")
			x := op.Send(image, ctx, "blue", append(options, imageapi.OnFreshConnection())...)
			before := image.Tags(ctx)
			Expect(image.AddTag(ctx, "red")).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags(append(before, "red")...))
			Expect(before).To(BeTags(op.After(x, "green")...))
		}, NextRequestEntries())
}

// ExpectIgnored sends the operation with options and expects the result without them.
func (op Operation) ExpectIgnored(ctx SpecContext, env *Env, options ...imageapi.Option) {
	GinkgoHelper()
	image := op.image(ctx, env, "green")
	Expect(op.Send(image, ctx, "blue", options...)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags(op.done("green")...))
}

// emptyBodies returns the ways to send a request without a body.
func (op Operation) emptyBodies() []TableEntry {
	entries := []TableEntry{
		Entry("without Content-Type"),
		Entry("with an empty body", imageapi.WithBody(nil, "")),
		Entry("with an empty body of JSON", imageapi.WithBody(nil, "application/json")),
	}
	if op.Adds { // DELETE has no Content-Length anyway
		entries = append(entries, Entry("without Content-Length", imageapi.WithoutLength()))
	}
	return entries
}

// BodyEntries returns a table entry for each body.
func BodyEntries(bodies []corpus.Body) []TableEntry {
	var entries []TableEntry
	for _, b := range bodies {
		entries = append(entries, Entry(b.Name, b))
	}
	return entries
}

// NextRequestEntries returns bodies that a server parses as the next request if it leaves them
// unread. Each entry is a list of options.
func NextRequestEntries() []TableEntry {
	request := []byte("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	return []TableEntry{
		Entry("after a body that looks like a request", imageapi.WithBody(request, "")),
		Entry("after a body in chunks", imageapi.WithBody(request, ""), imageapi.InChunks()),
		Entry("after a body of 16 KiB", imageapi.WithBody(corpus.Filler(16<<10), "")),
	}
}
