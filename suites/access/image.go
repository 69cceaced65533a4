package access

import (
	"context"
	"net/http"
	"regexp"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
)

// deny is the document's 403, or 404 by a server that hides what a user may
// not see.
var deny = check.AnswerOneOf([]int{http.StatusForbidden, http.StatusNotFound})

// What is wrong with the requests that are sent on the owner's image.
var (
	badToken = imageapi.Invalid("the token is not valid")
	strange  = imageapi.Invalid("the user is of another project")
)

// scheme is an auth-scheme of RFC 9110 section 11.1 and what may follow it.
var scheme = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+([ ,]|$)")

func isChallenge(value string) bool { return scheme.MatchString(value) }

// foreign lends an image with the tag "blue" that is not the stranger's, as its
// owner and as the stranger have it.
func foreign(ctx context.Context, env *check.Env, visibility string) (image, stranger *check.Image) {
	ginkgo.GinkgoHelper()
	env.NeedsUser(target.Stranger)
	image = published(ctx, env, visibility)
	if env.Found.Shows {
		if v := image.Attributes(ctx)["visibility"]; v != visibility {
			env.Unsupported("an image that should be %s is %v", visibility, v)
		}
	}
	if x := image.AddTag(ctx, "blue"); x.Status() != http.StatusNoContent {
		env.Blocked("the image could not be given a tag to begin with: it was answered %d", x.Status())
	}
	return image, image.As(target.Stranger, "the image belongs to another project")
}

// published lends the owner's image, or the administrator's where the owner
// may not publish.
func published(ctx context.Context, env *check.Env, visibility string) *check.Image {
	ginkgo.GinkgoHelper()
	image, err := env.TryPublished(ctx, target.Owner, visibility)
	if err == nil {
		return image
	}
	env.NeedsFinal(err)
	if env.Clients[target.Admin] == nil {
		env.Unsupported("the owner can't make an image %s, and no admin was given: %v", visibility, err)
	}
	image, err = env.TryPublished(ctx, target.Admin, visibility)
	if err != nil {
		env.NeedsFinal(err)
		env.Unsupported("neither the owner nor the admin can make an image %s: %v", visibility, err)
	}
	strangerIsAdmins(ctx, env, image)
	return image
}

// strangerIsAdmins ends the check where the stranger belongs to the project of
// the administrator: what that owns is not foreign to it.
func strangerIsAdmins(ctx context.Context, env *check.Env, admins *check.Image) {
	ginkgo.GinkgoHelper()
	own, err := env.TryPublished(ctx, target.Stranger, "private")
	if err != nil || !env.Found.Shows {
		return // a stranger need not be allowed to create images
	}
	project := own.Attributes(ctx)["owner"]
	if project != nil && project == admins.Attributes(ctx)["owner"] {
		env.Unsupported("the stranger and the admin are of one project, so the admin's images are not foreign to it")
	}
}

// readable lends an image with the tag "blue", as its owner and as the reader
// have it.
func readable(ctx context.Context, env *check.Env) (image, reader *check.Image) {
	ginkgo.GinkgoHelper()
	env.NeedsUser(target.Reader)
	image = env.Image(ctx, "blue")
	reader = image.As(target.Reader, "the user may only read")
	if x := reader.Show(ctx); env.Found.Shows && x.Status() != http.StatusOK && reader.AddTag(ctx, "blue").Status()/100 != 2 {
		env.Unsupported("the reader can't read the owner's image: showing it is answered %d", x.Status())
	}
	return image, reader
}
