package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/load"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// workFlags say what a load sends.
type workFlags struct {
	scenario  string
	phases    string
	images    int
	rate      string
	duration  time.Duration
	warmUp    time.Duration
	workers   int
	seed      uint64
	transport choice
}

// mostWorkers bounds how many connections a load opens.
const mostWorkers = 10_000

// ownTransport and netHTTP are the values of --transport.
const (
	ownTransport = "own"
	netHTTP      = "net/http"
)

func (f *workFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	var names []string
	for _, p := range scenario.Plans() {
		names = append(names, p.Name)
	}
	flags.StringVar(&f.scenario, "scenario", "mixed", "send this `SCENARIO`: "+strings.Join(names, ", ")+"; tagcheck help scenarios tells more")
	complete(cmd, "scenario", func() []string { return names })
	flags.IntVar(&f.images, "images", 0, "spread the load over `N` images (default: as many as the scenario says)")
	flags.DurationVar(&f.warmUp, "warm-up", 2*time.Second, "send for this `DURATION` before anything is measured")
	flags.IntVar(&f.workers, "workers", 64, "have up to `N` requests on their way at a time")
	flags.Uint64Var(&f.seed, "seed", 1, "draw by this `NUMBER`: the same one draws the same tags and operations")
	f.transport = choice{value: ownTransport, allowed: []string{ownTransport, netHTTP}}
	flags.Var(&f.transport, "transport", "send by tagcheck's own HTTP/1.1, or by net/http: for HTTP/2, for proxies, and to compare")
}

func (f *workFlags) registerSchedule(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.phases, "phases", "", "send the phases of this YAML `FILE`, instead of --scenario, --rate, --duration and --images; tagcheck help scenarios shows one")
	flags.StringVar(&f.rate, "rate", "200/s", "send requests at this `RATE`, such as 500/s, 'ramp 100/s 1000/s', '500/s poisson' or max; tagcheck help rates tells more")
	flags.DurationVar(&f.duration, "duration", 10*time.Second, "send for this `DURATION`")
}

// options gives what the flags ask for. The error names every flag that makes no
// sense.
func (f *workFlags) options(cmd *cobra.Command) (load.Options, error) {
	o, err := f.shared()
	errs := []error{err}
	if cmd.Flags().Changed("phases") {
		o.Phases, err = f.composed(cmd)
		return o, errors.Join(append(errs, err)...)
	}
	if _, err := arrival.Parse(f.rate, f.duration, f.seed); err != nil {
		errs = append(errs, fmt.Errorf("--rate, --duration: %w", err))
	}
	plan, err := f.plan()
	o.Phases = []load.Phase{{Name: "steady", Plan: plan, Arrivals: f.rate, Duration: f.duration}}
	return o, errors.Join(append(errs, err)...)
}

// composed reads the file of --phases.
func (f *workFlags) composed(cmd *cobra.Command) ([]load.Phase, error) {
	var errs []error
	for _, other := range []string{"scenario", "rate", "duration", "images"} {
		if cmd.Flags().Changed(other) {
			errs = append(errs, fmt.Errorf("--%s: the file of --phases says that; leave out one of the two", other))
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

func (f *workFlags) plan() (scenario.Plan, error) {
	plan, known := scenario.ByName(f.scenario)
	if !known {
		return plan, fmt.Errorf("--scenario: there is no scenario %q; tagcheck help scenarios tells of all", f.scenario)
	}
	if f.images < 0 {
		return plan, fmt.Errorf("--images: %d images can't be", f.images)
	}
	if f.images > 0 {
		plan.Images = f.images
	}
	return plan, nil
}

// known refuses thresholds on an operation that no phase sends.
func known(phases []load.Phase, thresholds ...[]slo.Threshold) error {
	var operations []string
	for _, p := range phases {
		operations = append(operations, p.Plan.Operations()...)
	}
	if len(operations) == 0 {
		return nil // that there are none is said already
	}
	return knownTo(operations, slices.Concat(thresholds...)...)
}

// shared gives what a load and a search have in common.
func (f *workFlags) shared() (load.Options, error) {
	var errs []error
	if f.workers < 1 || f.workers > mostWorkers {
		errs = append(errs, fmt.Errorf("--workers: %d requests at a time can't be; give 1 to %d", f.workers, mostWorkers))
	}
	if f.warmUp < 0 {
		errs = append(errs, fmt.Errorf("--warm-up: %s is no duration to warm up for", f.warmUp))
	}
	of := build()
	return load.Options{
		WarmUp: f.warmUp, Workers: f.workers, Seed: f.seed, NetHTTP: f.transport.value == netHTTP, Version: of.Version, Commit: of.Commit,
	}, errors.Join(errs...)
}
