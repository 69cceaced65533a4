package conform

import (
	"context"
	"errors"
	"fmt"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// outcome is all that the exit code of a run depends on.
type outcome struct {
	conclusion verdict.Conclusion
	leftovers  bool // an image could not be deleted, or tags could not be restored
	broken     bool // the run ended early with an error
	signal     int  // the exit code of the signal that ended the run, or 0
	unwritten  bool // a report could not be written
}

// exitCode decides the exit code of a run. A failure that was proven stays one,
// also if the target then went away, the run broke, or a report could not be
// written.
func exitCode(o outcome) int {
	switch {
	case o.signal != cli.ExitOK:
		return o.signal
	case o.conclusion == verdict.NonConformant:
		return cli.ExitNonConformant
	case o.broken:
		return cli.ExitInconclusive
	case o.conclusion == verdict.NotFullyVerified:
		return cli.ExitNotFullyVerified
	case o.conclusion == verdict.Interrupted:
		return cli.ExitInterrupted
	case o.conclusion != verdict.Conformant, o.leftovers:
		return cli.ExitInconclusive
	case o.unwritten:
		return cli.ExitUsage
	}
	return cli.ExitOK
}

// exit is the error of the command, with its exit code. runErr is the error of
// the run, unwritten that of its reports.
func exit(ctx context.Context, r suites.Result, runErr, unwritten error) error {
	code := exitCode(outcome{
		conclusion: r.Conclusion, leftovers: len(r.Leftovers) > 0, broken: runErr != nil,
		signal: cli.SignalCode(ctx), unwritten: unwritten != nil,
	})
	_, unready := errors.AsType[*target.NotReady](runErr)
	stopped := cli.Interrupted(ctx)
	switch {
	case stopped != nil:
		runErr = stopped
	case runErr != nil && !unready:
		runErr = fmt.Errorf("the run ended early: %w", runErr)
	}
	return cli.Exit(code, errors.Join(runErr, unwritten))
}
