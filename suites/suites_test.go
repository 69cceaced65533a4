package suites_test

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// serve starts a reference server for one test and gives its root.
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

// everything is a target with every user, as the demonstration server has them.
func everything(root *url.URL) target.Target {
	return target.Target{
		Root: root, Timeout: 10 * time.Second,
		Users: map[target.Role]target.TokenSource{
			target.Owner: target.StaticToken(reference.DemoOwnerToken), target.Stranger: target.StaticToken(reference.DemoStrangerToken),
			target.Reader: target.StaticToken(reference.DemoReaderToken), target.Admin: target.StaticToken(reference.DemoAdminToken),
		},
		Capabilities: target.Capabilities{TagQuota: reference.Demo().TagQuota, QuotaProbe: 256},
	}
}

func TestTheReferenceServerConforms(t *testing.T) {
	root, outage := serveDurably(t, reference.Demo())
	result, err := suites.Run(context.Background(), everything(root), suites.Options{Outage: outage})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Requirements {
		if r.Verdict != verdict.Pass && r.Unobservable == "" {
			t.Errorf("%s: %s: %s", r.ID, r.Verdict, r.Reason)
		}
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Passed {
			t.Errorf("%s: %s: %s %q", c.ID, c.Outcome, c.Reason, c.Deviations)
		}
	}
	if result.Conclusion != verdict.Conformant || len(result.Leftovers) > 0 {
		t.Errorf("%s (%s), left over: %q", result.Conclusion, result.Reason, result.Leftovers)
	}
	t.Logf("%d checks, %d exchanges, %s", len(result.Checks), len(result.Exchanges), result.Ended.Sub(result.Started))
}
