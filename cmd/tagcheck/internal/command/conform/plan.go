package conform

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/flags"

	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/report/output"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// plan is a run that was checked and is ready to start. Nothing was sent yet.
type plan struct {
	target   target.Target
	embedded bool
	options  suites.Options
}

// plan checks everything that was given. The error names everything that is wrong.
func (c *command) plan(cmd *cobra.Command) (plan, error) {
	var p plan
	var errs []error
	var err error
	p.target, p.embedded, err = c.target.Choose(cmd, c.process.Getenv)
	errs = append(errs, err)
	p.options.Requirements, err = c.selection.Requirements()
	errs = append(errs, flags.RefuseEmptyLists(cmd), err)
	p.options.Effort, err = c.effort.Effort()
	errs = append(errs, err, c.outage.Check(cmd, p.embedded, c.parallel), flags.Positive("--patience", c.patience))
	p.options.Patience = c.patience
	p.options.Outage = c.outage.Outage(&c.located)
	p.options.Replay, err = c.loadReplay(cmd)
	errs = append(errs, err)
	p.options.Profile, err = c.loadProfile()
	errs = append(errs, err, c.checkCombinations(cmd, p.target))
	p.options.Gate = verdict.Gate{AllowWarnings: !c.strict, AllowUnverified: !c.certify}
	p.options.UserAgent = build.UserAgent(c.process.Build)
	if c.reportDir != "" {
		errs = append(errs, output.Writable("--report", c.reportDir))
	}
	return p, errors.Join(errs...)
}

// checkCombinations refuses flags that contradict each other.
func (c *command) checkCombinations(cmd *cobra.Command, t target.Target) error {
	errs := []error{flags.AtLeast("--parallel", c.parallel, 1)}
	if c.parallel > 1 && t.Image != "" {
		errs = append(
			errs,
			errors.New("--parallel cannot be combined with --image: the checks would share the one image"),
		)
	}
	if c.certify && c.selection.Given(cmd) {
		errs = append(
			errs,
			errors.New("--certify cannot be combined with a selection: a certification covers every requirement"),
		)
	}
	if c.quiet && c.verbose {
		errs = append(errs, errors.New("--quiet cannot be combined with --verbose"))
	}
	return errors.Join(errs...)
}

// loadReplay reads the file of --replay, which itself says what is judged.
func (c *command) loadReplay(cmd *cobra.Command) (*walk.File, error) {
	if !cmd.Flags().Changed("replay") {
		return nil, nil
	}
	if c.selection.Given(cmd) || c.certify {
		return nil, errors.New(
			"--replay cannot be combined with a selection or --certify: the file says what is judged",
		)
	}
	file, err := walk.Load(c.replay)
	if err != nil {
		return nil, fmt.Errorf("--replay: %w", err)
	}
	return file, nil
}

// loadProfile reads the profile and adds the waivers of --waivers.
func (c *command) loadProfile() (verdict.Profile, error) {
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
				return profile, fmt.Errorf("--waivers: %s: %s is already waived by the profile %s",
					c.waivers, w.Requirement, profile.Name)
			}
		}
	}
	profile.Waivers = append(profile.Waivers, waivers...)
	return profile, nil
}
