package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"tagcheck/fixtures/grace"
)

// Signalled is the cause of a context that a signal ended.
type Signalled struct{ Signal os.Signal }

// Error names the signal.
func (s *Signalled) Error() string { return fmt.Sprintf("stopped by a signal: %v", s.Signal) }

// code is 128 and the number of the signal, as shells count.
func (s *Signalled) code() int {
	if number, ok := s.Signal.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return ExitInterrupted
}

// endingMargin is what the process needs to end itself before grace.Stop has passed.
const endingMargin = 300 * time.Millisecond

// ending returns the signals that end a command. nohup and setsid ignore SIGHUP for the
// programs that they start, and so it stays.
func ending() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// UntilSignal returns a context that ends at the first SIGINT, SIGTERM or SIGHUP, so that
// the command can clean up. A second signal ends the process at once.
//
// Until stop is called, a closed pipe on standard output is an error of the
// write and does not end the process: a run whose reader is gone still cleans up
// and exits with its verdict.
func UntilSignal(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, ending()...)
	restore := ignoreClosedPipes()
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
		restore()
	}
}

// ignoreClosedPipes makes a write to a closed pipe an error that does not end the process.
func ignoreClosedPipes() (restore func()) {
	pipes := make(chan os.Signal, 1) // nobody reads it
	signal.Notify(pipes, syscall.SIGPIPE)
	return func() { signal.Stop(pipes) }
}

// UntilStopped is [UntilSignal] for a run that has a target to clean up. It reports the
// first signal on standard error. A second signal ends the process at once, and so does the
// first one when the run has not ended in time (see [grace.Stop]): the children are killed,
// and LastLine is the last line on standard error.
func (p *Process) UntilStopped(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	signal.Notify(p.signals, ending()...)
	restore := ignoreClosedPipes()
	ended := make(chan struct{})
	go func() {
		var late <-chan time.Time
		var first *Signalled
		for {
			select {
			case s := <-p.signals:
				switch {
				case first == nil:
					first = &Signalled{s}
					fmt.Fprintf(p.Stderr, "tagcheck: %v: writing the reports and cleaning up; "+
						"a second signal ends tagcheck at once\n", first)
					cancel(first)
					late = time.After(grace.Stop - endingMargin)
				case s != syscall.SIGPIPE:
					p.end((&Signalled{s}).code())
				}
			case <-late:
				p.end(first.code())
			case <-ended:
				return
			}
		}
	}()
	var stopped atomic.Bool
	return ctx, func() {
		cancel(nil)
		if stopped.CompareAndSwap(false, true) {
			signal.Stop(p.signals)
			restore()
			close(ended)
		}
	}
}

// StopOnClosedPipe makes a closed pipe on standard output stop the run of
// [Process.UntilStopped] as a signal does: nobody reads what it measures.
func (p *Process) StopOnClosedPipe() {
	p.Stdout.onFailure(func(err error) {
		if errors.Is(err, syscall.EPIPE) {
			select {
			case p.signals <- syscall.SIGPIPE:
			default: // signals have come already
			}
		}
	})
}

// end ends the process at once.
func (p *Process) end(code int) {
	fmt.Fprintln(p.Stderr, "tagcheck: ended before the run was complete")
	if p.LastLine != nil {
		if line := p.LastLine(); line != "" {
			fmt.Fprintln(p.Stderr, line)
		}
	}
	p.Children.Kill()
	os.Exit(code)
}

// SignalCode is the exit code for the signal that ended a context of UntilSignal or
// UntilStopped, or ExitOK if no signal did.
func SignalCode(ctx context.Context) int {
	if cause, ok := errors.AsType[*Signalled](context.Cause(ctx)); ok {
		return cause.code()
	}
	return ExitOK
}

// Interrupted is the error, with its exit code, for the signal that ended a context of
// UntilSignal or UntilStopped, or nil if no signal did.
func Interrupted(ctx context.Context) error {
	if code := SignalCode(ctx); code != ExitOK {
		return &ExitError{code, context.Cause(ctx)}
	}
	return nil
}
