//go:build unix

package cli

import (
	"context"
	"errors"
	"io"
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
	for s, want := range map[syscall.Signal]int{
		syscall.SIGINT: ExitInterrupted, syscall.SIGTERM: ExitTerminated, syscall.SIGHUP: ExitHangup,
	} {
		for name, until := range map[string]func(context.Context) (context.Context, context.CancelFunc){
			"UntilSignal": UntilSignal, "UntilStopped": process(io.Discard, io.Discard).UntilStopped,
		} {
			ctx, stop := until(t.Context())
			kill(t, s)
			<-ctx.Done()
			if err := Interrupted(ctx); CodeOf(err) != want || SignalCode(ctx) != want {
				t.Errorf("%s, %v: got %v", name, s, err)
			}
			stop()
		}
	}
}

func TestAClosedPipeStopsARunThatAsksForIt(t *testing.T) {
	for name, test := range map[string]struct {
		failure error
		asks    bool
		want    int
	}{
		"a load":      {syscall.EPIPE, true, ExitClosedPipe},
		"a conform":   {syscall.EPIPE, false, ExitOK},
		"a full disk": {syscall.ENOSPC, true, ExitOK},
	} {
		t.Run(name, func(t *testing.T) {
			p := process(failing{test.failure}, io.Discard)
			ctx, stop := p.UntilStopped(t.Context())
			if test.asks {
				p.StopOnClosedPipe()
			}
			p.Print("text")
			if test.want != ExitOK {
				<-ctx.Done()
			}
			stop()
			if got := SignalCode(ctx); got != test.want {
				t.Errorf("got the exit code %d, want %d", got, test.want)
			}
		})
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
