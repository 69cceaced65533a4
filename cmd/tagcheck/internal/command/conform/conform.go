// Package conform is the command 'tagcheck conform': it judges a server by every
// documented behaviour. With --parallel it runs the checks in several processes,
// see worker.go for their protocol.
package conform

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/embedded"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

const long = `Judge a server by every documented behaviour of the image tag operations. Each
requirement gets one verdict, with the exchange that proves it. Without a URL the
embedded reference server is judged.

On a server tagcheck changes only images that it creates and deletes again, or the
one that --image names, whose tags it restores.`

const example = `  # judge the embedded reference server, to see what a run looks like
  tagcheck conform --reference

  # judge a server that requires no token
  tagcheck conform --no-auth http://127.0.0.1:9292

  # judge a cloud, with a user of another project and a read-only user
  export TAGCHECK_TOKEN=$(openstack token issue -f value -c id)
  tagcheck conform --user stranger=@stranger.token --user reader=@reader.token \
    --tag-quota 128 --report report https://image.example.com

  # the same, with logins from clouds.yaml; the service catalogue gives the URL
  tagcheck conform --os-cloud alpha --second-user beta --reader-user alpha-reader --admin-user admin

  # only what the document says about adding, in a CI job
  tagcheck conform --select add --source document --quiet --github http://127.0.0.1:9292

  # kill the server during the run: does it keep what it acknowledged?
  tagcheck conform --no-auth http://127.0.0.1:9292 \
    --kill-cmd 'systemctl kill -s KILL image-api' --restart-cmd 'systemctl start image-api'

  # send a failed sequence again, from the folder of --report
  tagcheck conform --replay report/sequence-state.json --no-auth http://127.0.0.1:9292

  # the known deviations of upstream are waived; any other fails
  tagcheck conform --profile glance --no-auth http://127.0.0.1:9292`

// command is the values of the flags.
type command struct {
	process   *cli.Process
	target    flags.Target
	selection flags.Selection
	effort    flags.Effort
	outage    flags.Outage
	replay    string
	profile   string
	waivers   string
	strict    bool
	certify   bool
	parallel  int
	reportDir string
	ledger    string
	patience  time.Duration
	github    bool
	quiet     bool
	verbose   bool
	worker    bool
	located   locatedURL
}

// locatedURL is the URL of the target as soon as it is known: a service catalogue
// may give it.
type locatedURL struct{ url string }

// String is the URL.
func (l *locatedURL) String() string { return l.url }

// New makes the command.
func New(p *cli.Process) *cobra.Command {
	c := &command{process: p}
	cmd := &cobra.Command{
		Use:     "conform [URL] [flags]",
		GroupID: cli.GroupTest,
		Short:   "Judge a server by every documented behaviour",
		Long:    long,
		Example: example,
		Args:    cli.OneURL,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.target.Register(cmd)
	c.target.RegisterReference(cmd)
	c.selection.Register(cmd)
	cli.InGroup(cmd, "Selection", func(set *pflag.FlagSet) {
		set.StringVar(&c.replay, "replay", "",
			"send the sequence in this `FILE` of a report again, and judge nothing else")
	})
	c.effort.Register(cmd)
	cli.InGroup(cmd, "Execution", c.registerExecution)
	c.outage.Register(cmd)
	cli.InGroup(cmd, "Verdicts", c.registerVerdicts)
	cli.InGroup(cmd, "Output", c.registerOutput)
	cmd.Flags().BoolVar(&c.worker, "worker", false, "")
	_ = cmd.Flags().MarkHidden("worker")
	return cmd
}

func (c *command) registerExecution(set *pflag.FlagSet) {
	set.IntVar(&c.parallel, "parallel", 1, "run `N` checks at once, each on its own images")
	flags.AddLedger(set, &c.ledger)
	flags.AddPatience(set, &c.patience)
}

func (c *command) registerVerdicts(set *pflag.FlagSet) {
	set.StringVar(&c.profile, "profile", verdict.DefaultProfile,
		"judge by this `PROFILE`: "+strings.Join(verdict.Profiles(), ", ")+", or a YAML file")
	set.StringVar(&c.waivers, "waivers", "", "also waive the failures listed in this YAML `FILE`")
	set.BoolVar(&c.strict, "strict", false, "a SHOULD that is not met fails the run")
	set.BoolVar(&c.certify, "certify", false,
		"a requirement that is not verified fails the run, with exit code 4")
}

func (c *command) registerOutput(set *pflag.FlagSet) {
	set.StringVar(&c.reportDir, "report", "", "write report.json, junit.xml, report.md and exchanges.har to `DIR`")
	set.BoolVar(&c.github, "github", false, "print annotations for GitHub Actions, and write its job summary")
	set.BoolVarP(&c.quiet, "quiet", "q", false, "print only what fails and the conclusion")
	set.BoolVarP(&c.verbose, "verbose", "v", false, "print every check")
}

func (c *command) run(cmd *cobra.Command) error {
	p, err := c.plan(cmd)
	if err != nil {
		return err // usage or configuration
	}
	if c.worker {
		return c.work(cmd.Context(), p)
	}
	ctx, stop := cli.UntilSignal(cmd.Context())
	defer stop()
	if p.embedded {
		end, err := c.serve(&p)
		if err != nil {
			return cli.Exit(cli.ExitInconclusive, err)
		}
		defer end()
	}
	ledger, err := runledger.Open(c.ledger, p.embedded)
	if err != nil {
		return cli.Exit(cli.ExitUsage, err)
	}
	p.options.Ledger = ledger.Ledger
	result, runErr := c.judge(ctx, cmd, p, ledger)
	ctx, stopAgain := cli.UntilSignal(ctx) // after a run nobody catches signals
	defer stopAgain()
	result.Target.Reference = p.embedded
	result.Leftovers = withPending(result.Leftovers, ledger.Close())
	unwritten := c.report(cmd.Context(), result, ledger, runErr)
	return exit(ctx, result, runErr, unwritten)
}

// serve starts the embedded reference server and makes it the target. stop ends
// it.
func (c *command) serve(p *plan) (stop func(), err error) {
	server, err := embedded.Serve()
	if err != nil {
		return nil, err
	}
	if p.target, err = embedded.Target(server.Root); err != nil {
		server.Stop()
		return nil, err
	}
	if c.parallel == 1 { // several processes cannot agree on when to kill it
		p.options.Outage = server.Outage
	}
	return server.Stop, nil
}

// judge runs the checks in this process, or in several.
func (c *command) judge(
	ctx context.Context, cmd *cobra.Command, p plan, ledger runledger.File,
) (suites.Result, error) {
	progress := c.progress(p)
	p.options.Ready = func(found target.Description, checks int) {
		c.located.url = found.URL
		progress.ready(found, checks)
	}
	p.options.Done = progress.done
	if c.parallel > 1 {
		return c.fanOut(ctx, cmd, p, ledger)
	}
	return suites.Run(ctx, p.target, p.options)
}

// withPending adds the images whose cleanup is pending to the leftovers that the
// run already reports.
func withPending(leftovers []string, pending []images.Entry) []string {
	for _, e := range pending {
		name := cmp.Or(e.Image, e.Name)
		reported := slices.ContainsFunc(leftovers, func(l string) bool { return strings.HasPrefix(l, name+":") })
		if !reported {
			leftovers = append(leftovers, fmt.Sprintf("%s: its cleanup is pending", name))
		}
	}
	return leftovers
}
