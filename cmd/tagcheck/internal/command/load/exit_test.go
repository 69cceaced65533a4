package loadcommand

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load"
)

func TestExitCode(t *testing.T) {
	for name, test := range map[string]struct {
		outcome outcome
		want    int
	}{
		"passed":            {outcome{conclusion: load.Passed}, cli.ExitOK},
		"passed, leftovers": {outcome{conclusion: load.Passed, leftovers: true}, cli.ExitInconclusive},
		"passed, broken":    {outcome{conclusion: load.Passed, broken: true}, cli.ExitInconclusive},
		"passed, unwritten": {outcome{conclusion: load.Passed, unwritten: true}, cli.ExitUsage},
		"passed, leftovers, unwritten": {
			outcome{conclusion: load.Passed, leftovers: true, unwritten: true}, cli.ExitInconclusive,
		},
		"passed, SIGTERM at the end": {
			outcome{conclusion: load.Passed, signal: cli.ExitTerminated}, cli.ExitTerminated,
		},
		"failed":            {outcome{conclusion: load.Failed}, cli.ExitNonConformant},
		"failed, leftovers": {outcome{conclusion: load.Failed, leftovers: true}, cli.ExitNonConformant},
		"failed, broken":    {outcome{conclusion: load.Failed, broken: true}, cli.ExitNonConformant},
		"failed, unwritten": {outcome{conclusion: load.Failed, unwritten: true}, cli.ExitNonConformant},
		"lost updates, then SIGINT": {
			outcome{conclusion: load.Failed, signal: cli.ExitInterrupted}, cli.ExitNonConformant,
		},
		"invalid":            {outcome{conclusion: load.Invalid}, cli.ExitInconclusive},
		"invalid, broken":    {outcome{conclusion: load.Invalid, broken: true}, cli.ExitInconclusive},
		"invalid, unwritten": {outcome{conclusion: load.Invalid, unwritten: true}, cli.ExitInconclusive},
		"interrupted by SIGINT": {
			outcome{conclusion: load.Interrupted, signal: cli.ExitInterrupted}, cli.ExitInterrupted,
		},
		"interrupted by SIGTERM": {
			outcome{conclusion: load.Interrupted, signal: cli.ExitTerminated}, cli.ExitTerminated,
		},
		"interrupted, broken, unwritten": {
			outcome{load.Interrupted, true, true, cli.ExitTerminated, true}, cli.ExitTerminated,
		},
		"interrupted without a signal": {outcome{conclusion: load.Interrupted}, cli.ExitInterrupted},
		"no conclusion":                {outcome{}, cli.ExitInconclusive},
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
	for name, test := range map[string]struct {
		ctx    context.Context
		result load.Result
		runErr error
		full   error
		code   int
		says   []string
	}{
		"nothing to say": {t.Context(), load.Result{Conclusion: load.Passed}, nil, nil, cli.ExitOK, nil},
		"leftovers": {
			t.Context(), load.Result{Conclusion: load.Passed, Leftovers: []string{"i"}}, nil, nil, cli.ExitInconclusive,
			nil,
		},
		"failed, unwritten": {
			t.Context(), load.Result{Conclusion: load.Failed}, nil, full, cli.ExitNonConformant, []string{"disk full"},
		},
		"passed, unwritten": {
			t.Context(), load.Result{Conclusion: load.Passed}, nil, full, cli.ExitUsage, []string{"disk full"},
		},
		"broken": {
			t.Context(), load.Result{Conclusion: load.Invalid}, broken, nil, cli.ExitInconclusive, []string{"it broke"},
		},
		"interrupted": {
			interrupted, load.Result{
				Conclusion: load.Interrupted,
			}, nil, nil, cli.ExitInterrupted, []string{"stopped by a signal"},
		},
		"lost updates, interrupted, unwritten": {
			interrupted, load.Result{Conclusion: load.Failed}, nil, full, cli.ExitNonConformant, []string{
				"stopped by a signal", "disk full",
			},
		},
	} {
		err := exit(test.ctx, test.result, test.runErr, test.full)
		if got := cli.CodeOf(err); got != test.code {
			t.Errorf("%s: got %d, want %d", name, got, test.code)
		}
		for _, want := range test.says {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not say %q", name, err, want)
			}
		}
		if len(test.says) == 0 && err != nil && err.Error() != "" {
			t.Errorf("%s: it says %q", name, err)
		}
	}
}
