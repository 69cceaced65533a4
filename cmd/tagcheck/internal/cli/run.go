package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"tagcheck/fixtures/config"

	"github.com/spf13/cobra"
)

// Run executes the command line and returns the exit code of the process. It
// prints the error of the command, if any, to standard error.
func Run(ctx context.Context, p *Process, root *cobra.Command) (code int) {
	// A panic is no verdict on the target. A panic in another goroutine ends the
	// process with Go's exit code 2, which is no verdict either.
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Fprintf(p.Stderr, "tagcheck: internal error, please report it: %v\n%s", problem, debug.Stack())
			code = ExitInconclusive
		}
	}()
	root.SetArgs(append([]string{}, p.Args...)) // cobra takes nil for the arguments of the process
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		p.printError(cmd, err)
	}
	return p.afterOutput(CodeOf(err), err)
}

// afterOutput reports standard output that could not be written. The exit code
// of the command stays, unless it was 0.
func (p *Process) afterOutput(code int, reported error) int {
	failed := p.Stdout.Err()
	if failed == nil {
		return code
	}
	if !errors.Is(reported, failed) {
		fmt.Fprintf(p.Stderr, "tagcheck: cannot write to standard output: %v\n", failed)
	}
	if code == ExitOK {
		return ExitUsage
	}
	return code
}

// printError prints an error once. After a mistake in the command line it says
// where the help is.
func (p *Process) printError(cmd *cobra.Command, err error) {
	if err.Error() == "" {
		return
	}
	const prefix = "tagcheck: "
	// The lines of an error stand below each other.
	text := strings.ReplaceAll(Visible(err.Error()), "\n", "\n"+strings.Repeat(" ", len(prefix)))
	fmt.Fprintln(p.Stderr, prefix+text)
	_, usage := errors.AsType[*usageError](err)
	_, config := errors.AsType[*config.Error](err)
	if usage || config {
		fmt.Fprintf(p.Stderr, "Run '%s --help' for usage.\n", cmd.CommandPath())
	}
}
