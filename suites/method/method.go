// Package method checks the methods that a tag's URL does not have.
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
		answers(env)
		collection(env)
	})
}

func refused(env *Env) {
	DescribeTable("a method that a tag does not have is answered 405", requirement.MethodRefused,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed))
			Expect(image.AddTag(ctx, "green", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed))
		}, Entries("GET", "HEAD", "POST", "PATCH"))

	DescribeTable("a method that is no operation anywhere is answered 405 or 501", requirement.MethodUnknown,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).
				To(AnswerOneOf([]int{http.StatusMethodNotAllowed, http.StatusNotImplemented}))
		}, Entries("TRACE", "FOO"))

	DescribeTable("405 names the methods that a tag has", requirement.MethodAllow,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method))).To(Answer(http.StatusMethodNotAllowed,
				HasField("Allow", "PUT and DELETE, and none of GET, POST and PATCH", allowsOperations)))
		}, Entries("GET", "POST", "PATCH"))
}

func noEffect(env *Env) {
	DescribeTable("a method that a tag does not have neither adds nor removes one", requirement.MethodNoEffect,
		func(ctx SpecContext, method string) {
			image := env.Image(ctx, "blue")
			image.AddTag(ctx, "blue", imageapi.WithMethod(method))
			image.AddTag(ctx, "green", imageapi.WithMethod(method))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}, Entries("GET", "HEAD", "POST", "PATCH", "TRACE", "FOO"))

	It("put in lower case is no PUT", requirement.MethodCase, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, "green", imageapi.WithMethod("put"))).To(Meet(refusedOrUnknown()))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("delete in lower case is no DELETE", requirement.MethodCase, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue", imageapi.WithMethod("delete"))).To(Meet(refusedOrUnknown()))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("OPTIONS has no effect and is no server error", requirement.MethodOptions, func(ctx SpecContext) {
		image := env.Image(ctx, "blue")
		for _, tag := range []string{"blue", "green"} {
			Expect(image.AddTag(ctx, tag, imageapi.WithMethod("OPTIONS"))).To(NotCrash())
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}
	})
}

func override(env *Env) {
	DescribeTable("a header that names another method changes nothing", requirement.MethodOverride,
		func(ctx SpecContext, field string) {
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "green", imageapi.WithField(field, "DELETE"))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
			Expect(image.RemoveTag(ctx, "blue", imageapi.WithField(field, "PUT"))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("green"))
		}, Entries("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"))

	DescribeTable("a query that names a method makes no operation of a request", requirement.MethodQuery,
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

func answers(env *Env) {
	It("the answer to HEAD has no content", requirement.MethodHead, func(ctx SpecContext) {
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
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod(method), At(image.TagsPath()+end))).To(Refuse())
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
		},
		Entry("PUT …/tags", "PUT", ""),
		Entry("PUT …/tags/", "PUT", "/"),
		Entry("DELETE …/tags", "DELETE", ""),
		Entry("DELETE …/tags/", "DELETE", "/"))
}
