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

// newName is the new name of an image. A cleanup finds the image by it, too.
func newName(env *Env) string { return env.Images.MarkedName("renamed") }

// rename renames several images and changes a tag of each at once. Each image has one writer of
// tags only, so that only the two requests can undo each other.
func rename(env *Env) {
	It("renames an image and changes a tag of it at once", requirement.ConcurrentRename, func(ctx SpecContext) {
		needsRenaming(ctx, env)
		bothDone := 0
		for range rounds {
			var images []*Image
			var requests []request
			for i := range env.Effort.Clients / 2 {
				image := env.Image(ctx, "blue")
				change := []request{addition(image, "green"), removal(image, "blue")}[i%2]
				images = append(images, image)
				requests = append(requests, change, renaming(env, image))
			}
			exchanges := burst(ctx, env, images[0], requests...)
			for i, image := range images {
				image.MarkChanged()
				tag, name := exchanges[2*i], exchanges[2*i+1]
				if acknowledged(tag) && acknowledged(name) {
					bothDone++
				}
				Expect(image.ShowCurrent(ctx)).To(Meet(haveBothEffects(newName(env), tag, name)))
			}
		}
		if bothDone == 0 {
			env.Undecided(
				"no image was renamed while a tag of it was changed: one of the requests was refused each time",
			)
		}
	})
}

// noRenaming are the statuses of a target that does not support the renaming of images, or not in
// this way.
var noRenaming = []int{400, 403, 404, 405, 415, 422, 501}

// needsRenaming ends the check where the target does not support the renaming of images, or does
// not show the new name.
func needsRenaming(ctx context.Context, env *Env) {
	env.NeedsShow("the image's name")
	env.NeedsCreation("images that it can rename")
	image := env.Image(ctx)
	x := env.Send(ctx, renaming(env, image))
	image.MarkChanged()
	switch {
	case slices.Contains(noRenaming, x.Status()):
		env.Unsupported("the target does not support the renaming of images: PATCH was answered %d", x.Status())
	case !acknowledged(x):
		env.Undecided(
			"it is unknown whether the target supports the renaming of images: PATCH was answered %d", x.Status(),
		)
	}
	if shown, err := imageapi.DecodeImage(image.ShowCurrent(ctx).Content()); err != nil || !renamed(shown, newName(env)) {
		env.Unsupported("the target does not show the new name of an image: PATCH was answered %d", x.Status())
	}
}

// renaming changes the name of the image. The image must only be read with ShowCurrent, which does
// not compare attributes.
func renaming(env *Env, image *Image) request {
	return func(ctx context.Context) *imageapi.Exchange {
		return image.Client().RenameImage(ctx, image.ID, newName(env))
	}
}

func acknowledged(x *imageapi.Exchange) bool {
	return x.Outcome == imageapi.Answered && x.Status()/100 == 2
}

func renamed(image imageapi.Image, to string) bool { return image.Attributes["name"] == to }

// haveBothEffects expects the effects of a tag operation and a concurrent renaming, as far as they were
// acknowledged. Otherwise either state is accepted.
func haveBothEffects(newName string, tag, name *imageapi.Exchange) Expectation {
	return func(x *imageapi.Exchange) string {
		image, err := imageapi.DecodeImage(x.Content())
		if x.Status() != http.StatusOK || err != nil {
			return fmt.Sprintf("expected 200 with the image; got %d", x.Status())
		}
		markContradictions([]*imageapi.Exchange{tag}, image.Tags)
		switch done := slices.Contains(image.Tags, tag.Tag) == (tag.Operation == imageapi.Add); {
		case acknowledged(name) && !renamed(image, newName):
			tag.Deviations = append(
				tag.Deviations, "the image was renamed at the same time, but has its old name again",
			)
			name.Deviations = append(name.Deviations,
				fmt.Sprintf("it was answered %d, but the image does not have the new name", name.Status()))
			return fmt.Sprintf("expected the name %q, since PATCH was answered %d, concurrently with %s of a tag; "+
				"got %s",
				newName, name.Status(), tag.Sent.Method, inJSON(image.Attributes["name"]))
		case acknowledged(tag) && !done:
			name.Deviations = append(name.Deviations, "a tag was changed at the same time, but the change is undone")
			return fmt.Sprintf("expected the effect of %s of the tag %+q, which was answered %d, concurrently with "+
				"PATCH "+
				"of the name; got the tags %+q", tag.Sent.Method, tag.Tag, tag.Status(), image.Tags)
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
