package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// signalled is why a context ended.
type signalled struct{ signal os.Signal }

// Error names the signal.
func (s *signalled) Error() string { return fmt.Sprintf("stopped by a signal: %v", s.signal) }

// untilSignal gives a context that ends at the first SIGINT or SIGTERM, so
// that the command can end in order. A second one ends the process at once.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer signal.Stop(signals)
		select {
		case s := <-signals:
			cancel(&signalled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel(nil)
		signal.Stop(signals)
	}
}

// interrupted gives the error with the exit code of the signal that ended a
// context of untilSignal; nil where none did.
func interrupted(ctx context.Context) error {
	cause, ok := errors.AsType[*signalled](context.Cause(ctx))
	switch {
	case !ok:
		return nil
	case cause.signal == syscall.SIGTERM:
		return &exitError{exitTerminated, cause}
	default:
		return &exitError{exitInterrupted, cause}
	}
}
