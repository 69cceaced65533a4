package conform

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

func TestExitCode(t *testing.T) {
	for name, test := range map[string]struct {
		outcome outcome
		want    int
	}{
		"conformant": {outcome{conclusion: verdict.Conformant}, cli.ExitOK},
		"conformant, leftovers": {
			outcome{conclusion: verdict.Conformant, leftovers: true}, cli.ExitInconclusive,
		},
		"conformant, broken": {
			outcome{conclusion: verdict.Conformant, broken: true}, cli.ExitInconclusive,
		},
		"conformant, unwritten": {outcome{conclusion: verdict.Conformant, unwritten: true}, cli.ExitUsage},
		"conformant, leftovers, unwritten": {
			outcome{conclusion: verdict.Conformant, leftovers: true, unwritten: true}, cli.ExitInconclusive,
		},
		"conformant, SIGINT at the end": {
			outcome{conclusion: verdict.Conformant, signal: cli.ExitInterrupted}, cli.ExitInterrupted,
		},
		"not conformant": {outcome{conclusion: verdict.NonConformant}, cli.ExitNonConformant},
		"not conformant, leftovers": {
			outcome{conclusion: verdict.NonConformant, leftovers: true}, cli.ExitNonConformant,
		},
		"not conformant, broken": {
			outcome{conclusion: verdict.NonConformant, broken: true}, cli.ExitNonConformant,
		},
		"not conformant, unwritten": {
			outcome{conclusion: verdict.NonConformant, unwritten: true}, cli.ExitNonConformant,
		},
		"not conformant, SIGTERM": {
			outcome{conclusion: verdict.NonConformant, signal: cli.ExitTerminated}, cli.ExitTerminated,
		},
		"inconclusive": {outcome{conclusion: verdict.Inconclusive}, cli.ExitInconclusive},
		"inconclusive, unwritten": {
			outcome{conclusion: verdict.Inconclusive, unwritten: true}, cli.ExitInconclusive,
		},
		"inconclusive, broken": {
			outcome{conclusion: verdict.Inconclusive, broken: true}, cli.ExitInconclusive,
		},
		"not fully verified": {outcome{conclusion: verdict.NotFullyVerified}, cli.ExitNotFullyVerified},
		"not fully verified, leftovers": {
			outcome{conclusion: verdict.NotFullyVerified, leftovers: true}, cli.ExitNotFullyVerified,
		},
		"not fully verified, unwritten": {
			outcome{conclusion: verdict.NotFullyVerified, unwritten: true}, cli.ExitNotFullyVerified,
		},
		"not fully verified, broken": {
			outcome{conclusion: verdict.NotFullyVerified, broken: true}, cli.ExitInconclusive,
		},
		"interrupted by SIGINT": {
			outcome{conclusion: verdict.Interrupted, signal: cli.ExitInterrupted}, cli.ExitInterrupted,
		},
		"interrupted by SIGTERM, leftovers": {
			outcome{conclusion: verdict.Interrupted, leftovers: true, signal: cli.ExitTerminated}, cli.ExitTerminated,
		},
		"interrupted without a signal": {outcome{conclusion: verdict.Interrupted}, cli.ExitInterrupted},
		"interrupted without one, unwritten": {
			outcome{conclusion: verdict.Interrupted, unwritten: true}, cli.ExitInterrupted,
		},
		"no conclusion": {outcome{}, cli.ExitInconclusive},
	} {
		if got := exitCode(test.outcome); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}

// The error of the command has the code, and says everything that went wrong.
func TestExitReportsEverything(t *testing.T) {
	interrupted, cancel := context.WithCancelCause(t.Context())
	cancel(&cli.Signalled{Signal: syscall.SIGINT})
	broken, full := errors.New("it broke"), errors.New("disk full")
	away := &target.NotReady{What: "it is away", Do: "wait"}
	result := func(c verdict.Conclusion, leftovers ...string) suites.Result {
		return suites.Result{Conclusion: c, Leftovers: leftovers}
	}
	for name, test := range map[string]struct {
		ctx       context.Context
		result    suites.Result
		runErr    error
		unwritten error
		code      int
		text      string
	}{
		"nothing to say": {t.Context(), result(verdict.Conformant), nil, nil, cli.ExitOK, ""},
		"leftovers":      {t.Context(), result(verdict.Conformant, "i"), nil, nil, cli.ExitInconclusive, ""},
		"failed, unwritten": {
			t.Context(), result(verdict.NonConformant), nil, full, cli.ExitNonConformant, "disk full",
		},
		"passed, unwritten": {t.Context(), result(verdict.Conformant), nil, full, cli.ExitUsage, "disk full"},
		"broken": {
			t.Context(), result(verdict.Inconclusive), broken, nil, cli.ExitInconclusive,
			"the run ended early: it broke",
		},
		"not ready": {
			t.Context(), result(verdict.Inconclusive), away, full, cli.ExitInconclusive,
			"it is away.\nwait.\ndisk full",
		},
		"interrupted": {
			interrupted, result(verdict.Interrupted), broken, full, cli.ExitInterrupted,
			"stopped by a signal: interrupt\ndisk full",
		},
	} {
		err := exit(test.ctx, test.result, test.runErr, test.unwritten)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got := cli.CodeOf(err); got != test.code || strings.TrimSpace(text) != test.text {
			t.Errorf("%s: got %d, %q, want %d, %q", name, got, text, test.code, test.text)
		}
	}
}
