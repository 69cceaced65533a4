package selfcheck

import (
	"context"
	"errors"
	"fmt"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/score"
)

// outcome is all that the exit code of a self-check depends on.
type outcome struct {
	failed    bool // a fault survived, a correct server raised an alarm, or runs differ
	stale     bool // the recorded score is not the measured one
	complete  bool // every server was judged
	signal    int  // the exit code of the signal that ended the self-check, or 0
	unwritten bool // a report or the record could not be written
}

// exitCode decides the exit code of a self-check.
func exitCode(o outcome) int {
	switch {
	case o.signal != cli.ExitOK:
		return o.signal
	case o.failed, o.stale:
		return cli.ExitNonConformant
	case !o.complete:
		return cli.ExitInconclusive
	case o.unwritten:
		return cli.ExitUsage
	}
	return cli.ExitOK
}

// exit is the error of the command, with its exit code. unwritten is the error of
// the reports.
func (c *command) exit(ctx context.Context, m bank.Matrix, unwritten error) error {
	var reasons []error
	if m.FullBank && m.Complete() && c.record == "" {
		reasons = append(reasons, score.Recorded().Compare(m.Record()))
	}
	stale := errors.Join(reasons...) != nil
	if !m.Complete() && c.record != "" {
		reasons = append(
			reasons,
			fmt.Errorf("--record: %s was not written: not every server could be judged", c.record),
		)
	}
	if stopped := cli.Interrupted(ctx); stopped != nil {
		reasons = []error{stopped}
	}
	code := exitCode(outcome{
		failed: m.Failed(), stale: stale, complete: m.Complete(), signal: cli.SignalCode(ctx),
		unwritten: unwritten != nil,
	})
	return cli.Exit(code, errors.Join(append(reasons, unwritten)...))
}
