package loadcommand

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
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
