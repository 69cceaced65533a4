package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/report/output"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

const conformExample = `  # judge the embedded reference server: shows what a run looks like
  tagcheck conform

  # judge a server that asks for no token
  tagcheck conform --no-auth http://127.0.0.1:9292

  # judge a cloud, with a user of another project and one who may only read
  export TAGCHECK_TOKEN=$(openstack token issue -f value -c id)
  tagcheck conform --user stranger=@stranger.token --user reader=@reader.token \
    --tag-quota 128 --report report https://image.example.com

  # the same with logins of clouds.yaml; the catalogue says where the image service is
  tagcheck conform --os-cloud alpha --second-user beta --reader-user alpha-reader --admin-user admin

  # only the additions of the document, in a pipeline
  tagcheck conform --select add --source document --quiet --github http://127.0.0.1:9292

  # kill the server in the middle of a run: is everything there that it acknowledged?
  tagcheck conform --no-auth http://127.0.0.1:9292 \
    --kill-cmd 'systemctl kill -s KILL image-api' --restart-cmd 'systemctl start image-api'

  # send a sequence that failed again, from the folder of --report
  tagcheck conform --replay report/sequence-state.json --no-auth http://127.0.0.1:9292

  # upstream's known deviations are waived; anything new fails
  tagcheck conform --profile glance --no-auth http://127.0.0.1:9292`

// conform is the command's flags.
type conform struct {
	app      *app
	target   targetFlags
	selected selectionFlags
	effort   effortFlags
	outage   outageFlags
	replay   string
	profile  string
	waivers  string
	strict   bool
	certify  bool
	parallel int
	report   string
	ledger   string
	github   bool
	quiet    bool
	verbose  bool
	worker   bool
	found    foundURL
}

// foundURL is the URL of the target once it is known, maybe from a catalogue.
type foundURL struct{ url string }

// String is the URL.
func (f *foundURL) String() string { return f.url }

func newConform(a *app) *cobra.Command {
	c := &conform{app: a}
	cmd := &cobra.Command{
		Use:     "conform [URL]",
		GroupID: groupJudge,
		Short:   "Judge a server by every documented behaviour",
		Long: "Judge a server by every documented behaviour of the image tag operations: one verdict\n" +
			"for each requirement, with the exchange that proves it. Without a URL it judges the\n" +
			"embedded reference server. On a server it changes only images that it creates and\n" +
			"deletes again, or the one named with --image, whose tags it puts back.",
		Example: conformExample,
		Args:    oneURL,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	flags := cmd.Flags()
	inGroup(cmd, "The target", c.target.register)
	inGroup(cmd, "What is judged", c.selected.register)
	inGroup(cmd, "How far it goes", c.effort.register)
	inGroup(cmd, "Whether what was acknowledged survives a crash", c.outage.register)
	c.target.registerReference(cmd)
	flags.StringVar(&c.profile, "profile", verdict.DefaultProfile, "judge by this `PROFILE`: "+strings.Join(verdict.Profiles(), ", ")+", or a YAML file")
	flags.StringVar(&c.waivers, "waivers", "", "expect the failures listed in this YAML `FILE` too")
	flags.StringVar(&c.replay, "replay", "", "send the sequence of this `FILE` from a report again, and judge nothing else")
	flags.BoolVar(&c.strict, "strict", false, "a SHOULD that is not met fails the run")
	flags.BoolVar(&c.certify, "certify", false, "a requirement that is not verified fails the run, with exit code 4")
	flags.IntVar(&c.parallel, "parallel", 1, "run `N` checks at once, each on images of its own")
	flags.StringVar(&c.report, "report", "", "write report.json, junit.xml, report.md and exchanges.har to `DIR`")
	flags.StringVar(&c.ledger, "ledger", "", "note every image in this `FILE`, for tagcheck cleanup (default: one in the user's cache directory)")
	flags.BoolVar(&c.github, "github", false, "print annotations for GitHub Actions, and write its job summary")
	flags.BoolVarP(&c.quiet, "quiet", "q", false, "print the verdict and what fails, nothing else")
	flags.BoolVarP(&c.verbose, "verbose", "v", false, "print every check")
	flags.BoolVar(&c.worker, "worker", false, "")
	_ = flags.MarkHidden("worker")
	return cmd
}

func oneURL(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("unexpected argument %q: one URL is judged at a time", args[1])
	}
	return nil
}

// plan is a run, checked and ready to begin; nothing has been sent yet.
type plan struct {
	target   target.Target
	embedded bool
	options  suites.Options
}

func (c *conform) run(cmd *cobra.Command) error {
	p, err := c.plan(cmd)
	if err != nil {
		return err // usage or configuration
	}
	if c.worker {
		return c.work(cmd.Context(), p)
	}
	ctx, stop := untilSignal(cmd.Context())
	defer stop()
	if p.embedded {
		served, err := serveReference()
		if err != nil {
			return &exitError{exitInconclusive, err}
		}
		defer served.Stop()
		if p.target, err = embedded(served.Root); err != nil {
			return &exitError{exitInconclusive, err}
		}
		if c.parallel == 1 { // several processes can't agree on when to kill it
			p.options.Outage = served.Outage
		}
	}
	ledger, err := openLedger(c.ledger, p.embedded)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	p.options.Ledger = ledger.Ledger
	result, runErr := c.judge(ctx, cmd, p, ledger)
	ctx, stopAgain := untilSignal(ctx) // a run leaves the signals to nobody
	defer stopAgain()
	result.Target.Reference = p.embedded
	for _, e := range ledger.settle() {
		if !slices.ContainsFunc(result.Leftovers, func(l string) bool { return strings.HasPrefix(l, cmp.Or(e.Image, e.Name)) }) {
			result.Leftovers = append(result.Leftovers, cmp.Or(e.Image, e.Name)+": it was not given back")
		}
	}
	if err := c.show(cmd.Context(), result, ledger, runErr == nil); err != nil {
		return &exitError{exitUsage, err}
	}
	return c.exit(ctx, result, runErr)
}

