package check

import (
	"context"

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

// Settle waits until the last change of the image must be visible, where the
// target declares a window.
func (i *Image) Settle(ctx context.Context) { i.settle(ctx) }

// Seen is Show, once the last change must be visible.
func (i *Image) Seen(ctx context.Context) *imageapi.Exchange {
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

// Delete deletes the image itself before the check ends. The check is over
// where the image is only borrowed, or can't be deleted.
func (i *Image) Delete(ctx context.Context) {
	if !i.env.Found.Creates {
		i.env.Unsupported("it takes an image that can be deleted, and the target creates none")
	}
	if err := i.env.Lender.Release(ctx, i.ID); err != nil {
		i.env.Blocked("the image could not be deleted: %v", err)
	}
}
