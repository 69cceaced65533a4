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

// The reader of standard output may go away, as head does: a run ends in order.
func TestAClosedPipeIsAnErrorOfTheWrite(t *testing.T) {
	_, stop := UntilSignal(t.Context())
	defer stop()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	kill(t, syscall.SIGPIPE) // would end the test
	out := NewOutput(w)
	if _, err := out.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) || !errors.Is(out.Err(), syscall.EPIPE) {
		t.Errorf("got %v", err)
	}
}
