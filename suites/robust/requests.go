package robust

import (
	"context"
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

const requestID = "X-Openstack-Request-Id"

// tagsPath is a placeholder in the value of a field for the path of the image's tags.
const tagsPath = "{tags}"

// withTagsPath replaces the placeholder in the fields of a request.
func withTagsPath(image *check.Image) imageapi.Option {
	return func(r *imageapi.Request) {
		for i, f := range r.Fields {
			r.Fields[i].Value = strings.ReplaceAll(f.Value, tagsPath, image.TagsPath())
		}
	}
}

func manyFields() imageapi.Option {
	return func(r *imageapi.Request) {
		for n := range 200 {
			imageapi.WithField(fmt.Sprintf("X-Tagcheck-%03d", n), "one of many")(r)
		}
	}
}

func longField() imageapi.Option {
	return imageapi.WithField("X-Tagcheck-Long", strings.Repeat("a", 64<<10))
}

// abuse sends malformed PUT and DELETE. Other checks judge their responses.
func abuse(ctx context.Context, image *check.Image, tag string, options ...imageapi.Option) {
	options = append(options, imageapi.Invalid("the request is malformed"), imageapi.OnFreshConnection())
	image.Client().AddTag(ctx, image.ID, tag, options...)
	image.Client().RemoveTag(ctx, image.ID, tag, options...)
	image.MarkChanged()
}

// next sends the request after the abuse, and repeats it once if it is not answered. A request
// that stays unanswered does not end the check, since this is what it judges.
func next(ctx context.Context, env *check.Env, image *check.Image) *imageapi.Exchange {
	ginkgo.GinkgoHelper()
	image.Client().CloseIdle()
	x := image.Client().ShowImage(ctx, image.ID, imageapi.OnFreshConnection())
	if x.Outcome != imageapi.Answered {
		x = image.Client().ShowImage(ctx, image.ID, imageapi.OnFreshConnection())
	}
	if ctx.Err() != nil {
		env.NotRun("interrupted")
	}
	env.NeedsUnthrottled(x)
	return x
}
