package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// The exit codes, the same for every command.
const (
	exitOK               = 0
	exitNonConformant    = 1
	exitUsage            = 2
	exitInconclusive     = 3
	exitNotFullyVerified = 4
	exitInterrupted      = 130 // 128 and the number of SIGINT, as shells count
	exitTerminated       = 143 // 128 and the number of SIGTERM
)

// exitError ends the program with a code of its own. Nothing is printed where
// it holds no error: all has been said.
type exitError struct {
	code int
	err  error
}

// Error is the text of the error that is held.
func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap gives the error that is held.
func (e *exitError) Unwrap() error { return e.err }

// usageError is a mistake in the command line, for which the command's help is
// the place to look.
type usageError struct{ text string }

// Error is the text alone.
func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// exitCode gives the code that an error stands for. What has none of its own
// is usage, configuration or the machine (a file that can't be written), and
// so never looks like a verdict.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	if _, ok := errors.AsType[*target.NotReady](err); ok {
		return exitInconclusive
	}
	return exitUsage
}

// complain prints an error, once, and for mistakes in the command line where
// help is.
func (a *app) complain(cmd *cobra.Command, err error) {
	if err.Error() == "" {
		return
	}
	const prefix = "tagcheck: "
	// An error may have several lines: they stand below each other.
	text := strings.ReplaceAll(visible(err.Error()), "\n", "\n"+strings.Repeat(" ", len(prefix)))
	fmt.Fprintln(a.stderr, prefix+text)
	_, usage := errors.AsType[*usageError](err)
	_, configuration := errors.AsType[*config.Error](err)
	if usage || configuration {
		fmt.Fprintf(a.stderr, "Run '%s --help' for usage.\n", cmd.CommandPath())
	}
}

// visible replaces what would steer a terminal: an error may quote a server.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// exactly makes an error of usage where there are not as many arguments as
// there are names for them.
func exactly(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usagef("%s is missing", names[len(args)])
		case len(args) > len(names):
			return usagef("unexpected argument %q", args[len(names)])
		}
		return nil
	}
}
