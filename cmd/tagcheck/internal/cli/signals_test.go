//go:build unix

package cli

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
)

func kill(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), s); err != nil {
		t.Fatal(err)
	}
}

func TestSignalsEndTheContext(t *testing.T) {
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: ExitInterrupted, syscall.SIGTERM: ExitTerminated} {
		ctx, stop := UntilSignal(t.Context())
		kill(t, s)
		<-ctx.Done()
		if err := Interrupted(ctx); CodeOf(err) != want || SignalCode(ctx) != want {
			t.Errorf("%v: got %v", s, err)
		}
		stop()
	}
}

func TestNoSignalIsNoInterrupt(t *testing.T) {
	ctx, stop := UntilSignal(t.Context())
	if err := Interrupted(ctx); err != nil {
		t.Errorf("got %v", err)
	}
	stop()
	<-ctx.Done()
	if err := Interrupted(ctx); err != nil {
		t.Errorf("after the end: got %v", err)
	}
	parent, cancel := context.WithCancelCause(t.Context())
	ctx, stop = UntilSignal(parent)
	defer stop()
	cancel(errors.New("the parent has ended"))
	<-ctx.Done()
	if err := Interrupted(ctx); err != nil {
		t.Errorf("with its parent: got %v", err)
	}
}
