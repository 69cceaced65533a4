// Package tagop holds the checks that PUT and DELETE of a tag have in common: the status and
// the body of a response, the body and the query of a request, and the image in the URL.
package tagop

import (
	"context"
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
)

// Operation is one of the two operations. The checks send it for the tag "blue".
type Operation struct {
	Adds  bool // it adds the tag, else it removes it
	Send  func(i *Image, ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange
	Cited Citations
}

// Citations are the requirements that the checks of an operation judge.
type Citations struct {
	Answers204, NoBody, AcceptIgnored, QueryIgnored, UTF8                            Labels
	BodyIgnored, BodyNone, BodyChunked, BodyExpect, BodyLarge                        Labels
	BodyMebibyte, BodyMebibyte204, BodyNext, ImageMissing, ImageMalformed, UpperCase Labels
}

// image returns an image on which the operation succeeds, with other tags.
func (op Operation) image(ctx context.Context, env *Env, others ...string) *Image {
	if op.Adds {
		return env.Image(ctx, others...)
	}
	return env.Image(ctx, append([]string{"blue"}, others...)...)
}

// After returns the tags that the image must have after the operation: its other tags, and
// "blue" if it was added, or not removed.
func (op Operation) After(x *imageapi.Exchange, others ...string) []string {
	if succeeded := x.Status() == http.StatusNoContent; succeeded == op.Adds {
		return append(others, "blue")
	}
	return others
}

// done returns the tags that the image must have after a successful operation.
func (op Operation) done(others ...string) []string {
	if op.Adds {
		return append(others, "blue")
	}
	return others
}
