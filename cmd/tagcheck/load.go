package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/report/loadreport"
	"tagcheck/load"
)

const loadLong = `Send a scenario to a server on a schedule, measure how long each answer takes
from the moment it was due, and compare what the server keeps with what it
acknowledged. A change that was acknowledged and is gone fails the load,
whatever the latency. Without a URL it measures the embedded reference server.

Where this machine, and not the server, was what was measured, the load is
invalid: exit code 3, neither passed nor failed.

Images are made for the load, hold no more tags than the target's quota
(--tag-quota, else 100), and are given back.`

const loadExample = `  # a load of 10 s on the embedded reference server
  tagcheck load

  # 500 requests a second for a minute, with what must hold
  tagcheck load --no-auth http://127.0.0.1:9292 --scenario churn --rate 500/s --duration 1m \
    --slo 'response.p99<50ms' --slo 'errors==0'

  # eight writers on one image: is everything kept that was acknowledged?
  tagcheck load --os-cloud alpha --scenario hot --workers 8 --rate max --duration 20s

  # the highest rate that meets a threshold
  tagcheck load search --no-auth http://127.0.0.1:9292 --slo 'response.p99<100ms'`

// loading is the command's flags.
type loading struct {
	app    *app
	target targetFlags
	work   workFlags
	slo    sloFlags
	report reportFlags
	ledger string
	quiet  bool
}

func newLoad(a *app) *cobra.Command {
	l := &loading{app: a}
	cmd := &cobra.Command{
		Use:     "load [URL]",
		GroupID: groupJudge,
		Short:   "Measure a server under load, and whether it keeps what it acknowledges",
		Long:    loadLong,
		Example: loadExample,
		Args:    oneURL,
		RunE:    func(cmd *cobra.Command, _ []string) error { return l.run(cmd) },
	}
	l.register(cmd)
	inGroup(cmd, "What is sent", l.work.registerSchedule)
	inGroup(cmd, "What must hold", l.slo.register)
	inGroup(cmd, "Where it is told", l.report.register)
	cmd.AddCommand(newLoadSearch(a))
	return cmd
}

// register adds the flags that a load and a search share.
func (l *loading) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	inGroup(cmd, "The target", l.target.register)
	l.target.registerReference(cmd)
	inGroup(cmd, "What is sent", l.work.register)
	flags.StringVar(&l.ledger, "ledger", "", "note every image in this `FILE`, for tagcheck cleanup (default: one in the user's cache directory)")
	flags.BoolVarP(&l.quiet, "quiet", "q", false, "print the conclusion and its reasons, nothing else")
}

func (l *loading) run(cmd *cobra.Command) error {
	t, own, err := l.target.choose(cmd, l.app.getenv)
	options, planErr := l.work.options(cmd)
	slos, sloErr := l.slo.thresholds()
	abort, abortErr := l.slo.aborting()
	if err := errors.Join(err, planErr, sloErr, abortErr, known(options.Phases, slos, abort)); err != nil {
		return err
	}
	options.SLOs, options.AbortOn = slos, abort
	out, err := l.report.open(l.app, l.quiet)
	if err != nil {
		return err
	}
	defer out.close()
	ctx, on, err := l.begin(cmd, t, own)
	if err != nil {
		return err
	}
	defer on.end()
	options.Ledger = on.ledger.Ledger
	out.attach(&options, on.line)
	result, runErr := load.Run(ctx, on.target, options)
	on.line.end()
	result.Target.Reference = own
	for _, e := range on.ledger.settle() {
		result.Leftovers = append(result.Leftovers, describe(e))
	}
	told := out.tell(ctx, result)
	if !l.report.json() {
		told = errors.Join(told, l.app.print(loadreport.Summary(result, l.quiet)))
	}
	fmt.Fprint(l.app.stderr, notGivenBack(result, on.ledger))
	if told != nil {
		return &exitError{exitUsage, told}
	}
	return l.exit(ctx, result, runErr)
}

// garbage is what is collected, in percent of what is in use: more takes less time
// and more memory.
const garbage = 150

// tuned makes this process a good generator, until it is undone: one processor
// costs less for each request than two. What the user has set stays.
func tuned() (undo func()) {
	var undone []func()
	if os.Getenv("GOMAXPROCS") == "" {
		processors := runtime.GOMAXPROCS(1)
		undone = append(undone, func() { runtime.GOMAXPROCS(processors) })
	}
	if os.Getenv("GOGC") == "" {
		percent := debug.SetGCPercent(garbage)
		undone = append(undone, func() { debug.SetGCPercent(percent) })
	}
	return func() {
		for _, undo := range undone {
			undo()
		}
	}
}

// exit turns the result into the program's exit code.
func (l *loading) exit(ctx context.Context, result load.Result, runErr error) error {
	if err := interrupted(ctx); err != nil {
		return err
	}
	switch {
	case result.Conclusion == load.Failed: // what was lost was lost, also where the load then broke off
		return &exitError{exitNonConformant, runErr}
	case runErr != nil:
		return &exitError{exitInconclusive, runErr}
	case result.Conclusion != load.Passed, len(result.Leftovers) > 0:
		return &exitError{exitInconclusive, nil}
	}
	return nil
}

// notGivenBack says what is left over, and how to go on.
func notGivenBack(r load.Result, ledger openedLedger) string {
	var b strings.Builder
	for _, left := range r.Leftovers {
		fmt.Fprintf(&b, "not given back: %s\n", visible(left))
	}
	if len(r.Leftovers) > 0 && ledger.Ledger != nil {
		fmt.Fprintf(&b, "give it back with: tagcheck cleanup %s, with the same login\n", quoted(ledger.path))
	}
	return b.String()
}
