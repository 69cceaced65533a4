// Package selfcheck is the command 'tagcheck selfcheck': it runs the checks
// against servers that are known to be correct or faulty, and reports whether the
// verdicts are right.
package selfcheck

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/report"
	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

const long = `Measure how good the checks are: run all of them against servers that are known to
be correct or faulty.

A fault is the reference server with one deliberate defect. Some requirement must
catch it, preferably the one that the fault names. A variant differs from the
reference server and is correct. No requirement may complain about it. The result
shows which requirements caught each fault, the requirements that never caught
any, and the score: the share of the faults that were caught.

The exit code is 1 if a fault survived, if a correct server raised an alarm, or if
the score differs from the one that this tagcheck reports as its own. 'tagcheck
serve --list-faults' lists the bank of faults and variants.`

const example = `  # everything, on all cores, with a page to look at
  tagcheck selfcheck --report report

  # why is this fault caught, or not?
  tagcheck selfcheck --fault add-says-200

  # does a verdict ever depend on chance?
  tagcheck selfcheck --repeat 20 --quiet`

// command is the values of the flags.
type command struct {
	process  *cli.Process
	start    func(context.Context) (selfcheck.Worker, error)
	faults   []string
	repeat   int
	parallel int
	report   string
	record   string
	quiet    bool
	worker   bool

	untilCaught bool
}

// New makes the command.
func New(p *cli.Process) *cobra.Command {
	c := &command{process: p}
	c.start = c.startWorker
	return c.command()
}

func (c *command) command() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "selfcheck",
		GroupID: cli.GroupSelf,
		Short:   "Measure how good the checks are, with faulty and correct servers",
		Long:    long,
		Example: example,
		Args:    cli.Exactly(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	cli.InGroup(cmd, "Effort", c.registerEffort)
	cli.InGroup(cmd, "Output", c.registerOutput)
	cmd.Flags().BoolVar(&c.worker, "worker", false, "")
	_ = cmd.Flags().MarkHidden("worker")
	flags.Complete(cmd, "fault", func() []string { return selfcheck.Whole().Names() })
	return cmd
}

func (c *command) registerEffort(set *pflag.FlagSet) {
	set.StringSliceVar(&c.faults, "fault", nil,
		"run only this fault or variant, by `NAME` or prefix of a name up to a hyphen, and print every complaint "+
			"with its reason; repeatable")
	set.IntVar(&c.repeat, "repeat", 1,
		"judge each server `N` times: do the results differ, and how often is a random fault caught?")
	// A run waits for a third of its time: two workers more than cores use them up.
	set.IntVar(&c.parallel, "parallel", runtime.GOMAXPROCS(0)+2,
		"judge `N` servers at once; the default is the number of cores and 2, as a run waits now and then")
	set.BoolVar(&c.untilCaught, "until-caught", false,
		"run the checks of the requirement that a fault names first, and all others only if those do not catch it: "+
			"the same score in a third of the time")
}

func (c *command) registerOutput(set *pflag.FlagSet) {
	set.StringVar(&c.report, "report", "", "write selfcheck.json, selfcheck.md and selfcheck.html to `DIR`")
	set.StringVar(&c.record, "record", "", "write the score to this `FILE`, which the next build reports as its own")
	set.BoolVarP(&c.quiet, "quiet", "q", false, "print only what is wrong and the score")
}

func (c *command) run(cmd *cobra.Command) error {
	if c.worker {
		return c.work(cmd.Context())
	}
	bank, err := c.plan(cmd)
	if err != nil {
		return err
	}
	ctx, stop := cli.UntilSignal(cmd.Context())
	defer stop()
	started := time.Now()
	runs := c.judge(ctx, bank)
	matrix := selfcheck.New(bank, runs)
	matrix.Started, matrix.Ended, matrix.Interrupted = started, time.Now(), ctx.Err() != nil
	unwritten := c.show(ctx, matrix)
	return c.exit(ctx, matrix, unwritten)
}

// plan checks everything that was given, before any server starts.
func (c *command) plan(cmd *cobra.Command) (selfcheck.Bank, error) {
	bank := selfcheck.Whole()
	errs := []error{flags.RefuseEmptyLists(cmd)}
	if c.faults != nil {
		var err error
		if bank, err = bank.Select(c.faults); err != nil {
			errs = append(errs, fmt.Errorf("--fault: %w", err))
		}
	}
	errs = append(errs, flags.AtLeast("--repeat", c.repeat, 1), flags.AtLeast("--parallel", c.parallel, 1))
	if c.untilCaught && c.report != "" {
		errs = append(
			errs,
			errors.New(
				"--until-caught cannot be combined with --report: the report shows everything that catches a fault",
			),
		)
	}
	if c.record != "" && c.faults != nil {
		errs = append(errs, errors.New("--record cannot be combined with --fault: the score is about the whole bank"))
	}
	if c.record != "" {
		errs = append(errs, report.Writable("--record", filepath.Dir(c.record)))
	}
	if c.report != "" {
		errs = append(errs, report.Writable("--report", c.report))
	}
	return bank, errors.Join(errs...)
}

// judge runs the checks against every server of the bank, as often as requested.
func (c *command) judge(ctx context.Context, bank selfcheck.Bank) []selfcheck.Run {
	var names []string
	for range c.repeat {
		names = append(names, bank.Names()...)
	}
	bar := c.progressBar(len(names))
	defer bar.clear()
	return selfcheck.Pool{Workers: c.parallel, Start: c.start, Done: bar.done}.Run(ctx, names)
}

// show writes the files and prints the matrix, whose last line is the score. The
// error says what could not be written, except for standard output.
func (c *command) show(ctx context.Context, matrix selfcheck.Matrix) error {
	document := report.Matrix{Build: report.Build(c.process.Build), Matrix: matrix}
	var errs []error
	if c.report != "" {
		_, err := document.WriteDir(context.WithoutCancel(ctx), c.report)
		errs = append(errs, err)
	}
	if c.record != "" && matrix.Complete() {
		errs = append(errs, report.WriteRecord(c.record, matrix.Record()))
	}
	terminal := &report.Terminal{}
	if f := c.process.Stdout.File(); f != nil {
		terminal = report.NewTerminal(f, c.process.Getenv)
	}
	terminal.Out, terminal.Quiet = c.process.Stdout, c.quiet
	terminal.Matrix(document)
	return errors.Join(errs...)
}
