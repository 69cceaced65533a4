//go:build unix

package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
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
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: exitInterrupted, syscall.SIGTERM: exitTerminated} {
		ctx, stop := untilSignal(t.Context())
		kill(t, s)
		<-ctx.Done()
		if err := interrupted(ctx); exitCode(err) != want {
			t.Errorf("%v: got %v", s, err)
		}
		stop()
	}
}

func TestNoSignalIsNoInterrupt(t *testing.T) {
	ctx, stop := untilSignal(t.Context())
	if err := interrupted(ctx); err != nil {
		t.Errorf("got %v", err)
	}
	stop()
	<-ctx.Done()
	if err := interrupted(ctx); err != nil {
		t.Errorf("after the end: got %v", err)
	}
	parent, cancel := context.WithCancelCause(t.Context())
	ctx, stop = untilSignal(parent)
	defer stop()
	cancel(errors.New("the parent has ended"))
	<-ctx.Done()
	if err := interrupted(ctx); err != nil {
		t.Errorf("with its parent: got %v", err)
	}
}

// TestServeEndsInOrder is what an init system or a CI job does to it.
func TestServeEndsInOrder(t *testing.T) {
	// The test's own watch keeps a signal that comes late from ending it.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(caught)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		server := startServe(t)
		kill(t, s)
		if code := <-server.ended; code != exitOK {
			t.Errorf("%v: got %d, %s", s, code, server.stderr)
		}
		<-caught
	}
}
