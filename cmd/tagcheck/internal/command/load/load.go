// Package loadcommand is the command 'tagcheck load': it measures a server under
// load and checks that the server keeps what it acknowledged.
package loadcommand

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/loadsession"
	"tagcheck/cmd/tagcheck/internal/report/loadreport"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/load"
)

const long = `Send a scenario to a server on a schedule, and measure how long each answer takes
from the moment the request was due. Then read everything back and compare it
with what the server acknowledged. An acknowledged change that is lost fails the
load, whatever the latency. Without a URL the load runs on the embedded reference
server.

If this machine was the bottleneck, and not the server, the measurement is not
valid: exit code 3, neither passed nor failed.

The load creates its own images, with no more tags than the target's quota allows
(--tag-quota, else 100 tags), and deletes them afterwards.`

const example = `  # 10 s of load on the embedded reference server
  tagcheck load --reference

  # 500 requests per second for a minute, with thresholds
  tagcheck load --no-auth http://127.0.0.1:9292 --scenario churn --rate 500/s --duration 1m \
    --slo 'response.p99<50ms' --slo 'errors==0'

  # eight writers on one image: does the server lose updates?
  tagcheck load --os-cloud alpha --scenario hot --workers 8 --rate max --duration 20s

  # the highest rate that meets a threshold
  tagcheck load search --no-auth http://127.0.0.1:9292 --slo 'response.p99<100ms'`

// command is the values of the flags.
type command struct {
	process *cli.Process
	session loadsession.Flags
	slo     flags.SLO
	output  outputFlags
}

// New makes the command, with its subcommands.
func New(p *cli.Process, subcommands ...*cobra.Command) *cobra.Command {
	c := &command{process: p}
	cmd := &cobra.Command{
		Use:     "load [URL] [flags]",
		GroupID: cli.GroupTest,
		Short:   "Measure a server under load, and check that it keeps what it acknowledges",
		Long:    long,
		Example: example,
		Args:    cli.OneURL,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.session.Register(cmd)
	c.session.Workload.RegisterSchedule(cmd)
	c.slo.Register(cmd)
	c.output.register(cmd)
	cli.InGroup(cmd, "Output", c.session.RegisterQuiet)
	cmd.AddCommand(subcommands...)
	return cmd
}

func (c *command) run(cmd *cobra.Command) error {
	t, embedded, err := c.session.Target.Choose(cmd, c.process.Getenv)
	options, planErr := c.session.Workload.Options(cmd, c.process.Build)
	slos, sloErr := c.slo.Thresholds()
	abort, abortErr := c.slo.AbortOn()
	if err := errors.Join(
		err, planErr, sloErr, abortErr, flags.KnownOperations(options.Phases, slos, abort),
	); err != nil {
		return err
	}
	options.SLOs, options.AbortOn = slos, abort
	out, err := c.output.open(c.process, c.session.Quiet)
	if err != nil {
		return err
	}
	defer out.close()
	session, ctx, err := c.session.Begin(cmd.Context(), c.process, t, embedded)
	if err != nil {
		return err
	}
	defer session.End()
	options.Ledger, options.Patience = session.Ledger.Ledger, c.session.Patience
	out.attach(&options, session.Live)
	result, runErr := load.Run(ctx, session.Target, options)
	session.Live.Clear()
	result.Target.Reference = embedded
	if left := runledger.Summary(session.Ledger.Close()); len(left) > 1 || len(result.Leftovers) == 0 {
		result.Leftovers = append(result.Leftovers, left...)
	}
	unwritten := c.report(ctx, out, result, session.Ledger)
	return exit(ctx, result, runErr, unwritten)
}

// report writes the result to every output. The error says what could not be
// written, except for standard output.
func (c *command) report(ctx context.Context, out *outputs, r load.Result, ledger runledger.File) error {
	err := out.write(ctx, r)
	if !c.output.json() {
		c.process.Print(loadreport.Summary(r, c.session.Quiet))
	}
	for _, left := range r.Leftovers {
		fmt.Fprintf(c.process.Stderr, "cleanup is pending: %s\n", cli.Visible(left))
	}
	if len(r.Leftovers) > 0 && ledger.Ledger != nil {
		fmt.Fprintf(c.process.Stderr, "clean up with: %s\n", ledger.CleanupHint())
	}
	return err
}
