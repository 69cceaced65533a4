package suites_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// runLimit is how long one run may take. A run of all checks takes a few seconds.
const runLimit = 90 * time.Second

// judge judges a target within runLimit.
func judge(t *testing.T, to target.Target, o suites.Options) (suites.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	result, err := suites.Run(ctx, to, o)
	if ctx.Err() != nil {
		t.Errorf("the run took longer than %s", runLimit)
	}
	return result, err
}

// judgeHandler judges a handler, which may wrap the reference server. The run must be possible.
func judgeHandler(t *testing.T, handler http.Handler, o suites.Options) suites.Result {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	result, err := judge(t, everyUser(rootOf(t, server)), o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func rootOf(t *testing.T, server *httptest.Server) *url.URL {
	t.Helper()
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// serve starts a reference server for one test and returns the root of its API.
func serve(t *testing.T, config reference.Config) *url.URL {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- reference.New(config).Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return &url.URL{Scheme: "http", Host: l.Addr().String(), Path: config.PathPrefix + "/v2"}
}

// serveClosed returns a target that refuses connections.
func serveClosed(t *testing.T) target.Target {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	to := everyUser(rootOf(t, server))
	server.Close()
	return to
}

// everyUser is a target with every user of the demonstration server.
func everyUser(root *url.URL) target.Target {
	return target.Target{
		Root: root, Timeout: 10 * time.Second,
		Users: map[target.Role]target.TokenSource{
			target.Owner:    target.StaticToken(reference.DemoOwnerToken),
			target.Stranger: target.StaticToken(reference.DemoStrangerToken),
			target.Reader:   target.StaticToken(reference.DemoReaderToken),
			target.Admin:    target.StaticToken(reference.DemoAdminToken),
		},
		Capabilities: target.Capabilities{TagQuota: reference.Demo().TagQuota, QuotaProbe: 256},
	}
}

// noUsers is a target that requires no token.
func noUsers(root *url.URL, quota int) target.Target {
	return target.Target{
		Root: root, Timeout: 5 * time.Second,
		Capabilities: target.Capabilities{TagQuota: quota, NoAuthentication: true},
	}
}

// only selects the requirements with these prefixes. Unlike the zero options it accepts warnings and
// requirements that are not verified, since a test is about some requirements only.
func only(prefixes ...string) suites.Options {
	var some []requirement.Requirement
	for _, r := range requirement.All() {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(r.ID, p) }) {
			some = append(some, r)
		}
	}
	return suites.Options{Requirements: some, Gate: verdict.Gate{AllowWarnings: true, AllowUnverified: true}}
}

// small judges the whole catalogue, with the effort of checks that search reduced.
var small = suites.Options{Effort: check.Effort{Steps: 30}}

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

// isTag returns whether a request is for a tag.
func isTag(r *http.Request) bool { return strings.Contains(r.URL.Path, "/tags/") }

// images returns the list of images on a server.
func images(server http.Handler) string {
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoAdminToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w.Body.String()
}
