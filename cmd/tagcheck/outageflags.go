package main

import (
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/suites/check"
)

// outageFlags say how the target is killed and started again.
type outageFlags struct {
	restart, kill string
	within        time.Duration
}

const defaultOutage = 60 * time.Second

func (f *outageFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.restart, "restart-cmd", "", "start the target again with this `COMMAND`, run by sh, which may return before it is ready; without --kill-cmd it kills the target, too. It is run twice, last in the run")
	flags.StringVar(&f.kill, "kill-cmd", "", "kill the target with this `COMMAND`, run by sh, before --restart-cmd")
	flags.DurationVar(&f.within, "restart-timeout", defaultOutage, "how long both may take, as a `DURATION`, until the target answers again")
}

// check refuses what can't be done. own says that the target is a server of the
// user's, and not the embedded one.
func (f *outageFlags) check(cmd *cobra.Command, own bool, parallel int) error {
	var errs []error
	given := ""
	for _, name := range []string{"restart-timeout", "kill-cmd", "restart-cmd"} {
		if cmd.Flags().Changed(name) {
			given = "--" + name
		}
	}
	for name, command := range map[string]string{"restart-cmd": f.restart, "kill-cmd": f.kill} {
		if cmd.Flags().Changed(name) && command == "" {
			errs = append(errs, fmt.Errorf("--%s: the command is empty", name))
		}
	}
	switch {
	case given == "":
		return nil
	case !cmd.Flags().Changed("restart-cmd"):
		errs = append(errs, fmt.Errorf("%s: nothing would start the target again; give --restart-cmd, too", given))
	case !own:
		errs = append(errs, fmt.Errorf("%s: no URL is given, and the embedded server needs no command; give the URL of the server that it is for", given))
	case parallel > 1:
		errs = append(errs, fmt.Errorf("%s: the target would be killed under the other checks of --parallel; leave one of the two out", given))
	}
	if f.within <= 0 {
		errs = append(errs, fmt.Errorf("--restart-timeout: %s is no time to wait; give more", f.within))
	}
	if _, err := exec.LookPath("sh"); err != nil {
		errs = append(errs, fmt.Errorf("%s: commands are run by sh: %w", given, err))
	}
	return errors.Join(errs...)
}

// outage gives what was asked for, which is nothing where no command was given.
// The root of the target is asked for when a command is run.
func (f *outageFlags) outage(root fmt.Stringer) check.Outage {
	if f.restart == "" {
		return check.Outage{}
	}
	o := check.Outage{Restart: shellCommand{"--restart-cmd", f.restart, root}.run, Within: f.within}
	if f.kill != "" {
		o.Kill = shellCommand{"--kill-cmd", f.kill, root}.run
	}
	return o
}
