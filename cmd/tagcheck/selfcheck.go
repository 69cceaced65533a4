package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/matrix"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/suites/report/output"
)

const selfcheckLong = `Judge the judge: run the whole suite against servers of which it is known
whether they are right.

A fault is the reference server with one deliberate mistake; some requirement
must catch it, at best the one that it names. A variant differs from the
reference and is right; no requirement may complain of it. What comes out is
which requirements caught each fault, the requirements that never caught any,
and the score: the share of the faults that were caught.

Exit code 1: a fault survived, or a server that is right raised an alarm, or the
score is not the one that this tagcheck was built with and tells in its reports.
'tagcheck serve --list-faults' lists the bank.`

const selfcheckExample = `  # everything, on all cores, with a page to look at
  tagcheck selfcheck --report report

  # why is this one caught, or not?
  tagcheck selfcheck --fault add-says-200

  # is a verdict ever a matter of luck?
  tagcheck selfcheck --repeat 20 --quiet`

// selfChecking is the command's flags.
type selfChecking struct {
	app      *app
	faults   []string
	repeat   int
	parallel int
	report   string
	record   string
	quiet    bool
	worker   bool

	untilCaught bool
}

func newSelfcheck(a *app) *cobra.Command {
	s := &selfChecking{app: a}
	cmd := &cobra.Command{
		Use:     "selfcheck",
		GroupID: groupJudge,
		Short:   "Judge the judge: which faults does it catch, and does it raise false alarms?",
		Long:    selfcheckLong,
		Example: selfcheckExample,
		Args:    exactly(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&s.faults, "fault", nil, "only this fault or variant, by `NAME` or the beginning of one up to a hyphen; tells every complaint with its reason; repeatable")
	flags.IntVar(&s.repeat, "repeat", 1, "judge each server `N` times: is it always the same, and how often is a fault caught that shows by chance?")
	// A run waits a third of its time: two workers more than cores use them up.
	flags.IntVar(&s.parallel, "parallel", runtime.GOMAXPROCS(0)+2, "judge `N` servers at once; more than cores, since each run waits now and then")
	flags.BoolVar(&s.untilCaught, "until-caught", false, "try the requirement that ought to catch a fault first, and run all others only where it does not: the score in a third of the time, and no word of what else would catch it")
	flags.StringVar(&s.report, "report", "", "write selfcheck.json, selfcheck.md and selfcheck.html to `DIR`")
	flags.StringVar(&s.record, "record", "", "write the score to this `FILE`, for the next build to tell in its reports")
	flags.BoolVarP(&s.quiet, "quiet", "q", false, "print what is wrong and the score, nothing else")
	flags.BoolVar(&s.worker, "worker", false, "")
	_ = flags.MarkHidden("worker")
	complete(cmd, "fault", func() []string { return bank.Full().Names() })
	return cmd
}

func (s *selfChecking) run(cmd *cobra.Command) error {
	if s.worker {
		return s.app.workSelfcheck(cmd.Context(), s.untilCaught)
	}
	servers, err := s.plan(cmd)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(cmd.Context())
	defer stop()
	began := time.Now()
	runs := s.judge(ctx, servers)
	found := bank.NewMatrix(servers, runs)
	found.Started, found.Ended, found.Interrupted = began, time.Now(), ctx.Err() != nil
	if err := s.show(ctx, found); err != nil {
		return &exitError{exitUsage, err}
	}
	return s.exit(ctx, found)
}

// plan checks everything that was given, before any server is started.
func (s *selfChecking) plan(cmd *cobra.Command) (bank.Bank, error) {
	servers := bank.Full()
	errs := []error{emptyFilter(cmd)}
	if s.faults != nil {
		var err error
		if servers, err = servers.Select(s.faults); err != nil {
			errs = append(errs, fmt.Errorf("--fault: %w", err))
		}
	}
	if s.repeat < 1 {
		errs = append(errs, fmt.Errorf("--repeat: judging %d times can't be; give 1 or more", s.repeat))
	}
	if s.parallel < 1 {
		errs = append(errs, fmt.Errorf("--parallel: %d servers at once can't be; give 1 or more", s.parallel))
	}
	if s.untilCaught && s.report != "" {
		errs = append(errs, errors.New("--until-caught: the report tells of everything that catches a fault; leave out --report"))
	}
	if s.record != "" && s.faults != nil {
		errs = append(errs, errors.New("--record: the score is that of the whole bank; leave out --fault"))
	}
	if s.record != "" {
		errs = append(errs, output.Writable("--record", filepath.Dir(s.record)))
	}
	if s.report != "" {
		errs = append(errs, output.Writable("--report", s.report))
	}
	return servers, errors.Join(errs...)
}

// judge runs the suite against every server of the bank, as often as asked.
func (s *selfChecking) judge(ctx context.Context, servers bank.Bank) []bank.Run {
	var names []string
	for range s.repeat {
		names = append(names, servers.Names()...)
	}
	bar := s.bar(len(names))
	defer bar.end()
	return bank.Pool{Workers: s.parallel, Start: s.startJudge, Done: bar.done}.Run(ctx, names)
}

// show writes the files and prints the matrix, the score last.
func (s *selfChecking) show(ctx context.Context, found bank.Matrix) error {
	document := matrix.Document{Build: build(), Matrix: found}
	var errs []error
	if s.report != "" {
		_, err := document.WriteDir(context.WithoutCancel(ctx), s.report)
		errs = append(errs, err)
	}
	if s.record != "" && found.Complete() {
		errs = append(errs, found.Record().WriteFile(s.record))
	}
	matrix.Summary(s.app.terminal(s.quiet, false), document)
	return errors.Join(errs...)
}

// exit turns the matrix into the program's exit code.
func (s *selfChecking) exit(ctx context.Context, found bank.Matrix) error {
	if err := interrupted(ctx); err != nil {
		return err
	}
	var stale error
	if found.FullBank && found.Complete() && s.record == "" {
		stale = score.Recorded().Compare(found.Record())
	}
	switch {
	case found.Failed() || stale != nil:
		return &exitError{exitNonConformant, stale}
	case !found.Complete() && s.record != "":
		return &exitError{exitInconclusive, fmt.Errorf("--record: %s is not written: not everything could be judged", s.record)}
	case !found.Complete():
		return &exitError{exitInconclusive, nil}
	}
	return nil
}
