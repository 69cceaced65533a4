package engine

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/reference"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func TestSideEffectsOfARunWithoutTraffic(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	env.Found.Shows = true
	for complete, attributes := range map[bool]verdict.Outcome{true: verdict.Passed, false: verdict.NotRun} {
		for _, c := range sideEffects(env, requirement.All(), complete) {
			want := verdict.Unseen
			if c.Requirements[0] == "isolation.attributes" {
				want = attributes
			}
			if c.Outcome != want || (c.Reason == "") != (want == verdict.Passed) {
				t.Errorf("complete %v: %s: %s (%s), want %s", complete, c.ID, c.Outcome, c.Reason, want)
			}
		}
	}
}

func TestSideEffectsOfSelectedRequirements(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	selected := requirement.ByIDs([]string{"wire.date", "isolation.bystander", "add.stores"})
	var ids []string
	for _, c := range sideEffects(env, selected, true) {
		ids = append(ids, c.Requirements...)
	}
	if !slices.Equal(ids, []string{"wire.date", "isolation.bystander"}) {
		t.Errorf("%q", ids)
	}
}

// The bystander is compared after every check that ran. The status replaces that of its reads from
// the second check on.
func TestTheBystanderIsComparedAfterEveryCheck(t *testing.T) {
	bystanders := requirement.ByIDs([]string{"isolation.bystander"})
	for _, tt := range []struct {
		status   int
		complete bool
		want     verdict.Outcome
		reason   string
	}{
		{http.StatusOK, true, verdict.Passed, ""},
		{http.StatusOK, false, verdict.NotRun, "the run is not complete: "},
		{http.StatusNotFound, true, verdict.Failed,
			`after "area: two" GET of an image that no check changes was answered 404`},
		{http.StatusNotFound, false, verdict.Failed, `after "area: two" GET of an image`},
		{http.StatusBadGateway, true, verdict.Undecided, "the last read of the bystander image did not show it"},
	} {
		var second atomic.Bool
		next := reference.New(reference.Config{})
		env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if second.Load() && tt.status != http.StatusOK {
				w.WriteHeader(tt.status)
				return
			}
			next.ServeHTTP(w, r)
		}))
		env.CreateBystander(t.Context())
		_, err := runTree(t.Context(), env, Plan{}, func(*check.Env) {
			ginkgo.Describe("area", func() {
				ginkgo.It("one", requirement.AddStores, func() {})
				ginkgo.It("two", requirement.AddStores, func() { second.Store(true) })
			})
		})
		checks := sideEffects(env, bystanders, tt.complete)
		if err != nil || len(checks) != 1 {
			t.Fatalf("%+v, %v", checks, err)
		}
		c := checks[0]
		if c.Outcome != tt.want || !strings.HasPrefix(c.Reason, tt.reason) || (c.Reason == "") != (tt.reason == "") {
			t.Errorf("status %d, complete %v: %s (%s), want %s", tt.status, tt.complete, c.Outcome, c.Reason, tt.want)
		}
		if failed := tt.want == verdict.Failed; failed != (len(c.Deviations) == 1) || failed != (len(c.Evidence) == 1) {
			t.Errorf("status %d: deviations %q, evidence %v", tt.status, c.Deviations, c.Evidence)
		}
		other := sideEffects(env, requirement.ByIDs([]string{"isolation.attributes"}), true)[0]
		if other.Outcome != verdict.Passed {
			t.Errorf("status %d: an observation of the bystander fails %s: %s", tt.status, other.ID, other.Reason)
		}
	}
}

// The bystander is not compared after a check that did not run.
func TestTheBystanderIsNotComparedWithoutACheck(t *testing.T) {
	env := envFor(t, reference.New(reference.Config{}))
	env.CreateBystander(t.Context())
	before := len(env.Recorder.Exchanges())
	r := &runner{
		env: env, plan: Plan{Requirements: requirement.All()}, part: &Part{Claim: func(int) bool { return false }},
	}
	_, err := r.run(t.Context(), func(*check.Env) {
		ginkgo.Describe("area", func() { ginkgo.It("one", requirement.AddStores, func() {}) })
	})
	if sent := len(env.Recorder.Exchanges()) - before; err != nil || sent > 0 {
		t.Errorf("%d requests, %v", sent, err)
	}
}
