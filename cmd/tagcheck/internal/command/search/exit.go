package searchcommand

import (
	"context"
	"errors"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load/search"
)

// outcome is all that the exit code of a search depends on.
type outcome struct {
	passed    bool         // some rate passed
	limit     search.Limit // what was the bottleneck
	leftovers bool         // an image could not be deleted
	broken    bool         // the search ended early with an error
	signal    int          // the exit code of the signal that ended the search, or 0
	unwritten bool         // the result could not be written
}

// exitCode decides the exit code of a search.
func exitCode(o outcome) int {
	switch {
	case o.signal != cli.ExitOK:
		return o.signal
	case o.broken, o.limit == search.Generator:
		return cli.ExitInconclusive
	case !o.passed:
		return cli.ExitNonConformant
	case o.leftovers:
		return cli.ExitInconclusive
	case o.unwritten:
		return cli.ExitUsage
	}
	return cli.ExitOK
}

// exit is the error of the command, with its exit code. runErr is the error of
// the search, unwritten that of its output.
func exit(ctx context.Context, r search.Result, leftovers bool, runErr, unwritten error) error {
	code := exitCode(outcome{
		passed: r.HighestPass > 0, limit: r.LimitedBy, leftovers: leftovers, broken: runErr != nil,
		signal: cli.SignalCode(ctx), unwritten: unwritten != nil,
	})
	if stopped := cli.Interrupted(ctx); stopped != nil {
		runErr = stopped
	}
	return cli.Exit(code, errors.Join(runErr, unwritten))
}
