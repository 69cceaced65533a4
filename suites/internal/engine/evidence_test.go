package engine

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// envFor returns the environment of a run against a handler.
func envFor(t *testing.T, handler http.Handler) *check.Env {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	env := newEnv(target.Target{Root: root, Timeout: 10 * time.Second}, Plan{UserAgent: "tagcheck"}, nil)
	env.Found = target.Description{Creates: true, Shows: true, KeepsAlive: true}
	return env
}

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// A failure is proved by the exchanges that a matcher objected to, or else by the last change and
// the last read of the check.
func TestTheEvidenceOfAFailure(t *testing.T) {
	env := envFor(t, http.HandlerFunc(noContent))
	client := env.Clients[target.Owner]
	var objected int
	checks, err := runTree(t.Context(), env, Plan{}, func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("fails after reads and changes", requirement.AddStores, func(ctx ginkgo.SpecContext) {
				client.AddTag(ctx, "image", "one")
				client.RemoveTag(ctx, "image", "two")
				client.ShowImage(ctx, "image")
				client.ShowImage(ctx, "image")
				client.Do(ctx, imageapi.Request{Operation: imageapi.Create, Method: "POST"})
				client.Do(ctx, imageapi.Request{Operation: imageapi.Delete, Method: "DELETE"})
				ginkgo.Fail("what\nit is")
			})
			ginkgo.It("fails at an exchange", requirement.AddStores, func(ctx ginkgo.SpecContext) {
				x := client.AddTag(ctx, "image", "three")
				x.Deviations = []string{"expected 200; got 204"}
				objected = x.ID
				client.RemoveTag(ctx, "image", "four")
				client.ShowImage(ctx, "image")
				ginkgo.Fail("what\nit is")
			})
			ginkgo.It("passes", requirement.AddStores, func(ctx ginkgo.SpecContext) {
				client.AddTag(ctx, "image", "five").Deviations = []string{"expected 200; got 204"}
			})
			ginkgo.It("fails without a request", requirement.AddStores, func() { ginkgo.Fail("what\nit is") })
		})
	})
	if err != nil || len(checks) != 4 {
		t.Fatalf("%+v, %v", checks, err)
	}
	for i, want := range []struct {
		exchanges int
		evidence  []int
	}{{6, []int{2, 4}}, {3, []int{objected}}, {1, nil}, {0, nil}} {
		c := checks[i]
		if len(c.Exchanges) != want.exchanges || !slices.Equal(c.Evidence, want.evidence) {
			t.Errorf("%s: exchanges %v, evidence %v; want %d and %v",
				c.Title, c.Exchanges, c.Evidence, want.exchanges, want.evidence)
		}
	}
	if first := checks[1].Exchanges; first[0] != 7 {
		t.Errorf("the second check has the exchanges %v", first)
	}
}

// No check starts after the target stopped answering.
func TestChecksOfATargetThatIsGone(t *testing.T) {
	env := envFor(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	ran := 0
	checks, err := runTree(t.Context(), env, Plan{}, func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("sends unanswered requests", requirement.AddStores, func(ctx ginkgo.SpecContext) {
				for range check.MaxUnanswered {
					env.Clients[target.Owner].AddTag(ctx, "image", "blue")
				}
			})
			ginkgo.It("comes next", requirement.AddStores, func() { ran++ })
		})
	})
	if err != nil || len(checks) != 2 || ran > 0 {
		t.Fatalf("%+v, %d checks ran, %v", checks, ran, err)
	}
	if c := checks[1]; c.Outcome != verdict.NotRun || !strings.Contains(c.Reason, "stopped answering") {
		t.Errorf("%s (%s)", c.Outcome, c.Reason)
	}
}
