package check

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"tagcheck/fixtures/target"
)

// Cleanup also works in a run that is ending, and releases each image once.
func TestCleanupReleasesImagesInReverseOrder(t *testing.T) {
	var released []string
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		released = append(released, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the run is ending
	for _, id := range []string{"one", "other"} {
		if err := env.Images.Adopt(env.Clients[target.Owner], string(target.Owner), id); err != nil {
			t.Fatal(err)
		}
		env.addPending(id)
	}
	env.Cleanup(ctx)
	env.Cleanup(ctx)
	if want := []string{"DELETE /v2/images/other", "DELETE /v2/images/one"}; !slices.Equal(released, want) {
		t.Errorf("got %q, want %q", released, want)
	}
}

// An image that cannot be released is listed at the end of the run.
func TestCleanupKeepsWhatItCannotRelease(t *testing.T) {
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}))
	if err := env.Images.Adopt(env.Clients[target.Owner], string(target.Owner), "one"); err != nil {
		t.Fatal(err)
	}
	env.addPending("one")
	env.Cleanup(t.Context())
	if got := env.Images.Pending(); !slices.Equal(got, []string{"one"}) {
		t.Errorf("%q are pending, want the image that could not be deleted", got)
	}
}
