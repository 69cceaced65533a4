package suites_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// A fault is found, and all images are released. The self-check judges many more faults.
func TestFaultsAreFoundAndImagesAreReleased(t *testing.T) {
	for _, tt := range []struct {
		name, id string
		judged   []string // prefixes of the requirements
		fault    func(next http.Handler) http.HandlerFunc
	}{
		{"PUT answers 409", "add.answers-204", []string{"add.answers-204"}, refusesBlue},
		{"tags after the twelfth are dropped", "add.keeps-others", []string{"add.keeps-others"}, dropsTags},
		{"PUT creates the image", "add.image.missing.refused", []string{"add.image."}, createsImages},
		{"one connection is dropped", "robust.answers", []string{"robust.answers", "add.utf-8"}, dropsConnection},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := reference.Demo()
			if tt.id == "add.keeps-others" {
				config.TagQuota = 0
			}
			server := reference.New(config)
			options := only(tt.judged...)
			options.Effort = small.Effort
			result := judgeHandler(t, tt.fault(server), options)
			got := verdictOf(t, result, tt.id)
			if got.Verdict != verdict.Fail || result.Conclusion != verdict.NonConformant {
				t.Errorf("%s: %s (%s); the run: %s", tt.id, got.Verdict, got.Reason, result.Conclusion)
			}
			if list := images(server); len(result.Leftovers) > 0 || !strings.Contains(list, `"images":[]`) {
				t.Errorf("leftovers: %q, on the server: %s", result.Leftovers, list)
			}
		})
	}
}

func refusesBlue(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/tags/blue") {
			w.WriteHeader(http.StatusConflict)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// dropsTags acknowledges additions after the twelfth of an image without storing them.
func dropsTags(next http.Handler) http.HandlerFunc {
	var mu sync.Mutex
	count := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && isTag(r) {
			image := strings.Split(r.URL.Path, "/")[3]
			mu.Lock()
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
}

// createsImages creates the image that a tag is added to.
func createsImages(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && isTag(r) {
			body := strings.NewReader(`{"id": "` + strings.Split(r.URL.Path, "/")[3] + `"}`)
			create := httptest.NewRequest(http.MethodPost, "/v2/images", body)
			create.Header = r.Header.Clone()
			create.Header.Del("Content-Length")
			next.ServeHTTP(httptest.NewRecorder(), create)
		}
		next.ServeHTTP(w, r)
	}
}

// dropsConnection drops the connection of one request, and announces the end of all others.
func dropsConnection(next http.Handler) http.HandlerFunc {
	var dropped atomic.Bool
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.UserAgent(), "add.utf-8") && !dropped.Swap(true) {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Connection", "close")
		next.ServeHTTP(w, r)
	}
}

func TestATargetThatDoesNotShowImages(t *testing.T) {
	next := reference.New(reference.Demo())
	hiding := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v2/images/") && !isTag(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
	result := judgeHandler(t, http.HandlerFunc(hiding), small)
	for _, c := range result.Checks {
		if (c.Outcome == verdict.Failed || c.Outcome == verdict.Blocked || c.Outcome == verdict.Undecided) &&
			!goLibraryFails(c.Requirements[0]) {
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

func TestATargetThatDeclaresNoAuthentication(t *testing.T) {
	result, err := judge(t, noUsers(serve(t, reference.Config{}), target.QuotaNone), small)
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

func TestATargetThatStopsAnswering(t *testing.T) {
	next := reference.New(reference.Demo())
	var served atomic.Int32
	dying := func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) > 60 {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	}
	result := judgeHandler(t, http.HandlerFunc(dying), only("add."))
	if result.Gone == "" || result.Conclusion == verdict.Conformant || len(result.Leftovers) == 0 {
		t.Errorf("gone %q, %s (%s), leftovers %q", result.Gone, result.Conclusion, result.Reason, result.Leftovers)
	}
	if served.Load() > 150 {
		t.Errorf("%d requests were sent", served.Load())
	}
}

func TestAnInterruptedRunReleasesImages(t *testing.T) {
	next := reference.New(reference.Demo())
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	var served atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) == 100 {
			cancel()
		}
		next.ServeHTTP(w, r)
	}))
	defer server.Close()
	result, err := suites.Run(ctx, everyUser(rootOf(t, server)), suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Conclusion != verdict.Interrupted || len(result.Leftovers) > 0 {
		t.Errorf("%s (%s), leftovers %q", result.Conclusion, result.Reason, result.Leftovers)
	}
	for _, r := range result.Requirements { // each check that did not run is listed
		if len(r.Checks) == 0 && r.Unobservable == "" {
			t.Errorf("%s: no check is listed", r.ID)
		}
	}
	if list := images(next); !strings.Contains(list, `"images":[]`) {
		t.Errorf("images on the server: %s", list)
	}
}

// SIGINT ends a run like the cancellation of its context.
func TestASignalEndsARun(t *testing.T) {
	next := reference.New(reference.Demo())
	var served atomic.Int32
	result := judgeHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) == 100 {
			if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
				t.Error(err)
			}
		}
		next.ServeHTTP(w, r)
	}), suites.Options{})
	if result.Conclusion != verdict.Interrupted || len(result.Leftovers) > 0 {
		t.Errorf("%s (%s), leftovers %q", result.Conclusion, result.Reason, result.Leftovers)
	}
	for _, r := range result.Requirements {
		if len(r.Checks) == 0 && r.Unobservable == "" {
			t.Errorf("%s: no check is listed", r.ID)
		}
	}
	if list := images(next); !strings.Contains(list, `"images":[]`) {
		t.Errorf("images on the server: %s", list)
	}
}
