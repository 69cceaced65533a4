package suites_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/verdict"
)

// That an image could not be had once does not say that the target makes none.
func TestAKeepsakeThatCouldNotBeMadeIsNoLackOfTheTarget(t *testing.T) {
	next := reference.New(reference.Demo())
	var bystander, failed atomic.Bool
	failing := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/tags/red") {
			bystander.Store(true) // it is made first, and this is its last tag
		}
		if r.Method == http.MethodPost && bystander.Load() && !failed.Swap(true) {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	}
	result, err := run(t, http.HandlerFunc(failing), only(t, "durable."))
	if err != nil {
		t.Fatal(err)
	}
	if got := verdictOf(t, result, "durable.added"); got.Verdict != verdict.Block || !strings.Contains(got.Reason, "500") {
		t.Errorf("durable.added: %s (%s)", got.Verdict, got.Reason)
	}
}
