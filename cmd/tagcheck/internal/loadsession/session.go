// Package loadsession is what a load and a search of the highest rate need while
// they run: the flags that they share, the target, the ledger, the live line on
// the terminal, and a process that is tuned to send.
//
//	session, ctx, err := flags.Begin(ctx, process, target, embedded)
//	defer session.End()
package loadsession

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/embedded"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/fixtures/target"
)

// Flags are the flags that a load and a search share.
type Flags struct {
	Target   flags.Target
	Workload flags.Workload
	Quiet    bool
	Patience time.Duration // for the release of images on a target that stopped answering

	ledger string
}

// Register adds the flags to cmd.
func (f *Flags) Register(cmd *cobra.Command) {
	f.Target.Register(cmd)
	f.Target.RegisterReference(cmd)
	f.Workload.Register(cmd)
	cli.InGroup(cmd, "Target", func(set *pflag.FlagSet) {
		flags.AddLedger(set, &f.ledger)
		flags.AddPatience(set, &f.Patience)
	})
}

// RegisterQuiet adds --quiet to the group of the output.
func (f *Flags) RegisterQuiet(set *pflag.FlagSet) {
	set.BoolVarP(&f.Quiet, "quiet", "q", false, "print only the conclusion and its reasons")
}

// Session is a load or a search while it runs.
type Session struct {
	Target target.Target
	Ledger runledger.File
	Live   *LiveLine

	undo []func()
}

// Begin prepares the session. With isEmbedded it starts the embedded reference
// server, in place of t. The context that it returns ends at the first signal.
func (f *Flags) Begin(
	ctx context.Context, p *cli.Process, t target.Target, isEmbedded bool,
) (_ *Session, _ context.Context, err error) {
	s := &Session{Target: t, undo: []func(){tune()}}
	defer func() {
		if err != nil {
			s.End()
		}
	}()
	if err := flags.Positive("--patience", f.Patience); err != nil {
		return nil, nil, cli.Exit(cli.ExitUsage, err)
	}
	ctx, stop := cli.UntilSignal(ctx)
	s.undo = append(s.undo, stop)
	if isEmbedded {
		server, err := embedded.Start(ctx, p.Stderr)
		if err != nil {
			if stopped := cli.Interrupted(ctx); stopped != nil {
				return nil, nil, stopped
			}
			return nil, nil, cli.Exit(cli.ExitInconclusive, err)
		}
		s.undo = append(s.undo, server.Stop)
		s.Target = server.Target
		fmt.Fprintf(p.Stderr, "Measuring the embedded reference server at %s.\n", s.Target.Root)
	}
	if s.Ledger, err = runledger.Open(f.ledger, isEmbedded); err != nil {
		return nil, nil, cli.Exit(cli.ExitUsage, err)
	}
	s.Live = newLiveLine(p.Stderr, f.Quiet)
	return s, ctx, nil
}

// End undoes everything that Begin did, except for the ledger.
func (s *Session) End() {
	for _, undo := range slices.Backward(s.undo) {
		undo()
	}
}

// garbage is the percentage of GOGC while a load runs: a higher one takes less
// time and more memory.
const garbage = 150

// tune makes this process a good generator: one processor costs less for each
// request than two. What the environment sets stays.
func tune() (undo func()) {
	var undos []func()
	if os.Getenv("GOMAXPROCS") == "" {
		processors := runtime.GOMAXPROCS(1)
		undos = append(undos, func() { runtime.GOMAXPROCS(processors) })
	}
	if os.Getenv("GOGC") == "" {
		percent := debug.SetGCPercent(garbage)
		undos = append(undos, func() { debug.SetGCPercent(percent) })
	}
	return func() {
		for _, undo := range undos {
			undo()
		}
	}
}
