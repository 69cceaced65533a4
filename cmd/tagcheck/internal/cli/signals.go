package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Signalled is the cause of a context that a signal ended.
type Signalled struct{ Signal os.Signal }

// Error names the signal.
func (s *Signalled) Error() string { return fmt.Sprintf("stopped by a signal: %v", s.Signal) }

// UntilSignal returns a context that ends at the first SIGINT or SIGTERM, so that
// the command can clean up. A second signal ends the process at once.
//
// Until stop is called, a closed pipe on standard output is an error of the
// write and does not end the process: a run whose reader is gone still cleans up
// and exits with its verdict.
func UntilSignal(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	pipes := make(chan os.Signal, 1) // nobody reads it
	signal.Notify(pipes, syscall.SIGPIPE)
	go func() {
		defer signal.Stop(signals)
		select {
		case s := <-signals:
			cancel(&Signalled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel(nil)
		signal.Stop(signals)
		signal.Stop(pipes)
	}
}

// SignalCode is the exit code for the signal that ended a context of UntilSignal,
// or ExitOK if no signal did.
func SignalCode(ctx context.Context) int {
	cause, ok := errors.AsType[*Signalled](context.Cause(ctx))
	switch {
	case !ok:
		return ExitOK
	case cause.Signal == syscall.SIGTERM:
		return ExitTerminated
	default:
		return ExitInterrupted
	}
}

// Interrupted is the error, with its exit code, for the signal that ended a
// context of UntilSignal, or nil if no signal did.
func Interrupted(ctx context.Context) error {
	if code := SignalCode(ctx); code != ExitOK {
		return &ExitError{code, context.Cause(ctx)}
	}
	return nil
}
