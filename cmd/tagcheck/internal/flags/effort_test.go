package flags

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/suites/check"
)

// effortOf parses a command line that has only the flags of Effort.
func effortOf(t *testing.T, args string) (check.Effort, error) {
	t.Helper()
	var f Effort
	cmd := &cobra.Command{}
	f.Register(cmd)
	if err := cmd.Flags().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return f.Effort()
}

func TestEffort(t *testing.T) {
	d := check.DefaultEffort()
	for args, want := range map[string]check.Effort{
		"":                          d,
		"--seed 7 --clients 64":     {Seed: 7, Clients: 64, Steps: d.Steps, Time: d.Time},
		"--clients 256":             {Seed: d.Seed, Clients: 256, Steps: d.Steps, Time: d.Time},
		"--budget 1000":             {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: unlimitedTime},
		"--budget 2m":               {Seed: d.Seed, Clients: d.Clients, Steps: unlimitedSteps, Time: 2 * time.Minute},
		"--budget 1000,30s":         {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: 30 * time.Second},
		"--budget 30s,1000":         {Seed: d.Seed, Clients: d.Clients, Steps: 1000, Time: 30 * time.Second},
		"--clients 2 --budget 1,1s": {Seed: d.Seed, Clients: 2, Steps: 1, Time: time.Second},
	} {
		if got, err := effortOf(t, args); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", args, got, err, want)
		}
	}
}

func TestEffortThatIsWrong(t *testing.T) {
	const budget = "--budget must be a number of requests, a duration or both, such as 1000, 30s or 1000,30s (got "
	for args, want := range map[string]string{
		"--seed 0":             "--seed must be at least 1 (got 0)",
		"--clients 1":          "--clients must be from 2 to 256 (got 1)",
		"--clients 257":        "--clients must be from 2 to 256 (got 257)",
		"--budget 0":           budget + `"0")`,
		"--budget -5s":         budget + `"-5s")`,
		"--budget 5,6":         budget + `"5,6")`,
		"--budget 5s,6s":       budget + `"5s,6s")`,
		"--budget 5,6s,7":      budget + `"5,6s,7")`,
		"--budget much":        budget + `"much")`,
		"--budget 0,1s":        budget + `"0,1s")`,
		"--seed 0 --clients 0": "--seed must be at least 1 (got 0)\n--clients must be from 2 to 256 (got 0)",
	} {
		if _, err := effortOf(t, args); err == nil || err.Error() != want {
			t.Errorf("%q:\ngot  %v\nwant %s", args, err, want)
		}
	}
}
