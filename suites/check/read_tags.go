package check

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/verdict"
)

// Show sends GET for the image as its user.
func (i *Image) Show(ctx context.Context) *imageapi.Exchange {
	return i.env.Send(ctx, func(ctx context.Context) *imageapi.Exchange { return i.client.ShowImage(ctx, i.ID) })
}

// ShowCurrent is Show, once the last change must be visible.
func (i *Image) ShowCurrent(ctx context.Context) *imageapi.Exchange {
	i.WaitUntilVisible(ctx)
	return i.Show(ctx)
}

// Tags returns the tags of the image as its user sees them, once the last change must
// be visible. Where the target does not show images, it probes with removals: 204
// means that the tag was on the image (it is added again), 404 that it was not.
func (i *Image) Tags(ctx context.Context) []string {
	i.WaitUntilVisible(ctx)
	if i.env.Found.Shows {
		return i.shown(ctx).Tags
	}
	tags, x, err := i.probe(ctx)
	i.env.conclude(x, err)
	return tags
}

// Attributes returns every attribute that the image shows, except tags and
// updated_at.
func (i *Image) Attributes(ctx context.Context) map[string]any {
	i.env.NeedsShow("the image's other attributes")
	i.WaitUntilVisible(ctx)
	attributes := i.shown(ctx).Attributes
	for _, name := range i.env.volatile {
		delete(attributes, name)
	}
	return attributes
}

// WaitUntilVisible waits until the last change of the image must be visible, where
// the target declares a window.
func (i *Image) WaitUntilVisible(ctx context.Context) {
	if window := i.env.Target.Capabilities.Window; window > 0 {
		waitFor(ctx, window-time.Since(i.state.changed))
	}
}

// waitFor waits, or returns early when ctx ends.
func waitFor(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// shown reads the image. The check fails where the image is not shown any more.
func (i *Image) shown(ctx context.Context) imageapi.Image {
	x := i.Show(ctx)
	image, err := imageapi.DecodeImage(x.Content())
	if x.Status() != http.StatusOK || err != nil {
		x.Deviations = append(x.Deviations, fmt.Sprintf("expected 200 with the image; got %d", x.Status()))
		if err != nil {
			x.Deviations = append(x.Deviations, err.Error())
		}
		ginkgo.Fail(deviations(x))
	}
	i.compareAttributes(x, image.Attributes)
	return image
}

// probe finds out with removals which of the tags ever sent are on the image. The
// exchange is the one that was not answered, or nil.
func (i *Image) probe(ctx context.Context) ([]string, *imageapi.Exchange, error) {
	tags := []string{}
	for _, tag := range i.state.probed {
		x, err := i.env.Attempt(ctx, func(ctx context.Context) *imageapi.Exchange {
			return i.client.RemoveTag(ctx, i.ID, tag, imageapi.Invalid(WhyInvalid(tag)))
		})
		switch {
		case err != nil || x.Outcome != imageapi.Answered:
			return nil, x, err
		case x.Status() == http.StatusNotFound, x.Status()/100 == 4 && WhyInvalid(tag) != "":
			continue
		case x.Status() != http.StatusNoContent:
			return nil, nil, unjudged(verdict.Undecided,
				"the target does not show images, and a removal does not reveal whether %q is there: %s",
				tag, summary(x))
		}
		tags = append(tags, tag)
		if x := i.client.AddTag(ctx, i.ID, tag); x.Status() != http.StatusNoContent {
			return nil, nil, unjudged(verdict.Undecided,
				"the target does not show images, and %q cannot be restored after a probe removed it: %s",
				tag, summary(x))
		}
	}
	return tags, nil, nil
}
