package suites_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// Where nothing was done nothing can be lost: that is no pass.
func TestABurstOfWhichNothingWasDoneTellsNothing(t *testing.T) {
	next := reference.New(reference.Demo())
	refusing := func(w http.ResponseWriter, r *http.Request) {
		switch burst := strings.Contains(r.URL.Path, "/tags/tag"); {
		case burst && r.Method == http.MethodDelete:
			w.WriteHeader(http.StatusNotFound)
		case burst && strings.Contains(r.UserAgent(), "concurrent.adds-kept"):
			w.WriteHeader(http.StatusInternalServerError)
		default:
			next.ServeHTTP(w, r)
		}
	}
	result, err := run(t, http.HandlerFunc(refusing), only(t, "concurrent."))
	if err != nil {
		t.Fatal(err)
	}
	for id, undecided := range map[string]bool{
		"concurrent.adds-kept": true, "concurrent.removals-done": true, "concurrent.mixed": false, "concurrent.quota": false,
	} {
		if got := verdictOf(t, result, id); got.Undecided != undecided {
			t.Errorf("%s: %s, undecided %v (%s)", id, got.Verdict, got.Undecided, got.Reason)
		}
	}
}

// A burst is as small as the quota makes it, and is still one.
func TestBurstsFitTheQuota(t *testing.T) {
	for quota, supported := range map[int]bool{1: false, 2: false, 3: true, 8: true} {
		root := serve(t, reference.Config{TagQuota: quota})
		small := target.Target{Root: root, Timeout: 5 * time.Second, Capabilities: target.Capabilities{TagQuota: quota}}
		result, err := suites.Run(t.Context(), small, only(t, "concurrent.removals-done"))
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]verdict.Verdict{true: verdict.Pass, false: verdict.NotSupported}[supported]
		if got := verdictOf(t, result, "concurrent.removals-done"); got.Verdict != want {
			t.Errorf("a quota of %d: %s (%s)", quota, got.Verdict, got.Reason)
		}
	}
}
