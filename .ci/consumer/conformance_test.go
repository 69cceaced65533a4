// Package consumer_test judges a server in "go test" of another module, with nothing but
// the public packages of tagcheck. It is the example of the README, and it fails if one of
// these packages cannot be imported.
package consumer_test

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// start serves the given server until the test ends, and returns the root of its API.
func start(t *testing.T, server *reference.Server) *url.URL {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return &url.URL{Scheme: "http", Host: listener.Addr().String(), Path: "/v2"}
}

// judge runs all checks against a server with the users of the demo configuration.
func judge(t *testing.T, root *url.URL) suites.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	result, err := suites.Run(ctx, target.Target{
		Root: root,
		Users: map[target.Role]target.TokenSource{
			target.Owner:    target.StaticToken(reference.DemoOwnerToken),
			target.Stranger: target.StaticToken(reference.DemoStrangerToken),
			target.Reader:   target.StaticToken(reference.DemoReaderToken),
			target.Admin:    target.StaticToken(reference.DemoAdminToken),
		},
		Timeout: 10 * time.Second,
	}, suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// verdictOn returns the verdict on one requirement.
func verdictOn(t *testing.T, result suites.Result, id string) verdict.Verdict {
	t.Helper()
	for _, r := range result.Requirements {
		if r.ID == id {
			return r.Verdict
		}
	}
	t.Fatalf("the result has no requirement %s", id)
	return ""
}

func TestReferenceServerConforms(t *testing.T) {
	result := judge(t, start(t, reference.New(reference.Demo())))
	// Crashes are not judged, because the test gives no way to kill the server.
	if result.Conclusion != verdict.Conformant && result.Conclusion != verdict.NotFullyVerified {
		t.Errorf("%s: %s", result.Conclusion, result.Reason)
	}
	passed := 0
	for _, r := range result.Requirements {
		switch r.Verdict {
		case verdict.Pass:
			passed++
		case verdict.Fail, verdict.Warn, verdict.Block:
			t.Errorf("%s: %s: %s", r.ID, r.Verdict, r.Reason)
		}
	}
	if passed == 0 {
		t.Error("no requirement passes")
	}
	// The target declares nothing, so that access is judged as well.
	if got := verdictOn(t, result, "access.add.401"); got != verdict.Pass {
		t.Errorf("access.add.401: %s, want pass", got)
	}
	if len(result.Leftovers) > 0 {
		t.Errorf("not deleted: %v", result.Leftovers)
	}
}

func TestFaultyServerDoesNotConform(t *testing.T) {
	server, found := fault.Find("access-add-is-open")
	if !found {
		t.Fatal("unknown fault")
	}
	result := judge(t, start(t, server.New()))
	if result.Conclusion != verdict.NonConformant {
		t.Errorf("%s: %s", result.Conclusion, result.Reason)
	}
	if got := verdictOn(t, result, "access.add.401"); got != verdict.Fail {
		t.Errorf("access.add.401: %s, want fail", got)
	}
}
