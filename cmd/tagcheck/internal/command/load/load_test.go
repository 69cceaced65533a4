package loadcommand

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/load"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
)

func TestMistakesAreReportedTogetherBeforeAnythingIsSent(t *testing.T) {
	var requests atomic.Int64
	url := serve(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	})
	got := invoke(
		t, clitest.Options{}, url, "--timeout", "soon", "--workers", "0", "--rate", "x", "--slo", "p99<3", "--abort-on",
		"much",
	)
	for _, flag := range []string{"--timeout", "--workers must be from 1", "--rate: ", "--slo: ", "--abort-on: "} {
		if !strings.Contains(got.Stderr, flag) {
			t.Errorf("%s is missing in %s", flag, got.Stderr)
		}
	}
	if got.Code != cli.ExitUsage || got.Stdout != "" || requests.Load() > 0 {
		t.Errorf("%d requests, got %+v", requests.Load(), got)
	}
	got = invoke(t, clitest.Options{}, url, "--scenario", "hot", "--slo", "show.errors==0")
	if got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, "show") || requests.Load() > 0 {
		t.Errorf("a threshold on an operation that is not sent: got %+v", got)
	}
}

// interrupted runs a load that SIGINT ends after some requests.
func interrupted(t *testing.T, wrap func(http.Handler) http.Handler) clitest.Result {
	t.Helper()
	ctx, interrupt := context.WithCancelCause(t.Context())
	var requests atomic.Int64
	url := serve(t, func(next http.Handler) http.Handler {
		if wrap != nil {
			next = wrap(next)
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/tags/") && requests.Add(1) == 200 {
				interrupt(&cli.Signalled{Signal: syscall.SIGINT})
			}
			next.ServeHTTP(w, r)
		})
	})
	return invoke(
		t, clitest.Options{Context: ctx}, url, "--scenario", "add", "--rate", "500/s", "--duration", "1h", "--warm-up",
		"0s", "--tag-quota", "none",
	)
}

// An interrupt must not hide what the server lost until then.
func TestAnInterruptDoesNotHideLostUpdates(t *testing.T) {
	got := interrupted(t, losesAdditions)
	if got.Code != cli.ExitNonConformant || !strings.Contains(got.Stderr, "stopped by a signal: interrupt") {
		t.Errorf("exit code %d: %s", got.Code, got.Stderr)
	}
	lines := strings.Split(strings.TrimSpace(got.Stdout), "\n")
	last := lines[len(lines)-1]
	if !strings.HasPrefix(last, "FAILED: ") || !strings.HasSuffix(last, " (interrupted)") ||
		!strings.Contains(got.Stdout, "lost update: tag ") {
		t.Errorf("got\n%s", got.Stdout)
	}
}

func TestAnInterruptEndsTheLoadInOrder(t *testing.T) {
	got := interrupted(t, nil)
	if got.Code != cli.ExitInterrupted || !strings.Contains(got.Stdout, "\nINTERRUPTED: ") ||
		strings.Contains(got.Stdout, "lost update") {
		t.Errorf("got %+v", got)
	}
	if strings.Contains(got.Stderr, "cleanup") {
		t.Errorf("images are left over: %s", got.Stderr)
	}
}

