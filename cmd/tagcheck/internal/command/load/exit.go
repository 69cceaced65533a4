package loadcommand

import (
	"context"
	"errors"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load"
)

// outcome is all that the exit code of a load depends on.
type outcome struct {
	conclusion load.Conclusion
	leftovers  bool // an image could not be deleted
	broken     bool // the load ended early with an error
	signal     int  // the exit code of the signal that ended the load, or 0
	unwritten  bool // a report could not be written
}

// exitCode decides the exit code of a load. A failure that was proven stays one,
// also if the load then broke, was interrupted, or could not be reported.
func exitCode(o outcome) int {
	switch {
	case o.conclusion == load.Failed:
		return cli.ExitNonConformant
	case o.signal != cli.ExitOK:
		return o.signal
	case o.conclusion == load.Interrupted:
		return cli.ExitInterrupted
	case o.broken, o.conclusion != load.Passed, o.leftovers:
		return cli.ExitInconclusive
	case o.unwritten:
		return cli.ExitUsage
	}
	return cli.ExitOK
}

// exit is the error of the command, with its exit code. runErr is the error of
// the load, unwritten that of its reports.
func exit(ctx context.Context, r load.Result, runErr, unwritten error) error {
	code := exitCode(outcome{
		conclusion: r.Conclusion, leftovers: len(r.Leftovers) > 0, broken: runErr != nil,
		signal: cli.SignalCode(ctx), unwritten: unwritten != nil,
	})
	if stopped := cli.Interrupted(ctx); stopped != nil {
		runErr = stopped
	}
	return cli.Exit(code, errors.Join(runErr, unwritten))
}
