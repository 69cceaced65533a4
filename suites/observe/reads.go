package observe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// uniqueTag returns a tag that no other image has. It consists of letters, which every alphabet
// has and no filter trims.
func uniqueTag() string {
	tag := []byte("unique")
	for _, b := range uuid.New() {
		tag = append(tag, 'a'+b>>4, 'a'+b&15)
	}
	return string(tag)
}

// shown reads the image. The check ends where the target does not show images. It does not rely on
// the preflight: there, a target that shows an image without an array of tags counts as one that
// shows no images, and here it must fail.
func shown(ctx context.Context, env *check.Env, image *check.Image) *imageapi.Exchange {
	ginkgo.GinkgoHelper()
	x := image.ShowCurrent(ctx)
	if _, there := attribute(x, "id"); x.Status() != http.StatusOK || !there {
		env.NeedsShow("what an image shows")
	}
	return x
}

// attribute returns an attribute of the image as JSON without white space, and whether it exists.
func attribute(x *imageapi.Exchange, name string) (json.RawMessage, bool) {
	var image map[string]any
	if json.Unmarshal(x.Content(), &image) != nil {
		return nil, false
	}
	value, there := image[name]
	text, err := json.Marshal(value)
	return text, there && err == nil
}

func noTags() check.Expectation {
	return func(x *imageapi.Exchange) string {
		tags, there := attribute(x, "tags")
		switch {
		case !there:
			return "expected the attribute tags with []; got no such attribute"
		case string(tags) != "[]":
			return fmt.Sprintf("expected the attribute tags with []; got %.80s", tags)
		}
		return ""
	}
}

// updatedAt returns the attribute updated_at of the image.
func updatedAt(x *imageapi.Exchange) (time.Time, error) {
	text, there := attribute(x, "updated_at")
	if !there {
		return time.Time{}, errors.New("no updated_at")
	}
	var at time.Time
	return at, json.Unmarshal(text, &at)
}

func needsUpdatedAt(env *check.Env, x *imageapi.Exchange) {
	ginkgo.GinkgoHelper()
	if at, err := updatedAt(x); err != nil || at.IsZero() {
		env.Unsupported("the target does not show an updated_at that can be parsed")
	}
}

func notEarlierThan(before *imageapi.Exchange) check.Expectation {
	return func(x *imageapi.Exchange) string {
		was, _ := updatedAt(before)
		is, err := updatedAt(x)
		switch {
		case err != nil:
			return "expected updated_at; got " + err.Error()
		case is.Before(was):
			return fmt.Sprintf(
				"expected an updated_at not before %s; got %s", was.Format(time.RFC3339Nano),
				is.Format(time.RFC3339Nano),
			)
		}
		return ""
	}
}

// listed lists the images that have all the tags, once the last change must be visible.
func listed(ctx context.Context, env *check.Env, image *check.Image, tags ...string) *imageapi.Exchange {
	ginkgo.GinkgoHelper()
	if !env.Found.Lists {
		env.Unsupported("the target does not list images")
	}
	image.WaitUntilVisible(ctx)
	return env.Send(ctx, func(ctx context.Context) *imageapi.Exchange {
		return image.Client().ListImages(ctx, url.Values{"tag": tags})
	})
}

// listedTags returns the tags of the image as the list of images with the tag shows them.
func listedTags(ctx context.Context, env *check.Env, image *check.Image, tag string) []string {
	ginkgo.GinkgoHelper()
	env.NeedsShow("whether the list agrees with the image")
	found, ok := find(listed(ctx, env, image, tag), image)
	if !ok {
		env.Unsupported("the list filtered by the image's tag lacks the image")
	}
	return found.Tags
}

func has(image *check.Image) check.Expectation {
	return func(x *imageapi.Exchange) string {
		if _, ok := find(x, image); !ok {
			return "expected the image in the list; got " + listOf(x)
		}
		return ""
	}
}

func lacks(image *check.Image) check.Expectation {
	return func(x *imageapi.Exchange) string {
		if ids, ok := images(x); !ok || slices.ContainsFunc(ids, is(image)) {
			return "expected a list without the image; got " + listOf(x)
		}
		return ""
	}
}

type shownImage struct {
	ID   string   `json:"id"`
	Tags []string `json:"tags"`
}

func is(image *check.Image) func(shownImage) bool {
	return func(s shownImage) bool { return s.ID == image.ID }
}

// images returns the images of a list, and whether it is a valid list.
func images(x *imageapi.Exchange) (list []shownImage, ok bool) {
	var content struct {
		Images *[]shownImage `json:"images"`
	}
	if json.Unmarshal(x.Content(), &content) != nil || content.Images == nil {
		return nil, false
	}
	return *content.Images, true
}

func find(x *imageapi.Exchange, image *check.Image) (shownImage, bool) {
	list, _ := images(x)
	if i := slices.IndexFunc(list, is(image)); i >= 0 {
		return list[i], true
	}
	return shownImage{}, false
}

// hasNextPage returns whether the list is a page with a link to the next one.
func hasNextPage(x *imageapi.Exchange) bool {
	next, there := attribute(x, "next")
	return there && string(next) != "null"
}

func listOf(x *imageapi.Exchange) string {
	list, ok := images(x)
	switch {
	case !ok:
		return "no list of images"
	case len(list) == 0:
		return "an empty list"
	}
	return fmt.Sprintf("a list of %d images, the first one %s with the tags %+q", len(list), list[0].ID, list[0].Tags)
}
