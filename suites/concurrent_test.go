package suites_test

import (
	"net/http"
	"strings"
	"sync/atomic"
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

// What was not renamed can't get its old name back.
func TestWhereNothingIsRenamedTheNameIsNoEvidence(t *testing.T) {
	for _, tt := range []struct {
		name string
		want verdict.Verdict
		do   func(w http.ResponseWriter, r *http.Request, nth int64, next http.Handler)
	}{
		{"PATCH is refused", verdict.NotSupported, func(w http.ResponseWriter, _ *http.Request, _ int64, _ http.Handler) {
			w.WriteHeader(http.StatusNotFound)
		}},
		{"PATCH is answered 200 and does nothing", verdict.NotSupported, func(w http.ResponseWriter, _ *http.Request, _ int64, _ http.Handler) {
			w.WriteHeader(http.StatusOK)
		}},
		{"PATCH fails", verdict.NotVerified, func(w http.ResponseWriter, _ *http.Request, _ int64, _ http.Handler) {
			w.WriteHeader(http.StatusInternalServerError)
		}},
		{"PATCH is refused but for the first", verdict.NotVerified, func(w http.ResponseWriter, r *http.Request, nth int64, next http.Handler) {
			if nth > 1 {
				w.WriteHeader(http.StatusConflict)
				return
			}
			next.ServeHTTP(w, r)
		}},
		{"PATCH is as it should be", verdict.Pass, func(w http.ResponseWriter, r *http.Request, _ int64, next http.Handler) {
			next.ServeHTTP(w, r)
		}},
	} {
		next := reference.New(reference.Demo())
		var patches atomic.Int64
		result, err := run(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch {
				tt.do(w, r, patches.Add(1), next)
				return
			}
			next.ServeHTTP(w, r)
		}), only(t, "concurrent.attributes"))
		if err != nil {
			t.Fatal(err)
		}
		if got := verdictOf(t, result, "concurrent.attributes"); got.Verdict != tt.want {
			t.Errorf("%s: %s (%s)", tt.name, got.Verdict, got.Reason)
		}
	}
}

// A name and a tag are each lost for a reason that is told.
func TestWhatARenameAndATagOperationUndoIsTold(t *testing.T) {
	for undone, says := range map[string]string{
		"name": `expected the name "tagcheck-renamed"`,
		"tag":  "expected the effect of ",
	} {
		next := reference.New(reference.Demo())
		var patches atomic.Int64
		result, err := run(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch burst := strings.Contains(r.UserAgent(), "concurrent.attributes"); {
			case undone == "name" && r.Method == http.MethodPatch && patches.Add(1) > 1:
				w.WriteHeader(http.StatusOK) // as if the old name was written back at once
			case undone == "tag" && burst && strings.HasSuffix(r.URL.Path, "/tags/green"):
				w.WriteHeader(http.StatusNoContent)
			default:
				next.ServeHTTP(w, r)
			}
		}), only(t, "concurrent.attributes"))
		if err != nil {
			t.Fatal(err)
		}
		if got := verdictOf(t, result, "concurrent.attributes"); got.Verdict != verdict.Fail || !strings.Contains(got.Reason, says) {
			t.Errorf("the %s is undone: %s (%s)", undone, got.Verdict, got.Reason)
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
