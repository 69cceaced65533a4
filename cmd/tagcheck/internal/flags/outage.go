package flags

import (
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/subprocess"
	"tagcheck/suites/check"
)

// DefaultRestartTimeout is the default of --restart-timeout.
const DefaultRestartTimeout = 60 * time.Second

// Outage is how the target is killed and started again.
type Outage struct {
	restart, kill string
	within        time.Duration
}

// Register adds the flags to cmd.
func (f *Outage) Register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Crash recovery", func(set *pflag.FlagSet) {
		set.StringVar(&f.restart, "restart-cmd", "",
			"start the target again with this shell `COMMAND`, which may return before the target is ready. "+
				"Without --kill-cmd it must also kill the target. It runs twice, at the end of the run")
		set.StringVar(&f.kill, "kill-cmd", "", "kill the target with this shell `COMMAND`, before --restart-cmd")
		set.DurationVar(&f.within, "restart-timeout", DefaultRestartTimeout,
			"the `DURATION` that killing, starting and the first answer may take together")
	})
}

// Check refuses impossible combinations. embedded says that the target is the
// embedded reference server.
func (f *Outage) Check(cmd *cobra.Command, embedded bool, parallel int) error {
	given := f.given(cmd)
	if given == "" {
		return nil
	}
	var errs []error
	for _, c := range []struct{ name, command string }{{"kill-cmd", f.kill}, {"restart-cmd", f.restart}} {
		if cmd.Flags().Changed(c.name) && c.command == "" {
			errs = append(errs, fmt.Errorf("--%s: the command is empty", c.name))
		}
	}
	switch {
	case !cmd.Flags().Changed("restart-cmd"):
		errs = append(errs, fmt.Errorf("%s needs --restart-cmd, which starts the target again", given))
	case embedded:
		errs = append(
			errs,
			fmt.Errorf("%s needs the URL of a server; the embedded reference server is restarted without it", given),
		)
	case parallel > 1:
		errs = append(
			errs,
			fmt.Errorf("%s cannot be combined with --parallel: other checks would run while the target is down", given),
		)
	}
	errs = append(errs, Positive("--restart-timeout", f.within))
	if _, err := exec.LookPath("sh"); err != nil {
		errs = append(errs, fmt.Errorf("%s needs the shell sh: %w", given, err))
	}
	return errors.Join(errs...)
}

// given names the most important flag that was set, or nothing.
func (f *Outage) given(cmd *cobra.Command) string {
	for _, name := range []string{"restart-cmd", "kill-cmd", "restart-timeout"} {
		if cmd.Flags().Changed(name) {
			return "--" + name
		}
	}
	return ""
}

// Outage returns how to kill and restart the target; the zero value if no command
// was given. url is asked for the URL of the target when a command runs. children has
// the command that runs.
func (f *Outage) Outage(url fmt.Stringer, children *subprocess.Children) check.Outage {
	if f.restart == "" {
		return check.Outage{}
	}
	o := check.Outage{
		Restart: subprocess.Shell{Flag: "--restart-cmd", Command: f.restart, URL: url, Children: children}.Run,
		Within:  f.within,
	}
	if f.kill != "" {
		o.Kill = subprocess.Shell{Flag: "--kill-cmd", Command: f.kill, URL: url, Children: children}.Run
	}
	return o
}
