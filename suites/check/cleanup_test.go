package check

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"tagcheck/fixtures/target"
)

// Cleanup releases each image once, and none in a run that was stopped.
func TestCleanupReleasesImagesInReverseOrder(t *testing.T) {
	var released []string
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		released = append(released, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}))
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	for _, id := range []string{"unreleased", "one", "other"} {
		if err := env.Images.Adopt(env.Clients[target.Owner], string(target.Owner), id); err != nil {
			t.Fatal(err)
		}
		env.addPending(id)
		if id == "unreleased" {
			env.Cleanup(stopped)
		}
	}
	env.Cleanup(t.Context())
	env.Cleanup(t.Context())
	if pending := env.Images.Pending(); !slices.Equal(pending, []string{"unreleased"}) {
		t.Errorf("%q are pending, want the image of the check that was stopped", pending)
	}
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
