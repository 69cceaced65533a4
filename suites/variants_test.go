package suites_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// Servers that differ from the reference and are right raise no alarm.
func TestVariantsRaiseNoAlarm(t *testing.T) {
	defaults := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				r.Body = http.NoBody
				r = r.Clone(r.Context())
				r.Body = body(`{"tags": ["new"]}`)
				r.ContentLength = -1
			}
			next.ServeHTTP(w, r)
		})
	}
	hidden := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && r.URL.Path == "/v2/images" {
				w.WriteHeader(http.StatusNotImplemented)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	throttled := func(next http.Handler) http.Handler {
		var n atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1)%50 == 0 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	closing := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Connection", "close")
			next.ServeHTTP(w, r)
		})
	}
	for _, tt := range []struct {
		name  string
		quota int
		wrap  func(http.Handler) http.Handler
	}{
		{"tags of its own on new images", 0, defaults}, {"no list", 0, hidden}, {"throttles now and then", 0, throttled},
		{"closes after each answer", 0, closing}, {"a quota of 1", 1, nil}, {"a quota of 2", 2, nil}, {"a quota of 3", 3, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var handler http.Handler = reference.New(reference.Config{TagQuota: tt.quota})
			if tt.wrap != nil {
				handler = tt.wrap(handler)
			}
			server := httptest.NewServer(handler)
			defer server.Close()
			root, err := url.Parse(server.URL + "/v2")
			if err != nil {
				t.Fatal(err)
			}
			variant := target.Target{Root: root, Timeout: 5 * time.Second, Capabilities: target.Capabilities{TagQuota: tt.quota}}
			if tt.quota == 0 {
				variant.Capabilities.TagQuota = target.QuotaNone
			}
			result, err := suites.Run(t.Context(), variant, suites.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range result.Checks {
				if c.Outcome != verdict.Passed && c.Outcome != verdict.Unsupported && c.Outcome != verdict.Unseen {
					t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
				}
			}
		})
	}
}

func body(text string) io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }

func TestABorrowedImageIsEnoughAndComesBackAsItWas(t *testing.T) {
	server := reference.New(reference.Config{})
	made := httptest.NewRecorder()
	server.ServeHTTP(made, httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(`{"tags": ["mine", "gold"]}`)))
	image, err := imageapi.DecodeImage(made.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/v2/images" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		server.ServeHTTP(w, r)
	}))
	defer front.Close()
	root, err := url.Parse(front.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	borrowed := target.Target{Root: root, Timeout: 5 * time.Second, Image: image.ID, Capabilities: target.Capabilities{TagQuota: target.QuotaNone}}
	result, err := suites.Run(t.Context(), borrowed, suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if c.Outcome == verdict.Failed || c.Outcome == verdict.Blocked || c.Outcome == verdict.Undecided {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
	if got := verdictOf(t, result, "add.exact.non-ascii"); got.Verdict != verdict.Pass {
		t.Errorf("add.exact.non-ascii: %s (%s)", got.Verdict, got.Reason)
	}
	if list := listed(server); !strings.Contains(list, `"gold"`) || !strings.Contains(list, `"mine"`) || strings.Contains(list, `"blue"`) {
		t.Errorf("afterwards: %s", list)
	}
}
