package flags

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/suites/check"
)

func TestTheEffortThatIsAskedFor(t *testing.T) {
	d := check.DefaultEffort()
	for args, want := range map[string]check.Effort{
		"":                          d,
		"--seed 7 --clients 64":     {Seed: 7, Clients: 64, Steps: d.Steps, Time: d.Time},
		"--budget 1000":             {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: unboundedTime},
		"--budget 2m":               {Seed: d.Seed, Clients: d.Clients, Steps: unboundedSteps, Time: 2 * time.Minute},
		"--budget 1000,30s":         {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: 30 * time.Second},
		"--budget 30s,1000":         {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: 30 * time.Second},
		"--clients 2 --budget 1,1s": {Seed: d.Seed, Clients: 2, Steps: 1, Time: time.Second},
	} {
		var f effortFlags
		cmd := &cobra.Command{}
		f.register(cmd)
		if err := cmd.Flags().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.effort(); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", args, got, err, want)
		}
	}
}

func TestAnEffortThatMakesNoSense(t *testing.T) {
	for args, flag := range map[string]string{
		"--seed 0": "--seed", "--clients 1": "--clients", "--clients 257": "--clients", "--budget 0": "--budget",
		"--budget -5s": "--budget", "--budget 5,6": "--budget", "--budget 5s,6s": "--budget", "--budget 5,6s,7": "--budget", "--budget much": "--budget",
	} {
		code, stdout, stderr := conforming(t, strings.Fields(args)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, flag+":") {
			t.Errorf("%q: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}
