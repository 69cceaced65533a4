package cli

import (
	"errors"
	"fmt"
	"strings"

	"tagcheck/fixtures/target"
)

// The exit codes, the same for every command.
const (
	ExitOK               = 0
	ExitNonConformant    = 1
	ExitUsage            = 2
	ExitInconclusive     = 3
	ExitNotFullyVerified = 4

	// 128 and the number of the signal, as shells count.
	ExitHangup      = 129 // SIGHUP
	ExitInterrupted = 130 // SIGINT
	ExitClosedPipe  = 141 // SIGPIPE
	ExitTerminated  = 143 // SIGTERM
)

// ExitError ends the program with a certain exit code. Nothing is printed if
// Err is nil.
type ExitError struct {
	Code int
	Err  error
}

// Exit returns an *ExitError, or nil if there is nothing to report: the code is
// ExitOK and err is nil.
func Exit(code int, err error) error {
	if code == ExitOK && err == nil {
		return nil
	}
	return &ExitError{code, err}
}

// Error is the text of Err, or empty.
func (e *ExitError) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap is Err.
func (e *ExitError) Unwrap() error { return e.Err }

// usageError is a mistake in the command line. The help of the command explains
// it.
type usageError struct{ text string }

// Error is the text.
func (e *usageError) Error() string { return e.text }

// Usagef makes an error for a mistake in the command line. Run prints it with a
// reference to the help of the command.
func Usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// CodeOf is the exit code for the error of a command. An error without a code is
// about usage, configuration or a local file, and never looks like a verdict.
func CodeOf(err error) int {
	if err == nil {
		return ExitOK
	}
	if e, ok := errors.AsType[*ExitError](err); ok {
		return e.Code
	}
	if _, ok := errors.AsType[*target.NotReady](err); ok {
		return ExitInconclusive
	}
	return ExitUsage
}

// ExitCode describes an exit code.
type ExitCode struct {
	Code    int
	Brief   string // a few words
	Meaning string // sentences, as lines of at most 72 columns
}

// ExitCodes describes every exit code, in order.
func ExitCodes() []ExitCode {
	return []ExitCode{
		{
			ExitOK,
			"conformant, passed or done",
			`The target is conformant, the load met its thresholds, or the command did
what was asked. A SHOULD that is not met is a warning. With --strict it
fails the run.`,
		},
		{
			ExitNonConformant,
			"not conformant, or failed",
			`The target is not conformant; a load missed a threshold or lost an
acknowledged change; or a waiver is obsolete and must be removed. For
selfcheck: a fault survived, a correct server raised an alarm, or the
recorded score is wrong.`,
		},
		{
			ExitUsage,
			"usage or configuration",
			`The command line, the configuration or a file is wrong, or the selection is
empty. There is no verdict. Also: the verdict is good, but a report or the
standard output could not be written.`,
		},
		{ExitInconclusive, "inconclusive", `There is no verdict: the target is unreachable or refuses the token, checks
were blocked, or the measurement is not valid. Also: the verdict is good,
but the cleanup is not complete.`},
		{
			ExitNotFullyVerified,
			"not fully verified",
			`Everything that was judged passed, but --certify was given and some
requirements were not judged.`,
		},
		{ExitHangup, "hangup (SIGHUP)", `The terminal was closed. The same holds as for SIGINT.`},
		{
			ExitInterrupted,
			"interrupted (SIGINT)",
			`You pressed Ctrl-C. tagcheck writes a partial report, deletes what it
created, and ends within 7 seconds. If the target does not answer, the
images that are left are in the ledger. A second signal ends tagcheck at
once; the last line on standard error is how to clean up. A load that had
already lost an acknowledged change exits with 1.`,
		},
		{ExitClosedPipe, "closed pipe (SIGPIPE)", `The reader of the output of a load ended, as head does. The same holds as
for SIGINT. Other commands go on to their verdict.`},
		{ExitTerminated, "terminated (SIGTERM)", `Another program stopped tagcheck. The same holds as for SIGINT.`},
	}
}

func exitCodesBrief() string {
	var b strings.Builder
	for _, c := range ExitCodes() {
		fmt.Fprintf(&b, "  %-3d  %s\n", c.Code, c.Brief)
	}
	return b.String()
}
