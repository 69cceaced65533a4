// Package access checks who may change the tags of an image.
package access

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of access to the tree of specs.
func Register(env *Env) {
	Describe("access", func() {
		unauthorised(env)
		challenge(env)
		tokenFirst(env)
		otherProject(env)
		reader(env)
		sharedConnection(env)
	})
}

func unauthorised(env *Env) {
	DescribeTable("PUT without a valid token is answered 401 and adds nothing", requirement.AccessAdd401,
		func(ctx SpecContext, token credential) {
			env.NeedsAuthentication()
			image := env.Image(ctx, "blue")
			Expect(image.AddTag(ctx, "green", token(ctx, env), badToken)).To(Answer(http.StatusUnauthorized))
			Expect(image.AddTag(ctx, "blue", token(ctx, env), badToken)).To(Answer(http.StatusUnauthorized))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}, badTokens())

	DescribeTable("DELETE without a valid token is answered 401 and removes nothing", requirement.AccessRemove401,
		func(ctx SpecContext, token credential) {
			env.NeedsAuthentication()
			image := env.Image(ctx, "blue")
			Expect(image.RemoveTag(ctx, "blue", token(ctx, env), badToken)).To(Answer(http.StatusUnauthorized))
			Expect(image.RemoveTag(ctx, "green", token(ctx, env), badToken)).To(Answer(http.StatusUnauthorized))
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		}, badTokens())
}

func challenge(env *Env) {
	challenged := Answer(http.StatusUnauthorized, HasField("WWW-Authenticate", "an authentication scheme", isChallenge))

	It("401 to PUT has an authentication challenge", requirement.AccessChallenge, func(ctx SpecContext) {
		env.NeedsAuthentication()
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", imageapi.WithoutToken(), badToken)).To(challenged)
	})

	It("401 to DELETE has an authentication challenge", requirement.AccessChallenge, func(ctx SpecContext) {
		env.NeedsAuthentication()
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, "blue", imageapi.WithoutToken(), badToken)).To(challenged)
	})
}

func tokenFirst(env *Env) {
	It("a bad token is answered 401 for an image that does not exist", requirement.AccessTokenFirst,
		func(ctx SpecContext) {
			env.NeedsAuthentication()
			missing := env.MissingImage()
			Expect(missing.AddTag(ctx, "blue", imageapi.WithToken(garbage))).To(Answer(http.StatusUnauthorized))
			Expect(missing.RemoveTag(ctx, "blue", imageapi.WithToken(garbage))).To(Answer(http.StatusUnauthorized))
		})

	It("a bad token is answered 401 for a tag that is too long", requirement.AccessTokenFirst, func(ctx SpecContext) {
		env.NeedsAuthentication()
		image, long := env.Image(ctx), strings.Repeat("a", MaxTag+1)
		Expect(image.AddTag(ctx, long, imageapi.WithToken(garbage))).To(Answer(http.StatusUnauthorized))
		Expect(image.RemoveTag(ctx, long, imageapi.WithToken(garbage))).To(Answer(http.StatusUnauthorized))
	})

	It("a bad token is answered 401 for a method other than PUT and DELETE", requirement.AccessTokenFirst,
		func(ctx SpecContext) {
			env.NeedsAuthentication()
			image := env.Image(ctx)
			Expect(image.AddTag(ctx, "blue", imageapi.WithMethod("GET"), imageapi.WithToken(garbage))).To(
				Answer(http.StatusUnauthorized),
			)
		})
}

func otherProject(env *Env) {
	visibility := map[string][2]Labels{
		"private":   {requirement.AccessAddPrivate, requirement.AccessRemovePrivate},
		"shared":    {requirement.AccessAddShared, requirement.AccessRemoveShared},
		"community": {requirement.AccessAddCommunity, requirement.AccessRemoveCommunity},
		"public":    {requirement.AccessAddPublic, requirement.AccessRemovePublic},
	}
	for _, v := range []string{"private", "shared", "community", "public"} {
		It("a stranger cannot add a tag to a "+v+" image", visibility[v][0], func(ctx SpecContext) {
			image, stranger := foreign(ctx, env, v)
			Expect(stranger.AddTag(ctx, "blue")).To(deny)
			Expect(stranger.AddTag(ctx, "green")).To(deny)
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		})

		It("a stranger cannot remove a tag from a "+v+" image", visibility[v][1], func(ctx SpecContext) {
			image, stranger := foreign(ctx, env, v)
			Expect(stranger.RemoveTag(ctx, "blue")).To(deny)
			Expect(stranger.RemoveTag(ctx, "green")).To(deny)
			Expect(image.Tags(ctx)).To(BeTags("blue"))
		})
	}

	It("fields that claim an identity give a stranger no access", requirement.AccessAddPrivate, func(ctx SpecContext) {
		image, stranger := foreign(ctx, env, "private")
		Expect(stranger.AddTag(ctx, "green", claiming)).To(deny)
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("the response to a stranger does not reveal whether a private image has a tag", requirement.AccessNoLeak,
		func(ctx SpecContext) {
			_, stranger := foreign(ctx, env, "private")
			present := stranger.RemoveTag(ctx, "blue")
			Expect(stranger.RemoveTag(ctx, "green")).To(Answer(present.Status()))
		})
}

func reader(env *Env) {
	It("a reader cannot add a tag", requirement.AccessReaderAdd, func(ctx SpecContext) {
		image, reader := readable(ctx, env)
		Expect(reader.AddTag(ctx, "green")).To(deny)
		Expect(reader.AddTag(ctx, "blue")).To(deny)
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})

	It("a reader cannot remove a tag", requirement.AccessReaderRemove, func(ctx SpecContext) {
		image, reader := readable(ctx, env)
		Expect(reader.RemoveTag(ctx, "blue")).To(deny)
		Expect(reader.RemoveTag(ctx, "green")).To(deny)
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	})
}

// sharedConnection sends every request with the owner's client, whatever the token, so that
// they share a connection.
func sharedConnection(env *Env) {
	It("every request is authorised by its own token, also on a shared connection", requirement.AccessOwnToken,
		func(ctx SpecContext) {
			env.NeedsUser(target.Stranger)
			env.NeedsRoom(2)
			image, stranger := env.Image(ctx), imageapi.WithDerivedToken(tokenOf(ctx, env, target.Stranger))
			for _, tag := range []string{"blue", "green"} {
				Expect(image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
				Expect(image.RemoveTag(ctx, tag, stranger, otherProjectsToken)).To(deny)
				Expect(image.RemoveTag(ctx, tag, imageapi.WithoutToken(), badToken)).To(Answer(http.StatusUnauthorized))
			}
			Expect(image.Tags(ctx)).To(BeTags("blue", "green"))
		})
}
