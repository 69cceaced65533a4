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

// tagsHere stands in the value of a field for the path of the image's tags.
const tagsHere = "{tags}"

// inPath puts the path of the image's tags in the fields that have a place for
// it.
func inPath(image *check.Image) imageapi.Option {
	return func(r *imageapi.Request) {
		for i, f := range r.Fields {
			r.Fields[i].Value = strings.ReplaceAll(f.Value, tagsHere, image.TagsPath())
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

// abuse sends PUT and DELETE that need not be answered: what comes of them is
// judged elsewhere.
func abuse(ctx context.Context, image *check.Image, tag string, options ...imageapi.Option) {
	options = append(options, imageapi.Invalid("abuse"), imageapi.OnFreshConnection())
	image.Client().AddTag(ctx, image.ID, tag, options...)
	image.Client().RemoveTag(ctx, image.ID, tag, options...)
}

// next is the request after the abuse. It is tried again once where there is no
// answer: a server may need a moment, and so may the way to it. Silence is what
// this check is about, so it is judged and ends nothing.
func next(ctx context.Context, env *check.Env, image *check.Image) *imageapi.Exchange {
	ginkgo.GinkgoHelper()
	image.Client().CloseIdle()
	x := image.Client().ShowImage(ctx, image.ID, imageapi.OnFreshConnection())
	if x.Outcome != imageapi.Answered {
		x = image.Client().ShowImage(ctx, image.ID, imageapi.OnFreshConnection())
	}
	switch {
	case ctx.Err() != nil:
		env.NotRun("interrupted")
	case x.Inconclusive():
		env.Undecided("the target throttles: %s %s was answered %d to the last", x.Sent.Method, x.Sent.Target, x.Status())
	}
	return x
}
