package check

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
)

// Cleanup also works in a run that is ending, and releases each image once.
func TestCleanupReleasesImagesInReverseOrder(t *testing.T) {
	var released []string
	server := reference.New(reference.Config{})
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			released = append(released, r.URL.Path)
		}
		server.ServeHTTP(w, r)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the run is ending
	var want []string
	for range 2 {
		image, err := env.Images.Create(t.Context(), env.Clients[target.Owner], string(target.Owner), imageapi.NewImage{})
		if err != nil {
			t.Fatal(err)
		}
		env.addPending(image.ID)
		want = append([]string{"/v2/images/" + image.ID}, want...)
	}
	env.Cleanup(ctx)
	env.Cleanup(ctx)
	if !slices.Equal(released, want) {
		t.Errorf("got %q, want %q", released, want)
	}
}

// An image that cannot be released is listed at the end of the run.
func TestCleanupKeepsWhatItCannotRelease(t *testing.T) {
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}))
	if err := env.Images.Adopt(t.Context(), env.Clients[target.Owner], string(target.Owner), "one"); err != nil {
		t.Fatal(err)
	}
	env.addPending("one")
	env.Cleanup(t.Context())
	if got := env.Images.Pending(); !slices.Equal(got, []string{"one"}) {
		t.Errorf("%q are pending, want the image that could not be deleted", got)
	}
}
