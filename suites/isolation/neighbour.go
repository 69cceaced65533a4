package isolation

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// random is the version of UUIDs that are nothing but random (RFC 9562,
// section 5.4): the neighbour of one is never another.
const random = 4

// neighbour is the image whose id differs from that of image in its last
// character. It does not exist: the check ends where it may be somebody's, as
// where ids are counted up.
func neighbour(ctx context.Context, env *check.Env, image *check.Image) *check.Image {
	ginkgo.GinkgoHelper()
	if id, err := uuid.Parse(image.ID); err != nil || len(image.ID) != 36 || id.Version() != random && !env.Found.Shows {
		env.Unsupported("the target's ids are no random UUIDs: one that differs in a character may be somebody's image")
	}
	near := env.Named(nearID(image.ID), "the image does not exist")
	x := near.Show(ctx)
	shown, err := imageapi.DecodeImage(x.Content())
	// The image itself under that id is the fault that is looked for.
	if x.Status() == http.StatusOK && err == nil && shown.ID != image.ID {
		env.Unsupported("%s is an image of somebody", near.ID)
	}
	return near
}

// nearID is a UUID that differs in its last digit.
func nearID(id string) string {
	last := "0"
	if id[len(id)-1] == '0' {
		last = "1"
	}
	return id[:len(id)-1] + last
}

// isUUID says that an id is a UUID as it is written in paths, with its hyphens
// or without. Nothing that is shorter is one.
func isUUID(id string) bool {
	return (len(id) == 36 || len(id) == 32) && uuid.Validate(id) == nil
}
