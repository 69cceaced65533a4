// Package method checks methods other than PUT and DELETE on the URL of a tag.
package method

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of methods to the tree of specs.
func Register(env *Env) {
	Describe("method", func() {
		refused(env)
		noEffect(env)
		override(env)
		responses(env)
		collection(env)
	})
}

func refused(env *Env) {
	DescribeTable("a method other than PUT and DELETE is answered 405", requirement.MethodRefused,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed))
			Expect(image.AddTag(ctx, "green", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed))
		}, Entries("GET", "HEAD", "POST", "PATCH"))

	DescribeTable("TRACE and an unknown method are answered 405 or 501", requirement.MethodUnknown,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).
				To(AnswerOneOf([]int{http.StatusMethodNotAllowed, http.StatusNotImplemented}))
		}, Entries("TRACE", "FOO"))

	DescribeTable("405 names the allowed methods", requirement.MethodAllow,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed,
				HasField("Allow", "PUT and DELETE, and none of GET, POST and PATCH", allowsOperations)))
		}, Entries("GET", "POST", "PATCH"))
}

func noEffect(env *Env) {
	DescribeTable("a method other than PUT and DELETE has no effect", requirement.MethodNoEffect,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			image.AddTag(ctx, "blue", imageapi.WithMethod(method))
			image.AddTag(ctx, "green", imageapi.WithMethod(method))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}, Entries("GET", "HEAD", "POST", "PATCH", "TRACE", "FOO"))

	It("put in lower case is not PUT", requirement.MethodCase, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "green", imageapi.WithMethod("put"))).To(Meet(refusedOrNotImplemented()))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("delete in lower case is not DELETE", requirement.MethodCase, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue", imageapi.WithMethod("delete"))).To(Meet(refusedOrNotImplemented()))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("OPTIONS has no effect and is not answered 5xx", requirement.MethodOptions, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		for _, tag := range []string{"blue", "green"} {
			Expect(image.AddTag(ctx, tag, imageapi.WithMethod("OPTIONS"))).To(NotCrash())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}
	})
}

func override(env *Env) {
	DescribeTable("a header field that names another method has no effect", requirement.MethodOverride,
		func(ctx SpecContext, field string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "green", imageapi.WithField(field, "DELETE"))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
			Expect(image.RemoveTag(ctx, "blue", imageapi.WithField(field, "PUT"))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}, Entries("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"))

	DescribeTable("a query that names a method does not turn a request into an operation", requirement.MethodQuery,
		func(ctx SpecContext, method, query, tag string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, tag, imageapi.WithMethod(method), imageapi.WithQuery(query))).
				To(AnswerOneOf([]int{http.StatusMethodNotAllowed, http.StatusBadRequest}))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		},
		Entry("GET ?_method=DELETE", "GET", "_method=DELETE", "blue"),
		Entry("GET ?_method=PUT", "GET", "_method=PUT", "green"),
		Entry("POST ?_method=DELETE", "POST", "_method=DELETE", "blue"),
		Entry("POST ?_method=PUT", "POST", "_method=PUT", "green"))
}

func responses(env *Env) {
	It("the response to HEAD has no content", requirement.MethodHead, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "blue", imageapi.WithMethod("HEAD"), imageapi.Closing())).To(Meet(EmptyBody()))
	})

	It("TRACE does not send the token back", requirement.MethodTrace, func(ctx SpecContext) {
		env.NeedsAuthentication()
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "blue", imageapi.WithMethod("TRACE"))).To(Meet(noToken()))
	})
}

func collection(env *Env) {
	DescribeTable("the URL without a tag is refused and changes nothing", requirement.MethodTagsPath,
		func(ctx SpecContext, method, end string) {
			image := env.Image(ctx, "blue", "green")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method), ToTarget(image.TagsPath()+end))).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
		},
		Entry("PUT …/tags", "PUT", ""),
		Entry("PUT …/tags/", "PUT", "/"),
		Entry("DELETE …/tags", "DELETE", ""),
		Entry("DELETE …/tags/", "DELETE", "/"))
}
