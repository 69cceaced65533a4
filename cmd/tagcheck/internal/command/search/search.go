// Package searchcommand is the command 'tagcheck load search': it finds the
// highest rate at which a server meets its thresholds.
package searchcommand

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/loadsession"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/load"
	"tagcheck/load/search"
)

const long = `Find the highest rate at which a server meets the thresholds. The search doubles
the rate until a threshold is missed, then halves the interval between the highest
rate that passed and the lowest that failed, until the interval is narrow. It
measures each rate up to three times; two equal results decide.

The result is the highest rate that passed, the lowest that failed, and the
bottleneck. If that is this machine, and not the server, the exit code is 3.`

const example = `  tagcheck load search --reference --slo 'response.p99<100ms'
  tagcheck load search --no-auth http://127.0.0.1:9292 --scenario wide --slo 'response.p99<500ms' \
    --min-rate 20 --output json`

// Defaults of the flags.
const (
	defaultMinRate   = 50.0   // requests per second
	defaultMaxRate   = 20_000 // requests per second
	defaultProbe     = 5 * time.Second
	defaultPrecision = 10.0 // percent
)

// tries is how often a rate is measured at most; two equal results decide.
const tries = 3

// command is the values of the flags.
type command struct {
	process   *cli.Process
	session   loadsession.Flags
	slo       flags.SLO
	minRate   float64
	maxRate   float64
	probe     time.Duration
	precision float64
	format    *flags.Choice
}

// New makes the command, a subcommand of load.
func New(p *cli.Process) *cobra.Command {
	c := &command{process: p}
	cmd := &cobra.Command{
		Use:     "search [URL] [flags]",
		Short:   "Find the highest rate at which a server meets the thresholds",
		Long:    long,
		Example: example,
		Args:    cli.OneURL,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.session.Register(cmd)
	cli.InGroup(cmd, "Search", func(set *pflag.FlagSet) {
		c.slo.RegisterSLO(set)
		set.Float64Var(&c.minRate, "min-rate", defaultMinRate,
			"start at `N` requests per second; lower rates are tried only if this one fails")
		set.Float64Var(&c.maxRate, "max-rate", defaultMaxRate, "try at most `N` requests per second")
		set.DurationVar(&c.probe, "probe-duration", defaultProbe, "measure each rate for this `DURATION`, at least 1s")
		set.Float64Var(&c.precision, "precision", defaultPrecision,
			"stop when the interval is at most this `PERCENT` of its lower end")
	})
	cli.InGroup(cmd, "Output", func(set *pflag.FlagSet) {
		c.format = flags.AddOutput(cmd, "text", flags.JSON)
		c.session.RegisterQuiet(set)
	})
	return cmd
}

// options checks the flags. The error names every flag that is wrong.
func (c *command) options() (load.Options, search.Options, error) {
	o, err := c.session.Workload.Shared(c.process.Build)
	slos, sloErr := c.slo.Thresholds()
	plan, planErr := c.session.Workload.Plan()
	o.SLOs = slos
	o.Phases = []load.Phase{{Name: "probe", Plan: plan, Duration: c.probe}}
	return o, search.Options{StartRate: c.minRate, MaxRate: c.maxRate, Precision: c.precision / 100, Tries: tries}, errors.Join(
		err, sloErr, planErr, flags.KnownOperations(o.Phases, slos),
		flags.AtLeast("--min-rate", c.minRate, search.DefaultMinRate), c.checkMaxRate(),
		flags.AtLeast("--probe-duration", c.probe, time.Second), flags.Within("--precision", c.precision, 1, 100),
	)
}

func (c *command) checkMaxRate() error {
	if c.maxRate < c.minRate {
		return fmt.Errorf("--max-rate must be at least --min-rate (got %g and %g)", c.maxRate, c.minRate)
	}
	return nil
}

func (c *command) run(cmd *cobra.Command) error {
	t, embedded, err := c.session.Target.Choose(cmd, c.process.Getenv)
	options, how, optionsErr := c.options()
	if err := errors.Join(err, optionsErr); err != nil {
		return err
	}
	session, ctx, err := c.session.Begin(cmd.Context(), c.process, t, embedded)
	if err != nil {
		return err
	}
	defer session.End()
	options.Ledger, options.Progress = session.Ledger.Ledger, session.Live.Show
	options.Patience = c.session.Patience
	result, runErr := search.Run(ctx, how, func(ctx context.Context, rate float64) (search.Probe, error) {
		return c.measure(ctx, session, options, rate)
	})
	session.Live.Clear()
	left := session.Ledger.Close()
	for _, text := range runledger.Summary(left) {
		fmt.Fprintf(c.process.Stderr, "cleanup is pending: %s\n", text)
	}
	if len(left) > 0 {
		fmt.Fprintf(c.process.Stderr, "clean up with: %s\n", session.Ledger.CleanupHint())
	}
	unwritten := c.print(result)
	return exit(ctx, result, len(left) > 0, runErr, unwritten)
}

// measure measures a rate once.
func (c *command) measure(
	ctx context.Context, session *loadsession.Session, o load.Options, rate float64,
) (search.Probe, error) {
	o.Phases[0].Arrivals = fmt.Sprintf("%.6g/s", rate)
	o.Phases[0].Name = fmt.Sprintf("%.0f/s", rate)
	r, err := load.Run(ctx, session.Target, o)
	if err != nil {
		return search.Probe{}, err
	}
	if ctx.Err() != nil {
		return search.Probe{}, context.Cause(ctx)
	}
	session.Live.Clear()
	p := search.Probe{Verdict: verdictOf(r.Conclusion), Reasons: r.Reasons}
	if !c.session.Quiet && c.format.String() != flags.JSON {
		q := r.Phases[0].All.Response.Percentiles
		fmt.Fprintf(c.process.Stderr, "%8.0f/s  %-7s  p50 %s  p99 %s%s\n", rate, p.Verdict,
			loadsession.Milliseconds(q.P50), loadsession.Milliseconds(q.P99), firstReason(p.Reasons))
	}
	return p, nil
}

func verdictOf(c load.Conclusion) search.Verdict {
	switch c {
	case load.Passed:
		return search.Pass
	case load.Failed:
		return search.Fail
	}
	return search.Invalid
}

func firstReason(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return "  " + cli.Visible(reasons[0])
}
