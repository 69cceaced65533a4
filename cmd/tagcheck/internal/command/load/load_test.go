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
	"tagcheck/load/model"
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
		!strings.Contains(got.Stdout, "\n  lost update: tag ") {
		t.Errorf("got\n%s", got.Stdout)
	}
}

func TestAnInterruptEndsTheLoadInOrder(t *testing.T) {
	got := interrupted(t, nil)
	if got.Code != cli.ExitInterrupted || !strings.Contains(got.Stdout, "\nINTERRUPTED: ") ||
		strings.Contains(got.Stdout, "lost update: ") {
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
		Verified: model.Findings{
			Images: 1, Keys: 2, Unknown: 3, LostAdditions: 1, ReturnedRemovals: 2, Unexpected: 1,
			Listed: []model.Finding{
				{Kind: model.LostAddition, Image: "i", Tag: "a", Found: "read-back", Exchange: &model.Exchange{
					Method: "PUT", URL: "http://h/a", Status: 204, Answered: answered, RequestID: "req-1",
				}},
				{Kind: model.ReturnedRemoval, Image: "i", Tag: "b", Found: "show", Exchange: &model.Exchange{
					Method: "DELETE", URL: "http://h/b", Status: 204, Answered: answered,
				}},
				{
					Kind:     model.LostAddition,
					Image:    "i",
					Tag:      "c",
					Found:    "removal",
					Exchange: &model.Exchange{Answered: answered},
				},
				{Kind: model.Unexpected, Image: "i", Tag: "d", Found: "read-back"},
			},
		},
	}
}
