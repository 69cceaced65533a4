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

// deny is the document's 403, or 404 of a server that hides what a user may not see.
var deny = check.AnswerOneOf([]int{http.StatusForbidden, http.StatusNotFound})

// Why requests with the owner's client are refused.
var (
	badToken           = imageapi.Invalid("the token is not valid")
	otherProjectsToken = imageapi.Invalid("the user belongs to another project")
)

// scheme matches an auth-scheme of RFC 9110 section 11.1, and what may follow it.
var scheme = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+([ ,]|$)")

func isChallenge(value string) bool { return scheme.MatchString(value) }

// foreign returns an image with the tag "blue" that does not belong to the stranger's project,
// as its owner sees it and as the stranger does.
func foreign(ctx context.Context, env *check.Env, visibility string) (image, stranger *check.Image) {
	ginkgo.GinkgoHelper()
	env.NeedsUser(target.Stranger)
	image = published(ctx, env, visibility)
	if env.Found.Shows {
		if v := image.Attributes(ctx)["visibility"]; v != visibility {
			env.Unsupported("an image that was created as %s is %v", visibility, v)
		}
	}
	if x := image.AddTag(ctx, "blue"); x.Status() != http.StatusNoContent {
		env.Blocked("set-up failed: PUT of a tag was answered %d", x.Status())
	}
	return image, image.As(target.Stranger, "the image belongs to another project")
}

// published returns an image of the owner, or of the administrator if the owner may not
// create one with that visibility.
func published(ctx context.Context, env *check.Env, visibility string) *check.Image {
	ginkgo.GinkgoHelper()
	image, err := env.TryImage(ctx, target.Owner, visibility)
	if err == nil {
		return image
	}
	env.NeedsFinalRefusal(err)
	if env.Clients[target.Admin] == nil {
		env.Unsupported("the owner cannot create a %s image, and no admin is configured: %v", visibility, err)
	}
	image, err = env.TryImage(ctx, target.Admin, visibility)
	if err != nil {
		env.NeedsFinalRefusal(err)
		env.Unsupported("neither the owner nor the admin can create a %s image: %v", visibility, err)
	}
	needsOtherProject(ctx, env, image)
	return image
}

// needsOtherProject ends the check where the stranger belongs to the project of the
// administrator, whose images are not foreign to it then.
func needsOtherProject(ctx context.Context, env *check.Env, admins *check.Image) {
	ginkgo.GinkgoHelper()
	own, err := env.TryImage(ctx, target.Stranger, "private")
	if err != nil || !env.Found.Shows {
		return // the stranger may not create images, which is allowed
	}
	project := own.Attributes(ctx)["owner"]
	if project != nil && project != "" && project == admins.Attributes(ctx)["owner"] {
		env.Unsupported(
			"the stranger and the admin belong to the same project, so the admin's images are not foreign to the stranger",
		)
	}
}

// readable returns an image with the tag "blue", as its owner sees it and as the reader does.
func readable(ctx context.Context, env *check.Env) (image, reader *check.Image) {
	ginkgo.GinkgoHelper()
	env.NeedsUser(target.Reader)
	image = env.Image(ctx, "blue")
	reader = image.As(target.Reader, "the user has read-only access")
	if x := reader.Show(
		ctx,
	); env.Found.Shows && x.Status() != http.StatusOK &&
		reader.AddTag(ctx, "blue").Status()/100 != 2 {
		env.Unsupported("the reader cannot read the owner's image: GET was answered %d", x.Status())
	}
	return image, reader
}
