package suites_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites"
	"tagcheck/suites/check"
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
		"name": `-renamed", since PATCH was answered`,
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

// A failure is shown as the shortest history that proves it, with a picture.
func TestAFailureOfABurstIsProved(t *testing.T) {
	f, known := fault.Find("race-lost-additions")
	if !known {
		t.Fatal("there is no such fault")
	}
	result, err := run(t, f.New(), only(t, "concurrent.adds-kept"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Failed || len(c.Attachments) != 1 || c.Attachments[0].Name != "concurrent.adds-kept.html" {
			t.Fatalf("%s: %s, %d attachments", c.ID, c.Outcome, len(c.Attachments))
		}
		said := strings.Join(c.Deviations, "\n")
		if !strings.Contains(said, "lost addition: ") || !strings.Contains(said, "client") {
			t.Errorf("came %s", said)
		}
		if page := string(c.Attachments[0].Content); !strings.Contains(page, "<svg") && !strings.Contains(page, "<script") || strings.Contains(page, `src="http`) {
			t.Error("the picture is none, or needs the network")
		}
		if len(c.Evidence) != 2 { // an addition that was answered, and a look that does not show it
			t.Errorf("the evidence is %v", c.Evidence)
		}
	}
}

// Whoever answers slower than the client waits is not judged by that.
func TestATimeOutInABurstIsNoFailure(t *testing.T) {
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
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	demo := everything(root)
	demo.Timeout = 50 * time.Millisecond
	result, err := suites.Run(t.Context(), demo, only(t, "concurrent.adds-kept"))
	if err != nil {
		t.Fatal(err)
	}
	if got := verdictOf(t, result, "concurrent.adds-kept"); got.Verdict != verdict.NotVerified || !got.Undecided || !strings.Contains(got.Reason, "--timeout") {
		t.Errorf("%s (%s)", got.Verdict, got.Reason)
	}
}

// The same seed sends the same requests, and a larger budget sends more.
func TestHistoriesAreDrawnByTheSeedWithinTheBudget(t *testing.T) {
	sent := func(seed uint64, steps int) (targets []string) {
		options := only(t, "concurrent.linearizable.images")
		options.Effort = check.Effort{Seed: seed, Clients: 2, Steps: steps}
		result, err := run(t, reference.New(reference.Demo()), options)
		if err != nil || result.Conclusion != verdict.Conformant {
			t.Fatalf("%s (%s), %v", result.Conclusion, result.Reason, err)
		}
		for _, x := range result.Exchanges {
			if strings.HasPrefix(x.Check, "concurrent: ") && x.Operation != imageapi.Create && x.Operation != imageapi.Delete {
				targets = append(targets, x.Sent.Method+" "+x.Tag)
			}
		}
		slices.Sort(targets) // of two clients either may come first
		return targets
	}
	one, again, other, more := sent(1, 60), sent(1, 60), sent(2, 60), sent(1, 150)
	if len(one) != 62 || !slices.Equal(one, again) || slices.Equal(one, other) || len(more) != 154 { // with a look after each epoch, and one at the bystander
		t.Errorf("%d, %d, %d and %d requests; the same seed the same: %v, another the same: %v", len(one), len(again), len(other), len(more), slices.Equal(one, again), slices.Equal(one, other))
	}
}
