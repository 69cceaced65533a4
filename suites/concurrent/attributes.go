package concurrent

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

const newName = "tagcheck-renamed"

// attributes renames several images and changes one tag of each at once. Each
// has one writer of tags only, so that nothing but the two can be to blame for
// what is lost.
func attributes(env *Env) {
	It("renames an image and changes a tag of it at once", requirement.ConcurrentRename, func(ctx SpecContext) {
		needsRenaming(ctx, env)
		met := 0
		for range rounds {
			var images []*Image
			var requests []request
			for i := range env.Effort.Clients / 2 {
				image := env.Image(ctx, "blue")
				images = append(images, image)
				requests = append(requests, []request{add(image, "green"), remove(image, "blue")}[i%2], rename(image))
			}
			answers := burst(ctx, env, images[0], requests...)
			for i, image := range images {
				image.Written()
				tag, name := answers[2*i], answers[2*i+1]
				if acknowledged(tag) && acknowledged(name) {
					met++
				}
				Expect(image.Seen(ctx)).To(Meet(both(tag, name)))
			}
		}
		if met == 0 {
			env.Undecided("no image was renamed while a tag of it was changed: one of the two was refused each time")
		}
	})
}

// noRenaming are the answers that say that a target does not let images be
// renamed, or not in this way.
var noRenaming = []int{400, 403, 404, 405, 415, 422, 501}

// needsRenaming ends the check where the target does not let images be
// renamed, or does not show that it was done.
func needsRenaming(ctx context.Context, env *Env) {
	env.NeedsShow("the image's name")
	if !env.Found.Creates {
		env.Unsupported("it takes images that may be renamed, and the target creates none")
	}
	image := env.Image(ctx)
	x := env.Send(ctx, rename(image))
	image.Written()
	switch {
	case slices.Contains(noRenaming, x.Status()):
		env.Unsupported("the target does not let images be renamed: PATCH was answered %d", x.Status())
	case !acknowledged(x):
		env.Undecided("whether the target lets images be renamed can't be told: PATCH was answered %d", x.Status())
	}
	if shown, err := imageapi.DecodeImage(image.Seen(ctx).Content()); err != nil || !renamed(shown) {
		env.Unsupported("PATCH was answered %d, and the image does not show the new name: what is not done can't be lost", x.Status())
	}
}

// rename is a request that changes the name of the image. The image must be
// looked at by Seen alone, which compares no attributes with those of before.
func rename(image *Image) request {
	return func(ctx context.Context) *imageapi.Exchange {
		return image.Client().RenameImage(ctx, image.ID, newName)
	}
}

func acknowledged(x *imageapi.Exchange) bool {
	return x.Outcome == imageapi.Answered && x.Status()/100 == 2
}

func renamed(image imageapi.Image) bool { return image.Attributes["name"] == newName }

// both expects what was acknowledged of a tag operation and of a change of
// name at the same time. What was not acknowledged may be done or not.
func both(tag, name *imageapi.Exchange) Expectation {
	return func(x *imageapi.Exchange) string {
		image, err := imageapi.DecodeImage(x.Content())
		if x.Status() != http.StatusOK || err != nil {
			return fmt.Sprintf("expected the image to be shown (200); came %d", x.Status())
		}
		accuse([]*imageapi.Exchange{tag}, image.Tags)
		switch done := slices.Contains(image.Tags, tag.Tag) == (tag.Operation == imageapi.Add); {
		case acknowledged(name) && !renamed(image):
			tag.Deviations = append(tag.Deviations, "the image was renamed at the same time, and has its old name again")
			name.Deviations = append(name.Deviations, fmt.Sprintf("it was answered %d, and the name is not the new one", name.Status()))
			return fmt.Sprintf("expected the name %q, to which PATCH was answered %d while %s was sent for a tag; came %s",
				newName, name.Status(), tag.Sent.Method, inJSON(image.Attributes["name"]))
		case acknowledged(tag) && !done:
			name.Deviations = append(name.Deviations, "a tag was changed at the same time, and is as it was before")
			return fmt.Sprintf("expected the effect of %s for the tag %+q, which was answered %d while PATCH was sent for the name; came the tags %+q",
				tag.Sent.Method, tag.Tag, tag.Status(), image.Tags)
		}
		return ""
	}
}

func inJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return string(text)
}
