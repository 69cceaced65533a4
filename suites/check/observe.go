package check

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Tags gives the tags of the image as its user sees them, once the target's
// declared window has passed since the last change. Where the target shows no
// image, removal tells: 204 says that a tag was there (it is put back), 404
// that it was not.
func (i *Image) Tags(ctx context.Context) []string {
	i.settle(ctx)
	if i.env.Found.Shows {
		return i.shown(ctx).Tags
	}
	tags, x, err := i.probe(ctx)
	i.env.conclude(x, err)
	return tags
}

// Attributes gives everything that the image shows but tags and updated_at.
func (i *Image) Attributes(ctx context.Context) map[string]any {
	i.env.NeedsShow("the image's other attributes")
	i.settle(ctx)
	attributes := i.shown(ctx).Attributes
	for _, name := range i.env.volatile {
		delete(attributes, name)
	}
	return attributes
}

// Look remembers the image's attributes as they are now: every later look at
// it is compared with them.
func (i *Image) Look(ctx context.Context) {
	if i.env.Found.Shows {
		i.shown(ctx)
	}
}

func (i *Image) settle(ctx context.Context) {
	if window := i.env.Target.Capabilities.Window; window > 0 {
		waitFor(ctx, window-time.Since(i.state.written))
	}
}

// shown reads the image and fails the check where it is not shown any more.
func (i *Image) shown(ctx context.Context) imageapi.Image {
	x := i.Show(ctx)
	image, err := imageapi.DecodeImage(x.Content())
	if x.Status() != http.StatusOK || err != nil {
		x.Deviations = append(x.Deviations, fmt.Sprintf("expected the image to be shown (200); came %d", x.Status()))
		if err != nil {
			x.Deviations = append(x.Deviations, err.Error())
		}
		ginkgo.Fail(deviations(x))
	}
	i.compareAttributes(x, image.Attributes)
	return image
}

// compareAttributes notices in passing what a tag operation must not change.
func (i *Image) compareAttributes(x *imageapi.Exchange, now map[string]any) {
	if i.state.attributes == nil || i.env.crashed {
		i.state.attributes = now
		return
	}
	for _, name := range i.env.changed(i.state.attributes, now) {
		i.env.observe(requirement.IsolationAttributes, x, "%s was %v and is %v", name, i.state.attributes[name], now[name])
	}
}

// changed is differing without the attributes that change by themselves.
func (e *Env) changed(before, after map[string]any) []string {
	return slices.DeleteFunc(differing(before, after), func(name string) bool { return slices.Contains(e.volatile, name) })
}

func differing(before, after map[string]any) []string {
	names := map[string]bool{}
	for name := range before {
		names[name] = !reflect.DeepEqual(before[name], after[name])
	}
	for name := range after {
		names[name] = !reflect.DeepEqual(before[name], after[name])
	}
	maps.DeleteFunc(names, func(_ string, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(names))
}

// probe finds out by removal which of the tags ever sent are there. The
// exchange is the one that was not answered, or nil.
func (i *Image) probe(ctx context.Context) ([]string, *imageapi.Exchange, error) {
	tags := []string{}
	for _, tag := range i.state.sent {
		x, err := i.env.Attempt(ctx, func(ctx context.Context) *imageapi.Exchange {
			return i.client.RemoveTag(ctx, i.ID, tag, imageapi.Invalid(MistakeOf(tag)))
		})
		switch {
		case err != nil || x.Outcome != imageapi.Answered:
			return nil, x, err
		case x.Status() == http.StatusNotFound, x.Status()/100 == 4 && MistakeOf(tag) != "":
			continue
		case x.Status() != http.StatusNoContent:
			return nil, nil, unjudged(verdict.Undecided, "the target shows no image, and removal does not tell whether %q is there: %s", tag, line(x))
		}
		tags = append(tags, tag)
		if x := i.client.AddTag(ctx, i.ID, tag); x.Status() != http.StatusNoContent {
			return nil, nil, unjudged(verdict.Undecided, "the target shows no image, and %q could not be put back after it was looked for: %s", tag, line(x))
		}
	}
	return tags, nil, nil
}
