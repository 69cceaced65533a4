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

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/report/matrix"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report/output"
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
	start    func(context.Context) (bank.Worker, error)
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
	cli.BeforeRun(cmd, func() error {
		dir := cli.FlagOf(c.process.Args, "report")
		if dir == "" || c.worker {
			return nil
		}
		return matrix.RemoveOld("--report", dir)
	})
	flags.Complete(cmd, "fault", func() []string { return bank.Full().Names() })
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
	servers, err := c.plan(cmd)
	if err != nil {
		return err
	}
	ctx, stop := c.process.UntilStopped(cmd.Context())
	defer stop()
	started := time.Now()
	runs := c.judge(ctx, servers)
	found := bank.NewMatrix(servers, runs)
	found.Started, found.Ended, found.Interrupted = started, time.Now(), ctx.Err() != nil
	unwritten := c.show(ctx, found)
	return c.exit(ctx, found, unwritten)
}

// plan checks everything that was given, before any server starts.
func (c *command) plan(cmd *cobra.Command) (bank.Bank, error) {
	servers := bank.Full()
	errs := []error{flags.RefuseEmptyLists(cmd)}
	if c.faults != nil {
		var err error
		if servers, err = servers.Select(c.faults); err != nil {
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
		errs = append(errs, output.Writable("--record", filepath.Dir(c.record)))
	}
	if c.report != "" {
		errs = append(errs, output.Writable("--report", c.report))
	}
	return servers, errors.Join(errs...)
}

// judge runs the checks against every server of the bank, as often as requested.
func (c *command) judge(ctx context.Context, servers bank.Bank) []bank.Run {
	var names []string
	for range c.repeat {
		names = append(names, servers.Names()...)
	}
	bar := c.progressBar(len(names))
	defer bar.clear()
	return bank.Pool{Workers: c.parallel, Start: c.start, Done: bar.done}.Run(ctx, names)
}

// show writes the files and prints the matrix, whose last line is the score. The
// error says what could not be written, except for standard output.
func (c *command) show(ctx context.Context, found bank.Matrix) error {
	document := matrix.Document{Build: c.process.Build, Matrix: found}
	var errs []error
	if c.report != "" {
		_, err := document.WriteDir(context.WithoutCancel(ctx), c.report)
		errs = append(errs, err)
	}
	if c.record != "" && found.Complete() {
		errs = append(errs, found.Record().WriteFile(c.record))
	}
	t := &terminal.Terminal{}
	if f := c.process.Stdout.File(); f != nil {
		t = terminal.New(f, c.process.Getenv)
	}
	t.Out, t.Quiet = c.process.Stdout, c.quiet
	matrix.Summary(t, document)
	return errors.Join(errs...)
}
