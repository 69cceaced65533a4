package suites_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites/check"
	"tagcheck/suites/verdict"
)

// A burst whose requests all fail is not a pass: nothing can have been lost.
func TestABurstWithoutASuccessIsUndecided(t *testing.T) {
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
	undecided := map[string]bool{
		"concurrent.adds-kept": true, "concurrent.removals-done": true, "concurrent.mixed": false,
		"concurrent.quota": false,
	}
	result := judgeHandler(t, http.HandlerFunc(refusing), only(slices.Collect(maps.Keys(undecided))...))
	for id, want := range undecided {
		if got := verdictOf(t, result, id); got.Undecided != want {
			t.Errorf("%s: %s, undecided %v (%s)", id, got.Verdict, got.Undecided, got.Reason)
		}
	}
}

// A target that does not rename images, or not at the same time, is not failed.
func TestATargetThatDoesNotRenameImages(t *testing.T) {
	always := func(status int) func(int64) int { return func(int64) int { return status } }
	for _, tt := range []struct {
		name   string
		want   verdict.Verdict
		status func(nth int64) int // of the nth PATCH; 0 if it is carried out
	}{
		{"PATCH is refused", verdict.NotSupported, always(http.StatusNotFound)},
		{"PATCH is answered 200 and does nothing", verdict.NotSupported, always(http.StatusOK)},
		{"PATCH fails", verdict.NotVerified, always(http.StatusInternalServerError)},
		{"PATCH is refused after the first", verdict.NotVerified, func(nth int64) int {
			if nth == 1 {
				return 0
			}
			return http.StatusConflict
		}},
		{"PATCH is correct", verdict.Pass, always(0)},
	} {
		next := reference.New(reference.Demo())
		var patches atomic.Int64
		result := judgeHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch {
				if status := tt.status(patches.Add(1)); status > 0 {
					w.WriteHeader(status)
					return
				}
			}
			next.ServeHTTP(w, r)
		}), only("concurrent.attributes"))
		if got := verdictOf(t, result, "concurrent.attributes"); got.Verdict != tt.want {
			t.Errorf("%s: %s (%s)", tt.name, got.Verdict, got.Reason)
		}
	}
}

// The reason of a failure names the request whose effect is lost.
func TestARenameAndATagOperationThatUndoEachOther(t *testing.T) {
	for undone, want := range map[string]string{
		"name": `expected the name "tagcheck-renamed"`,
		"tag":  "expected the effect of ",
	} {
		next := reference.New(reference.Demo())
		var patches atomic.Int64
		result := judgeHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch burst := strings.Contains(r.UserAgent(), "concurrent.attributes"); {
			case undone == "name" && r.Method == http.MethodPatch && patches.Add(1) > 1:
				w.WriteHeader(http.StatusOK) // as if the old name was written back at once
			case undone == "tag" && burst && strings.HasSuffix(r.URL.Path, "/tags/green"):
				w.WriteHeader(http.StatusNoContent)
			default:
				next.ServeHTTP(w, r)
			}
		}), only("concurrent.attributes"))
		got := verdictOf(t, result, "concurrent.attributes")
		if got.Verdict != verdict.Fail || !strings.Contains(got.Reason, want) {
			t.Errorf("the %s is undone: %s (%s)", undone, got.Verdict, got.Reason)
		}
	}
}

// A burst is smaller on a target with a small quota.
func TestBurstsRespectTheQuota(t *testing.T) {
	for quota, supported := range map[int]bool{1: false, 2: false, 3: true, 8: true} {
		small := noUsers(serve(t, reference.Config{TagQuota: quota}), quota)
		result, err := judge(t, small, only("concurrent.removals-done"))
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]verdict.Verdict{true: verdict.Pass, false: verdict.NotSupported}[supported]
		if got := verdictOf(t, result, "concurrent.removals-done"); got.Verdict != want {
			t.Errorf("a quota of %d: %s (%s)", quota, got.Verdict, got.Reason)
		}
	}
}

// A failure is proved by the shortest history, with a diagram.
func TestAFailureOfABurstIsProved(t *testing.T) {
	f, known := fault.Find("race-lost-additions")
	if !known {
		t.Fatal("unknown fault")
	}
	result := judgeHandler(t, f.New(), only("concurrent.adds-kept"))
	for _, c := range result.Checks {
		if c.Outcome != verdict.Failed || len(c.Attachments) != 1 ||
			c.Attachments[0].Name != "concurrent.adds-kept.html" {
			t.Fatalf("%s: %s, %d attachments", c.ID, c.Outcome, len(c.Attachments))
		}
		text := strings.Join(c.Deviations, "\n")
		if !strings.Contains(text, "lost addition: ") || !strings.Contains(text, "client") {
			t.Errorf("got %s", text)
		}
		page := string(c.Attachments[0].Content)
		if !strings.Contains(page, "<svg") && !strings.Contains(page, "<script") ||
			strings.Contains(page, `src="http`) {
			t.Error("the attachment is not a self-contained diagram")
		}
		if len(c.Evidence) != 2 { // an acknowledged addition, and a read without the tag
			t.Errorf("the evidence is %v", c.Evidence)
		}
	}
}

// A request that times out in a burst is not a failure.
func TestATimeOutInABurstIsUndecided(t *testing.T) {
	next := reference.New(reference.Demo())
	slow := func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/tags/tag") {
			<-r.Context().Done()
			return
		}
		next.ServeHTTP(w, r)
	}
	server := httptest.NewServer(http.HandlerFunc(slow))
	defer server.Close()
	impatient := everyUser(rootOf(t, server))
	impatient.Timeout = 200 * time.Millisecond
	result, err := judge(t, impatient, only("concurrent.adds-kept"))
	if err != nil {
		t.Fatal(err)
	}
	got := verdictOf(t, result, "concurrent.adds-kept")
	if got.Verdict != verdict.NotVerified || !got.Undecided || !strings.Contains(got.Reason, "--timeout") {
		t.Errorf("%s (%s)", got.Verdict, got.Reason)
	}
}

// The same seed sends the same requests, and a larger effort sends more.
func TestHistoriesAreAFunctionOfTheEffort(t *testing.T) {
	sent := func(seed uint64, steps int) (targets []string) {
		options := only("concurrent.linearizable.images")
		options.Effort = check.Effort{Seed: seed, Clients: 2, Steps: steps}
		result := judgeHandler(t, reference.New(reference.Demo()), options)
		if result.Conclusion != verdict.Conformant {
			t.Fatalf("%s (%s)", result.Conclusion, result.Reason)
		}
		for _, x := range result.Exchanges {
			if strings.HasPrefix(x.Check, "concurrent: ") && x.Operation != imageapi.Create &&
				x.Operation != imageapi.Delete {
				targets = append(targets, x.Sent.Method+" "+x.Tag)
			}
		}
		slices.Sort(targets) // the order of two clients is random
		return targets
	}
	one, again, other, more := sent(1, 60), sent(1, 60), sent(2, 60), sent(1, 150)
	// Each history is followed by a read, and the check by one of the bystander.
	if len(one) != 62 || !slices.Equal(one, again) || slices.Equal(one, other) || len(more) != 154 {
		t.Errorf(
			"%d, %d, %d and %d requests; the same seed the same: %v, another the same: %v", len(one), len(again),
			len(other), len(more), slices.Equal(one, again), slices.Equal(one, other),
		)
	}
}
