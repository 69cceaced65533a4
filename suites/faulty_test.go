package suites_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// run judges a handler, which may wrap the reference server.
func run(t *testing.T, handler http.Handler, options suites.Options) (suites.Result, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	demo := everything(root)
	demo.Timeout = 5 * time.Second
	return suites.Run(t.Context(), demo, options)
}

func only(t *testing.T, prefixes ...string) suites.Options {
	t.Helper()
	var some []requirement.Requirement
	for _, r := range requirement.All() {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(r.ID, p) }) {
			some = append(some, r)
		}
	}
	return suites.Options{Requirements: some}
}

func verdictOf(t *testing.T, r suites.Result, id string) verdict.Requirement {
	t.Helper()
	for _, q := range r.Requirements {
		if q.ID == id {
			return q
		}
	}
	t.Fatalf("%s was not judged", id)
	return verdict.Requirement{}
}

func tagged(r *http.Request) bool { return strings.Contains(r.URL.Path, "/tags/") }

// Whatever a fault does, it is found and nothing is left over. The bank of
// package fault holds many more, which the self-check judges.
func TestFaultsAreFoundAndEverythingIsGivenBack(t *testing.T) {
	for _, tt := range []struct {
		name, id string
		fault    func(next http.Handler) http.HandlerFunc
	}{
		{"PUT answers 409", "add.statuses", func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/tags/blue") {
					w.WriteHeader(http.StatusConflict)
					return
				}
				next.ServeHTTP(w, r)
			}
		}},
		{"tags behind the twelfth are dropped", "add.keeps-others", func(next http.Handler) http.HandlerFunc {
			var mu sync.Mutex
			count := map[string]int{}
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut && tagged(r) {
					mu.Lock()
					image := strings.Split(r.URL.Path, "/")[3]
					count[image]++
					full := count[image] > 12
					mu.Unlock()
					if full {
						w.WriteHeader(http.StatusNoContent)
						return
					}
				}
				next.ServeHTTP(w, r)
			}
		}},
		{"PUT makes the image", "add.image.missing.refused", func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut && tagged(r) {
					create := httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(`{"id": "`+strings.Split(r.URL.Path, "/")[3]+`"}`))
					create.Header = r.Header.Clone()
					create.Header.Del("Content-Length")
					next.ServeHTTP(httptest.NewRecorder(), create)
				}
				next.ServeHTTP(w, r)
			}
		}},
		{"one connection is cut", "robust.answers", func(next http.Handler) http.HandlerFunc {
			var cut atomic.Bool
			return func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.UserAgent(), "add.utf-8") && !cut.Swap(true) {
					panic(http.ErrAbortHandler)
				}
				w.Header().Set("Connection", "close")
				next.ServeHTTP(w, r)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			area := strings.SplitAfter(tt.id, ".")[0]
			config := reference.Demo()
			if tt.id == "add.keeps-others" {
				config.TagQuota = 0
			}
			server := reference.New(config)
			result, err := run(t, tt.fault(server), only(t, area, "add.utf-8"))
			if err != nil {
				t.Fatal(err)
			}
			if got := verdictOf(t, result, tt.id); got.Verdict != verdict.Fail || result.Conclusion != verdict.NonConformant {
				t.Errorf("%s: %s (%s); the run: %s", tt.id, got.Verdict, got.Reason, result.Conclusion)
			}
			if list := listed(server); len(result.Leftovers) > 0 || !strings.Contains(list, `"images":[]`) {
				t.Errorf("left over: %q, on the server: %s", result.Leftovers, list)
			}
		})
	}
}

// listed is what the server holds.
func listed(server http.Handler) string {
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoAdminToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w.Body.String()
}

func TestWithoutShowRemovalTells(t *testing.T) {
	next := reference.New(reference.Demo())
	blind := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v2/images/") && !tagged(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
	result, err := run(t, http.HandlerFunc(blind), suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if (c.Outcome == verdict.Failed || c.Outcome == verdict.Blocked || c.Outcome == verdict.Undecided) && !ofTheLibrary(c.Requirements[0]) {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
	if got := verdictOf(t, result, "add.stores"); got.Verdict != verdict.Pass {
		t.Errorf("add.stores: %s (%s)", got.Verdict, got.Reason)
	}
	if got := verdictOf(t, result, "isolation.attributes"); got.Verdict != verdict.NotVerified || got.Reason == "" {
		t.Errorf("isolation.attributes: %s (%s)", got.Verdict, got.Reason)
	}
}

func TestWithoutAuthenticationAccessIsUnsupported(t *testing.T) {
	root := serve(t, reference.Config{})
	open := target.Target{Root: root, Timeout: 5 * time.Second, Capabilities: target.Capabilities{
		TagQuota: target.QuotaNone, NoAuthentication: true,
	}}
	result, err := suites.Run(t.Context(), open, suites.Options{Gate: verdict.Gate{Certify: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Requirements {
		if r.Verdict == verdict.Fail || r.Verdict == verdict.Warn || r.Verdict == verdict.Block {
			t.Errorf("%s: %s (%s)", r.ID, r.Verdict, r.Reason)
		}
	}
	if got := verdictOf(t, result, "access.add.401"); got.Verdict != verdict.NotSupported || !got.Declared {
		t.Errorf("access.add.401: %s, declared %v", got.Verdict, got.Declared)
	}
}

func TestATargetThatDiesIsInconclusive(t *testing.T) {
	next := reference.New(reference.Demo())
	var served atomic.Int32
	dying := func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) > 60 {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	}
	result, err := run(t, http.HandlerFunc(dying), only(t, "add."))
	if err != nil {
		t.Fatal(err)
	}
	if result.Gone == "" || result.Conclusion == verdict.Conformant || len(result.Leftovers) == 0 {
		t.Errorf("gone %q, %s (%s), left over %q", result.Gone, result.Conclusion, result.Reason, result.Leftovers)
	}
	if served.Load() > 150 {
		t.Errorf("%d requests were sent to a dead target", served.Load())
	}
}

func TestAnInterruptedRunGivesEverythingBack(t *testing.T) {
	next := reference.New(reference.Demo())
	ctx, cancel := context.WithCancel(t.Context())
	var served atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) == 100 {
			cancel()
		}
		next.ServeHTTP(w, r)
	}))
	defer server.Close()
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	result, err := suites.Run(ctx, everything(root), suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Conclusion != verdict.Interrupted || len(result.Leftovers) > 0 || len(result.Checks) < 500 {
		t.Errorf("%s (%s), %d checks, left over %q", result.Conclusion, result.Reason, len(result.Checks), result.Leftovers)
	}
	if list := listed(next); !strings.Contains(list, `"images":[]`) {
		t.Errorf("images are left on the server: %s", list)
	}
}
