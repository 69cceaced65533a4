package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/target"
)

// begun is what a load and a search have while they run.
type begun struct {
	target target.Target
	ledger openedLedger
	line   *liveLine
	end    func() // undoes all but the ledger, which is settled
}

// begin makes all that ready; own is for the reference server in place of t.
// The context ends with the first interrupt. After an error nothing is left.
func (l *loading) begin(cmd *cobra.Command, t target.Target, own bool) (_ context.Context, _ *begun, err error) {
	undo := []func(){tuned()}
	end := func() {
		for _, one := range slices.Backward(undo) {
			one()
		}
	}
	defer func() {
		if err != nil {
			end()
		}
	}()
	ctx, stop := untilSignal(cmd.Context())
	undo = append(undo, stop)
	if own {
		served, err := l.serveOwn(ctx)
		if err != nil {
			return nil, nil, &exitError{exitInconclusive, err}
		}
		undo = append(undo, served.end)
		t = served.target
	}
	ledger, err := openLedger(l.ledger, own)
	if err != nil {
		return nil, nil, &exitError{exitUsage, err}
	}
	return ctx, &begun{target: t, ledger: ledger, line: l.live(), end: end}, nil
}