// phase is a measured phase with one of everything.
func phase() load.PhaseResult {
	answered := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return load.PhaseResult{
		Phase: measure.Phase{
			Name: "steady", Duration: 2000,
			Operations: []measure.Operation{
				{Name: "add", Requests: 9, Errors: 2, Rate: 3.5},
				{Name: "remove", Requests: 1},
			},
			All:     measure.Operation{Requests: 10, Errors: 2, Rate: 4},
			Classes: []measure.ErrorCount{{Text: "500 \x1b[31m", Count: 1}},
		},
		Scenario: "churn", Arrivals: "5/s", Health: attack.Health{
			Sent: 10, Workers: 4, CPU: 0.25, Lag: 1500 * time.Microsecond,
		},
		Verified: scenario.Result{
			Images: 1, Keys: 2, Unknown: 3, LostAdditions: 1, ReturnedRemovals: 2, Unexpected: 1,
			Listed: []scenario.Loss{
				{Kind: scenario.LostAddition, Image: "i", Tag: "a", Found: "read-back", Exchange: &scenario.Exchange{
					Method: "PUT", URL: "http://h/a", Status: 204, Answered: answered, RequestID: "req-1",
				}},
				{Kind: scenario.ReturnedRemoval, Image: "i", Tag: "b", Found: "show", Exchange: &scenario.Exchange{
					Method: "DELETE", URL: "http://h/b", Status: 204, Answered: answered,
				}},
				{
					Kind:     scenario.LostAddition,
					Image:    "i",
					Tag:      "c",
					Found:    "removal",
					Exchange: &scenario.Exchange{Answered: answered},
				},
				{Kind: scenario.Unexpected, Image: "i", Tag: "d", Found: "read-back"},
			},
		},
	}
}

func TestSummary(t *testing.T) {
	r := load.Result{
		Phases: []load.PhaseResult{
			phase(),
		}, Conclusion: load.Failed, Reasons: []string{"steady: lost", "it broke"}, Broken: "it broke",
		Started: time.Unix(0, 0), Ended: time.Unix(2, 0),
	}
	r.Target.URL = "http://h/v2"
	got := summary(r, false)
	for _, want := range []string{
		"steady: churn, 5/s for 2s\n", "| add ", "| remove ", "| all ", "  1 error: 500 \ufffd[31m\n",
		"generator: send delay p50 0.00 ms, p99 1.50 ms; CPU 25 %; 4 workers, all busy for 0 % of the time\n",
		"read back: 1 image, 2 tags (3 indeterminate); lost: 1 addition, 2 removals; unexpected: 1 tag\n",
		"  lost update: tag \"a\" of image i is missing; PUT http://h/a was answered 204 at 2026-01-02T03:04:05Z " +
			"(request req-1); found by read-back\n",
		"  lost update: removed tag \"b\" of image i is back; DELETE http://h/b was answered 204 at " +
			"2026-01-02T03:04:05Z; found by show\n",
		"  lost update: tag \"c\" of image i is missing; the image was created with it at 2026-01-02T03:04:05Z; " +
			"found by removal\n",
		"  unexpected-tag: tag \"d\" of image i; found by read-back\n",
		"- steady: lost\nFAILED: http://h/v2, 2s\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if got := summary(r, true); got != "- steady: lost\nFAILED: http://h/v2, 2s\n" {
		t.Errorf("--quiet: got %q", got)
	}
	r.Interrupted = true
	if got := summary(r, true); !strings.HasSuffix(got, "FAILED: http://h/v2, 2s (interrupted)\n") {
		t.Errorf("interrupted: got %q", got)
	}
	r.Conclusion = load.Interrupted
	if got := summary(r, true); !strings.HasSuffix(got, "INTERRUPTED: http://h/v2, 2s\n") {
		t.Errorf("interrupted: got %q", got)
	}
}

func TestSummaryIsBounded(t *testing.T) {
	p := phase()
	p.Classes = make([]measure.ErrorCount, shownClasses+2)
	p.Verified.Listed = make([]scenario.Loss, shownLosses+1)
	p.Verified.LostAdditions, p.Verified.ReturnedRemovals, p.Verified.Unexpected = 10, 5, 1
	got := summary(load.Result{Phases: []load.PhaseResult{p}, Conclusion: load.Failed}, false)
	for _, want := range []string{"  and 2 other kinds of errors\n", "  and 11 more\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	p.Health.Sent = 0
	if got := summary(load.Result{Phases: []load.PhaseResult{p}}, false); !strings.Contains(
		got,
		"\n  nothing was measured\n",
	) {
		t.Errorf("got %s", got)
	}
}
