package check

import (
	"context"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
)

// At sends the request to another target. What is there is the URL of no tag,
// so the tables of statuses do not apply.
func At(target string) imageapi.Option {
	return func(r *imageapi.Request) { r.Operation, r.Target, r.Tag = imageapi.Other, target, "" }
}

// TagsPath is the path below which the image's tags are, without a slash at
// its end.
func (i *Image) TagsPath() string { return imageapi.ImagePath(i.client.Root(), i.ID) + "/tags" }

// Suspect names tags that no request names as its own but that a mistaken
// server may add: where the target shows no image, removal looks for them too.
func (i *Image) Suspect(tags ...string) {
	for _, tag := range tags {
		i.touch(tag)
	}
}

// Seen is Show, once the target's declared window has passed since the last
// change.
func (i *Image) Seen(ctx context.Context) *imageapi.Exchange {
	ginkgo.GinkgoHelper()
	i.settle(ctx)
	return i.Show(ctx)
}

// HasStatus expects a status that passes ok; what says in words which ones do.
func HasStatus(what string, ok func(status int) bool) Expectation {
	return func(x *imageapi.Exchange) string {
		if ok(x.Status()) {
			return ""
		}
		return "expected the status " + what + "; came " + status(x)
	}
}
