package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/suites/check"
)

// effortFlags say how far the checks go that search.
type effortFlags struct {
	seed    uint64
	clients int
	budget  string
}

// mostClients bounds what a run may do to a target at a time.
const mostClients = 256

func (f *effortFlags) register(cmd *cobra.Command) {
	d := check.DefaultEffort()
	flags := cmd.Flags()
	flags.Uint64Var(&f.seed, "seed", d.Seed, "draw by this `NUMBER`: the same one sends the same requests")
	flags.IntVar(&f.clients, "clients", d.Clients, "have `N` clients send at the same time, in the checks of concurrency")
	flags.StringVar(&f.budget, "budget", budgetText(d), "let each check that searches send so many requests, or take so long, or both, as `N,DURATION`")
}

func budgetText(e check.Effort) string { return fmt.Sprintf("%d,%s", e.Steps, e.Time) }

// unbounded stands for the half of a budget that is not given.
const (
	unboundedSteps = 1 << 30
	unboundedTime  = 24 * time.Hour
)

// effort gives what the flags ask for. The error names every flag that makes
// no sense.
func (f *effortFlags) effort() (check.Effort, error) {
	e := check.Effort{Seed: f.seed, Clients: f.clients}
	var errs []error
	if f.seed == 0 {
		errs = append(errs, errors.New("--seed: 0 is no seed; give 1 or more"))
	}
	if f.clients < 2 || f.clients > mostClients {
		errs = append(errs, fmt.Errorf("--clients: %d clients can't be; give 2 to %d", f.clients, mostClients))
	}
	for part := range strings.SplitSeq(f.budget, ",") {
		part = strings.TrimSpace(part)
		steps, notSteps := strconv.Atoi(part)
		limit, notTime := time.ParseDuration(part)
		switch {
		case notSteps == nil && steps > 0 && e.Steps == 0:
			e.Steps = steps
		case notSteps != nil && notTime == nil && limit > 0 && e.Time == 0:
			e.Time = limit
		default:
			errs = append(errs, fmt.Errorf("--budget: %q is no number of requests and no duration; give 1000, 30s or 1000,30s", f.budget))
			return e, errors.Join(errs...)
		}
	}
	if e.Steps == 0 {
		e.Steps = unboundedSteps
	}
	if e.Time == 0 {
		e.Time = unboundedTime
	}
	return e, errors.Join(errs...)
}
