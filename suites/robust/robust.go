// Package robust checks what a server does with requests that are wrong.
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
	DescribeTable("a broken percent-escape is no server error and touches no other tag", requirement.RobustEscapes,
		func(ctx SpecContext, escape string) {
			image := env.Image(ctx, "blue")
			Expect(image.RemoveTag(ctx, "blue", At(image.TagsPath()+"/"+escape))).To(NotCrash())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			x := image.AddTag(ctx, "blue", At(image.TagsPath()+"/"+escape))
			Expect(x).To(NotCrash())
			tags := image.Tags(ctx)
			Expect(tags).To(BeTags(withOneMore(x, tags, "blue")...))
		}, Entries("%", "%4", "%zz", "%u0041"))

	DescribeTable("a broken percent-escape is refused", requirement.RobustEscapesRefused,
		func(ctx SpecContext, escape string) {
			image := env.Image(ctx)
			Expect(image.AddTag(ctx, "blue", At(image.TagsPath()+"/"+escape))).To(Refuse())
		}, Entries("%", "%4", "%zz"))
}

func segments(env *Env) {
	DescribeTable("a path that goes on behind the tag is refused and changes nothing", requirement.RobustSegments,
		func(ctx SpecContext, end string) {
			image := env.Image(ctx, "blue")
			image.Suspect("green", "blue/green")
			for _, method := range []string{"PUT", "DELETE"} {
				Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method), At(image.TagsPath()+end))).To(Meet(refusedOrMoved()))
				Expect(image.Tags(ctx)).To(BeTags("blue"))
			}
		}, Entries("/blue/green", "/blue/.."))

	It("a slash behind the tag is part of no tag", requirement.RobustSlash, func(ctx SpecContext) {
		image := env.Image(ctx, "red")
		image.Suspect("blue/")
		x := image.AddTag(ctx, "blue", At(image.TagsPath()+"/blue/"))
		Expect(x).To(Meet(doneRefusedOrMoved()))
		Expect(image.Tags(ctx)).To(BeTags(withBlue(x, "red")...))
	})
}

func longPaths(env *Env) {
	DescribeTable("a very long path is refused and changes nothing", requirement.RobustPath,
		func(ctx SpecContext, size int) {
			image := env.Image(ctx, "blue")
			path := image.TagsPath() + "/" + strings.Repeat("a", size)
			image.Suspect(strings.Repeat("a", MaxTag))
			Expect(image.AddTag(ctx, "blue", At(path), imageapi.OnFreshConnection())).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
			Expect(image.RemoveTag(ctx, "blue", At(path), imageapi.OnFreshConnection())).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("2 KiB", 2<<10), Entry("8 KiB", 8<<10), Entry("64 KiB", 64<<10))
}

func fields(env *Env) {
	carriedOutOrRefused := func(ctx SpecContext, options ...imageapi.Option) {
		GinkgoHelper()
		image := env.Image(ctx, "red")
		image.Suspect("green")
		x := image.AddTag(ctx, "blue", append(options, imageapi.Invalid("header fields that make no sense"), inPath(image))...)
		Expect(x).To(Meet(doneOrRefused()))
		Expect(image.Tags(ctx)).To(BeTags(withBlue(x, "red")...))
	}

	It("200 more header fields are ignored or refused", requirement.RobustManyFields, func(ctx SpecContext) {
		carriedOutOrRefused(ctx, manyFields(), imageapi.OnFreshConnection())
	})

	It("a header field of 64 KiB is ignored or refused", requirement.RobustLongField, func(ctx SpecContext) {
		carriedOutOrRefused(ctx, longField(), imageapi.OnFreshConnection())
	})

	DescribeTable("a request id of the client's is no server error", requirement.RobustRequestID,
		func(ctx SpecContext, id string) { carriedOutOrRefused(ctx, imageapi.WithField(requestID, id)) },
		Entry("of 36 characters", "0c6c9b5e-3d1f-4f7e-9b1a-6d5f2c8e7a10"),
		Entry("of 65 characters", strings.Repeat("a", 65)),
		Entry("of 1,000 characters", strings.Repeat("a", 1000)),
		Entry("of odd characters", `req-"'<>;,{}%00%zz\`+"\t\u00e9"))

	It("requests with the same request id are requests of their own", requirement.RobustRequestID, func(ctx SpecContext) {
		same := imageapi.WithField(requestID, "req-0c6c9b5e-3d1f-4f7e-9b1a-6d5f2c8e7a10")
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
		Expect(image.AddTag(ctx, "blue", same)).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	DescribeTable("a field that makes no sense here is ignored or refused", requirement.RobustOddFields,
		func(ctx SpecContext, name, value string) { carriedOutOrRefused(ctx, imageapi.WithField(name, value)) },
		Entry("If-Match", "If-Match", `"nonsense"`),
		Entry("If-None-Match", "If-None-Match", "*"),
		Entry("Range", "Range", "bytes=0-0"),
		Entry("Content-Encoding", "Content-Encoding", "gzip"),
		Entry("Prefer", "Prefer", "return=representation, respond-async"),
		Entry("Origin", "Origin", "https://example.com"),
		Entry("Forwarded", "Forwarded", `for=192.0.2.1;host=example.com;proto=ftp`),
		Entry("X-Original-URL", "X-Original-URL", tagsHere+"/green"))
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
		Entry("after bytes that are no UTF-8", "\xff\xfe"),
		Entry("after NUL", "a\x00b"),
		Entry("after a path of 64 KiB", strings.Repeat("a", 64<<10)),
		Entry("after a field of 64 KiB", "red", longField()),
		Entry("after 200 fields", "red", manyFields()),
		Entry("after a request id of 1,000 characters", "red", imageapi.WithField(requestID, strings.Repeat("a", 1000))))
}
