// Package robust checks how a server handles malformed and unusual requests.
package robust

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of robustness to the tree of specs.
func Register(env *Env) {
	Describe("robust", func() {
		escapes(env)
		segments(env)
		longPaths(env)
		fields(env)
		alive(env)
	})
}

func escapes(env *Env) {
	DescribeTable("a broken percent-encoding is not answered 5xx and affects no other tag", requirement.RobustEscapes,
		func(ctx SpecContext, escape string) {
			image := env.Image(ctx, "blue")
			Expect(image.RemoveTag(ctx, "blue", ToTarget(image.TagsPath()+"/"+escape))).To(NotCrash())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			x := image.AddTag(ctx, "blue", ToTarget(image.TagsPath()+"/"+escape))
			Expect(x).To(NotCrash())
			tags := image.Tags(ctx)
			Expect(tags).To(BeTags(withOneMore(x, tags, "blue")...))
		}, Entries("%", "%4", "%zz", "%u0041"))

	DescribeTable("a broken percent-encoding is refused", requirement.RobustEscapesRefused,
		func(ctx SpecContext, escape string) {
			image := env.Image(ctx)
			Expect(image.AddTag(ctx, "blue", ToTarget(image.TagsPath()+"/"+escape))).To(Refuse())
		}, Entries("%", "%4", "%zz"))
}

func segments(env *Env) {
	DescribeTable("a path with more segments after the tag is refused and changes nothing", requirement.RobustSegments,
		func(ctx SpecContext, end string) {
			image := env.Image(ctx, "blue")
			image.AlsoProbe("green", "blue/green")
			for _, method := range []string{"PUT", "DELETE"} {
				x := image.AddTag(ctx, "blue", imageapi.WithMethod(method), ToTarget(image.TagsPath()+end))
				Expect(x).To(Meet(refusedOrRedirected()))
				Expect(image.Tags(ctx)).To(BeTags("blue"))
			}
		}, Entries("/blue/green", "/blue/.."))

	It("a slash after the tag is not part of a tag", requirement.RobustSlash, func(ctx SpecContext) {
		image := env.Image(ctx, "red")
		image.AlsoProbe("blue/")
		x := image.AddTag(ctx, "blue", ToTarget(image.TagsPath()+"/blue/"))
		Expect(x).To(Meet(doneRefusedOrRedirected()))
		Expect(image.Tags(ctx)).To(BeTags(withBlue(x, "red")...))
	})
}

func longPaths(env *Env) {
	DescribeTable("a very long path is refused and changes nothing", requirement.RobustPath,
		func(ctx SpecContext, size int) {
			image := env.Image(ctx, "blue")
			path := image.TagsPath() + "/" + strings.Repeat("a", size)
			image.AlsoProbe(strings.Repeat("a", MaxTag))
			Expect(image.AddTag(ctx, "blue", ToTarget(path), imageapi.OnFreshConnection())).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			Expect(image.RemoveTag(ctx, "blue", ToTarget(path), imageapi.OnFreshConnection())).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("2 KiB", 2<<10), Entry("8 KiB", 8<<10), Entry("64 KiB", 64<<10))
}

func fields(env *Env) {
	carriedOutOrRefused := func(ctx SpecContext, options ...imageapi.Option) {
		GinkgoHelper()
		image := env.Image(ctx, "red")
		image.AlsoProbe("green")
		x := image.AddTag(
			ctx, "blue", append(options, imageapi.Invalid("unusual header fields"), withTagsPath(image))...,
		)
		Expect(x).To(Meet(doneOrRefused()))
		Expect(image.Tags(ctx)).To(BeTags(withBlue(x, "red")...))
	}

	It("200 additional header fields are ignored or refused", requirement.RobustManyFields, func(ctx SpecContext) {
		carriedOutOrRefused(ctx, manyFields(), imageapi.OnFreshConnection())
	})

	It("a header field of 64 KiB is ignored or refused", requirement.RobustLongField, func(ctx SpecContext) {
		carriedOutOrRefused(ctx, longField(), imageapi.OnFreshConnection())
	})

	DescribeTable("a request ID from the client is not answered 5xx", requirement.RobustRequestID,
		func(ctx SpecContext, id string) { carriedOutOrRefused(ctx, imageapi.WithField(requestID, id)) },
		Entry("of 36 characters", "0c6c9b5e-3d1f-4f7e-9b1a-6d5f2c8e7a10"),
		Entry("of 65 characters", strings.Repeat("a", 65)),
		Entry("of 1,000 characters", strings.Repeat("a", 1000)),
		Entry("of unusual characters", `req-"'<>;,{}%00%zz\`+"\t\u00e9"))

	It("requests with the same request ID are separate requests", requirement.RobustRequestID, func(ctx SpecContext) {
		same := imageapi.WithField(requestID, "req-0c6c9b5e-3d1f-4f7e-9b1a-6d5f2c8e7a10")
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
		Expect(image.AddTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	DescribeTable("a field without meaning here is ignored or refused", requirement.RobustOddFields,
		func(ctx SpecContext, name, value string) { carriedOutOrRefused(ctx, imageapi.WithField(name, value)) },
		Entry("If-Match", "If-Match", `"nonsense"`),
		Entry("If-None-Match", "If-None-Match", "*"),
		Entry("Range", "Range", "bytes=0-0"),
		Entry("Content-Encoding", "Content-Encoding", "gzip"),
		Entry("Prefer", "Prefer", "return=representation, respond-async"),
		Entry("Origin", "Origin", "https://example.com"),
		Entry("Forwarded", "Forwarded", `for=192.0.2.1;host=example.com;proto=ftp`),
		Entry("X-Original-URL", "X-Original-URL", tagsPath+"/green"))
}

func alive(env *Env) {
	DescribeTable("the server serves the next request", requirement.RobustAlive,
		func(ctx SpecContext, tag string, options ...imageapi.Option) {
			image := env.Image(ctx)
			abuse(ctx, image, tag, options...)
			Expect(next(ctx, env, image)).To(NotCrash())
			before := image.Tags(ctx)
			Expect(image.AddTag(ctx, "blue", imageapi.OnFreshConnection())).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags(append(before, "blue")...))
		},
		Entry("after bytes that are not UTF-8", "\xff\xfe"),
		Entry("after NUL", "a\x00b"),
		Entry("after a path of 64 KiB", strings.Repeat("a", 64<<10)),
		Entry("after a field of 64 KiB", "red", longField()),
		Entry("after 200 fields", "red", manyFields()),
		Entry("after a request ID of 1,000 characters",
			"red", imageapi.WithField(requestID, strings.Repeat("a", 1000))))
}
