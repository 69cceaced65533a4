package suites_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/verdict"
)

// A sentinel whose creation fails once does not mean that the target creates no images.
func TestASentinelThatCannotBeCreated(t *testing.T) {
	next := reference.New(reference.Demo())
	var bystander, failed atomic.Bool
	failing := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/tags/red") {
			bystander.Store(true) // its last tag; the sentinel is created after it
		}
		if r.Method == http.MethodPost && bystander.Load() && !failed.Swap(true) {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	}
	result := judgeHandler(t, http.HandlerFunc(failing), only("durable."))
	got := verdictOf(t, result, "durable.added")
	if got.Verdict != verdict.Block || !strings.Contains(got.Reason, "500") {
		t.Errorf("durable.added: %s (%s)", got.Verdict, got.Reason)
	}
}
