package subprocess

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"
)

// TestMain is the test, or the program that StartAgain starts: it answers each
// number with its double, until its input ends or a signal interrupts it.
func TestMain(m *testing.M) {
	if os.Getenv("SUBPROCESS_TEST") == "" {
		os.Exit(m.Run())
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	_ = out.Encode(os.Args[1:])
	for {
		var n int
		if in.Decode(&n) != nil {
			os.Exit(7)
		}
		if n == 0 {
			<-interrupted
			fmt.Fprintln(os.Stderr, "interrupted")
			os.Exit(8)
		}
		_ = out.Encode(2 * n)
	}
}

func startAgain(t *testing.T, ctx context.Context, stderr *strings.Builder) *Again {
	t.Helper()
	p, err := StartAgain(ctx, nil, stderr, []string{"SUBPROCESS_TEST=1"}, []string{"conform", "--worker"})
	if err != nil {
		t.Fatal(err)
	}
	limit := time.AfterFunc(time.Minute, p.Kill)
	t.Cleanup(func() { limit.Stop() })
	var args []string
	if err := p.Out.Decode(&args); err != nil || strings.Join(args, " ") != "conform --worker" {
		t.Fatalf("got %q, %v", args, err)
	}
	return p
}

func TestStartAgainTalksToTheProcess(t *testing.T) {
	p := startAgain(t, t.Context(), &strings.Builder{})
	var answer int
	if err := p.In.Encode(21); err != nil {
		t.Fatal(err)
	}
	if err := p.Out.Decode(&answer); err != nil || answer != 42 {
		t.Errorf("got %d, %v", answer, err)
	}
	if err := p.Wait(); err == nil || err.Error() != "exit status 7" {
		t.Errorf("got %v", err)
	}
}

func TestStartAgainInterruptsTheProcess(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &strings.Builder{}
	p := startAgain(t, ctx, stderr)
	if err := p.In.Encode(0); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := p.cmd.Wait(); err == nil || err.Error() != "exit status 8" || stderr.String() != "interrupted\n" {
		t.Errorf("got %v, %q", err, stderr)
	}
}
