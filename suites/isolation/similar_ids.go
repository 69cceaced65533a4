package isolation

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// random is the version of random UUIDs (RFC 9562, section 5.4). An ID that differs from one in a
// character is unused.
const random = 4

// similarID returns an image whose ID differs from that of image in the last character. It does
// not exist: the check ends where the ID may be used, for example by sequential IDs.
func similarID(ctx context.Context, env *check.Env, image *check.Image) *check.Image {
	ginkgo.GinkgoHelper()
	id, err := uuid.Parse(image.ID)
	if err != nil || len(image.ID) != 36 || id.Version() != random && !env.Found.Shows {
		env.Unsupported("the target's IDs are not random UUIDs: one that differs in a character may be another image")
	}
	similar := env.ImageWithID(otherLastDigit(image.ID), "the image does not exist")
	x := similar.Show(ctx)
	shown, err := imageapi.DecodeImage(x.Content())
	// A response with the image itself is the fault that the check looks for.
	if x.Status() == http.StatusOK && err == nil && shown.ID != image.ID {
		env.Unsupported("the ID %s is in use", similar.ID)
	}
	return similar
}

// otherLastDigit returns a UUID that differs in its last digit.
func otherLastDigit(id string) string {
	last := "0"
	if id[len(id)-1] == '0' {
		last = "1"
	}
	return id[:len(id)-1] + last
}

// isUUID returns whether an ID is a UUID as it is written in paths, with hyphens or without.
func isUUID(id string) bool {
	return (len(id) == 36 || len(id) == 32) && uuid.Validate(id) == nil
}
