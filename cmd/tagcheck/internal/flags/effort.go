package flags

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/suites/check"
)

// MostClients is the greatest value of --clients.
const MostClients = 256

// Effort is how much the randomized checks do.
type Effort struct {
	seed    uint64
	clients int
	budget  string
}

// Register adds the flags to cmd.
func (f *Effort) Register(cmd *cobra.Command) {
	d := check.DefaultEffort()
	cli.InGroup(cmd, "Effort", func(set *pflag.FlagSet) {
		set.Uint64Var(&f.seed, "seed", d.Seed,
			"the `NUMBER` that starts the random choices: the same number sends the same requests")
		set.IntVar(&f.clients, "clients", d.Clients, "send from `N` clients at once, in the concurrency checks")
		set.StringVar(
			&f.budget,
			"budget",
			fmt.Sprintf("%d,%s", d.Steps, d.Time),
			"the limit for each randomized check, as `N,DURATION`: requests, time, or both, such as '1000', '30s' or "+
				"'1000,30s'",
		)
	})
}

// The half of a budget that is not given has no limit.
const (
	unlimitedSteps = 1 << 30
	unlimitedTime  = 24 * time.Hour
)

// Effort checks the values. The error names every flag that is wrong.
func (f *Effort) Effort() (check.Effort, error) {
	e := check.Effort{Seed: f.seed, Clients: f.clients}
	steps, limit, err := ParseBudget(f.budget)
	e.Steps, e.Time = steps, limit
	return e, errors.Join(AtLeast("--seed", f.seed, 1), Within("--clients", f.clients, 2, MostClients), err)
}

// ParseBudget reads the value of --budget: a number of requests, a duration, or
// both in any order.
func ParseBudget(text string) (steps int, limit time.Duration, err error) {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		n, notSteps := strconv.Atoi(part)
		d, notTime := time.ParseDuration(part)
		switch {
		case notSteps == nil && n > 0 && steps == 0:
			steps = n
		case notSteps != nil && notTime == nil && d > 0 && limit == 0:
			limit = d
		default:
			return 0, 0, fmt.Errorf(
				"--budget must be a number of requests, a duration or both, such as 1000, 30s or 1000,30s (got %q)",
				text,
			)
		}
	}
	if steps == 0 {
		steps = unlimitedSteps
	}
	if limit == 0 {
		limit = unlimitedTime
	}
	return steps, limit, nil
}
