package selfcheck

import (
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
)

func TestExitCode(t *testing.T) {
	for name, test := range map[string]struct {
		outcome outcome
		want    int
	}{
		"all is well":              {outcome{complete: true}, cli.ExitOK},
		"unwritten":                {outcome{complete: true, unwritten: true}, cli.ExitUsage},
		"a survivor":               {outcome{complete: true, failed: true}, cli.ExitNonConformant},
		"a survivor, incomplete":   {outcome{failed: true}, cli.ExitNonConformant},
		"a survivor, unwritten":    {outcome{complete: true, failed: true, unwritten: true}, cli.ExitNonConformant},
		"a stale score":            {outcome{complete: true, stale: true}, cli.ExitNonConformant},
		"a stale score, unwritten": {outcome{complete: true, stale: true, unwritten: true}, cli.ExitNonConformant},
		"incomplete":               {outcome{}, cli.ExitInconclusive},
		"incomplete, unwritten":    {outcome{unwritten: true}, cli.ExitInconclusive},
		"SIGINT":                   {outcome{signal: cli.ExitInterrupted}, cli.ExitInterrupted},
		"SIGTERM after a survivor": {outcome{failed: true, signal: cli.ExitTerminated}, cli.ExitTerminated},
		"SIGINT, unwritten, stale": {
			outcome{stale: true, unwritten: true, signal: cli.ExitInterrupted}, cli.ExitInterrupted,
		},
		"SIGINT after the last one": {outcome{complete: true, signal: cli.ExitInterrupted}, cli.ExitInterrupted},
	} {
		if got := exitCode(test.outcome); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}