// plan checks everything that was given, before anything is sent.
func (c *conform) plan(cmd *cobra.Command) (plan, error) {
	var p plan
	var errs []error
	var err error
	p.target, p.embedded, err = c.target.choose(cmd, c.app.getenv)
	errs = append(errs, err)
	p.options.Requirements, err = c.selected.apply()
	errs = append(errs, emptyFilter(cmd), err)
	p.options.Effort, err = c.effort.effort()
	errs = append(errs, err, c.outage.check(cmd, !p.embedded, c.parallel))
	p.options.Outage = c.outage.outage(&c.found)
	p.options.Replay, err = c.loadReplay(cmd)
	errs = append(errs, err)
	p.options.Profile, err = c.loadProfile()
	errs = append(errs, err)
	p.options.Gate = verdict.Gate{AllowWarnings: !c.strict, AllowUnverified: !c.certify}
	p.options.UserAgent = "tagcheck/" + build().Version
	switch {
	case c.parallel < 1:
		errs = append(errs, fmt.Errorf("--parallel: %d checks at once can't be; give 1 or more", c.parallel))
	case c.parallel > 1 && p.target.Image != "":
		errs = append(errs, errors.New("--parallel: the checks would share the one image of --image; leave one of the two out"))
	}
	if c.certify && c.selected.given(cmd) {
		errs = append(errs, errors.New("--certify: a certification covers everything; leave out what selects a part"))
	}
	if c.quiet && c.verbose {
		errs = append(errs, errors.New("--quiet and --verbose contradict each other"))
	}
	if c.report != "" {
		errs = append(errs, output.Writable("--report", c.report))
	}
	return p, errors.Join(errs...)
}

// loadReplay reads the file of --replay, which says by itself what is judged.
func (c *conform) loadReplay(cmd *cobra.Command) (*walk.File, error) {
	if !cmd.Flags().Changed("replay") {
		return nil, nil
	}
	if c.selected.given(cmd) || c.certify {
		return nil, errors.New("--replay: the file says what is judged; leave out what selects a part, and --certify")
	}
	file, err := walk.Load(c.replay)
	if err != nil {
		return nil, fmt.Errorf("--replay: %w", err)
	}
	return file, nil
}

func (c *conform) loadProfile() (verdict.Profile, error) {
	profile, err := verdict.LoadProfile(c.profile)
	if err != nil {
		return profile, fmt.Errorf("--profile: %w", err)
	}
	if c.waivers == "" {
		return profile, nil
	}
	waivers, err := verdict.LoadWaivers(c.waivers)
	if err != nil {
		return profile, fmt.Errorf("--waivers: %w", err)
	}
	for _, w := range waivers {
		for _, known := range profile.Waivers {
			if known.Requirement == w.Requirement {
				return profile, fmt.Errorf("--waivers: %s: the profile %s waives %s already", c.waivers, profile.Name, w.Requirement)
			}
		}
	}
	profile.Waivers = append(profile.Waivers, waivers...)
	return profile, nil
}

// judge runs the checks in this process, or in several, with a line of
// progress.
func (c *conform) judge(ctx context.Context, cmd *cobra.Command, p plan, ledger openedLedger) (suites.Result, error) {
	progress := c.progress(p)
	p.options.Ready = func(found target.Description, checks int) {
		c.found.url = found.URL
		progress.ready(found, checks)
	}
	p.options.Done = progress.done
	if c.parallel > 1 {
		return c.fanOut(ctx, cmd, p, ledger)
	}
	return suites.Run(ctx, p.target, p.options)
}

// exit turns the result into the program's exit code.
func (c *conform) exit(ctx context.Context, result suites.Result, runErr error) error {
	if err := interrupted(ctx); err != nil {
		return err
	}
	var unready *target.NotReady
	if errors.As(runErr, &unready) {
		return &exitError{exitInconclusive, runErr}
	}
	if runErr != nil {
		return &exitError{exitInconclusive, fmt.Errorf("the run broke off: %w", runErr)}
	}
	codes := map[verdict.Conclusion]int{
		verdict.Conformant: exitOK, verdict.NonConformant: exitNonConformant, verdict.Inconclusive: exitInconclusive,
		verdict.NotFullyVerified: exitNotFullyVerified, verdict.Interrupted: exitInterrupted,
	}
	code, known := codes[result.Conclusion]
	switch {
	case !known:
		return &exitError{exitInconclusive, fmt.Errorf("the run has no conclusion: %q", result.Conclusion)}
	case code != exitOK:
		return &exitError{code, nil}
	case len(result.Leftovers) > 0:
		return &exitError{exitInconclusive, nil}
	}
	return nil
}
