package flags

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
)

// MostWorkers is the greatest value of --workers.
const MostWorkers = 10_000

// The values of --transport.
const (
	ownTransport = "own"
	netHTTP      = "net/http"
)

// Workload is what a load sends.
type Workload struct {
	scenario  string
	phases    string
	images    int
	rate      string
	duration  time.Duration
	warmUp    time.Duration
	workers   int
	seed      uint64
	transport *Choice
}

// Register adds the flags that a load and a search share.
func (f *Workload) Register(cmd *cobra.Command) {
	var names []string
	for _, p := range scenario.Plans() {
		names = append(names, p.Name)
	}
	f.transport = NewChoice(ownTransport, netHTTP)
	cli.InGroup(cmd, "Workload", func(set *pflag.FlagSet) {
		set.StringVar(&f.scenario, "scenario", "mixed",
			"send this `SCENARIO`: "+strings.Join(names, ", ")+" (see tagcheck help scenarios)")
		set.IntVar(&f.images, "images", 0, "spread the load over `N` images (default: the number of the scenario)")
		set.DurationVar(&f.warmUp, "warm-up", 2*time.Second, "send for this `DURATION` before the measurement starts")
		set.IntVar(&f.workers, "workers", 64, "have at most `N` requests in flight")
		set.Uint64Var(&f.seed, "seed", 1,
			"the `NUMBER` that starts the random choices: the same number chooses the same tags and operations")
		set.Var(f.transport, "transport",
			"send by tagcheck's own HTTP/1.1 client, or by Go's net/http: for HTTP/2, for proxies, and to compare")
	})
	Complete(cmd, "scenario", func() []string { return names })
}

// RegisterSchedule adds the flags that say when requests are sent.
func (f *Workload) RegisterSchedule(cmd *cobra.Command) {
	cli.InGroup(cmd, "Workload", func(set *pflag.FlagSet) {
		set.StringVar(
			&f.phases,
			"phases",
			"",
			"send the phases in this YAML `FILE`, which replaces --scenario, --rate, "+
				"--duration and --images (see tagcheck help scenarios)",
		)
		set.StringVar(
			&f.rate,
			"rate",
			"200/s",
			"send requests at this `RATE`, such as '500/s', 'ramp 100/s to 1000/s', "+
				"'500/s poisson' or 'max' (see tagcheck help rates)",
		)
		set.DurationVar(&f.duration, "duration", 10*time.Second, "send for this `DURATION`")
	})
}

// Options returns the load that the flags describe. The error names every flag
// that is wrong.
func (f *Workload) Options(cmd *cobra.Command, b build.Info) (load.Options, error) {
	o, err := f.Shared(b)
	errs := []error{err}
	if cmd.Flags().Changed("phases") {
		o.Phases, err = f.composed(cmd)
		return o, errors.Join(append(errs, err)...)
	}
	if err := Positive("--duration", f.duration); err != nil {
		errs = append(errs, err)
	} else if _, err := arrival.Parse(f.rate, f.duration, f.seed); err != nil {
		errs = append(errs, fmt.Errorf("--rate: %w", err))
	}
	plan, err := f.Plan()
	o.Phases = []load.Phase{{Name: "steady", Plan: plan, Arrivals: f.rate, Duration: f.duration}}
	return o, errors.Join(append(errs, err)...)
}

// composed reads the file of --phases.
func (f *Workload) composed(cmd *cobra.Command) ([]load.Phase, error) {
	var errs []error
	for _, other := range []string{"scenario", "rate", "duration", "images"} {
		if cmd.Flags().Changed(other) {
			errs = append(errs, fmt.Errorf("--%s cannot be combined with --phases: the file sets it", other))
		}
	}
	composition, err := scenario.Load(f.phases)
	if err != nil {
		return nil, errors.Join(append(errs, fmt.Errorf("--phases: %w", err))...)
	}
	var phases []load.Phase
	for _, p := range composition.Phases {
		if _, err := arrival.Parse(p.Rate, p.Duration, f.seed); err != nil {
			errs = append(errs, fmt.Errorf("--phases: %s: %w", p.RateOrigin, err))
		}
		phases = append(phases, load.Phase{Name: p.Name, Plan: p.Plan, Arrivals: p.Rate, Duration: p.Duration})
	}
	return phases, errors.Join(errs...)
}

// Plan returns the scenario.
func (f *Workload) Plan() (scenario.Plan, error) {
	plan, known := scenario.ByName(f.scenario)
	if !known {
		return plan, fmt.Errorf("--scenario: unknown scenario %q (see tagcheck help scenarios)", f.scenario)
	}
	if err := AtLeast("--images", f.images, 0); err != nil {
		return plan, err
	}
	if f.images > 0 {
		plan.Images = f.images
	}
	return plan, nil
}

// Shared returns what a load and a search have in common.
func (f *Workload) Shared(b build.Info) (load.Options, error) {
	return load.Options{
			WarmUp: f.warmUp, Workers: f.workers, Seed: f.seed, NetHTTP: f.transport.String() == netHTTP,
			Version: b.Version, Commit: b.Commit,
		}, errors.Join(
			Within("--workers", f.workers, 1, MostWorkers),
			AtLeast("--warm-up", f.warmUp, 0),
		)
}
