// Package load measures a server under load: how fast it answers a scenario that is sent
// on a schedule, and whether it keeps every change that it acknowledged meanwhile.
//
// [Run] carries out the phases of [Options] against a target and returns a [Result], which
// is written to load.json as it is. A phase creates its images, warms up, sends requests
// and records them, reads all images back, and releases them. The [Conclusion] is Failed if
// an acknowledged change is lost or a threshold is missed, and Invalid if the generator
// rather than the server was measured.
//
// The parts can be used by themselves: scenario decides what is sent, model knows the
// expected state of every tag, imagepool creates and replaces images, arrival says when
// requests are due, attack and transport send them, measure records them, slo evaluates
// thresholds, and search finds the highest rate that meets them.
package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// Phase is a part of a load that is measured by itself.
type Phase struct {
	Name     string
	Plan     scenario.Plan
	Arrivals string // the rate, in the form of arrival.Grammar
	Duration time.Duration
}

// Options says what a load sends and what must hold. Phases is required.
type Options struct {
	Phases []Phase
	WarmUp time.Duration // requests of the first phase that are sent before it and not measured; 0 for none

	Workers int            // requests in flight at most; 0 for DefaultWorkers
	Seed    uint64         // of tags, order of operations, and poisson arrivals
	NetHTTP bool           // send by net/http: for HTTP/2 and proxies
	Raw     vegeta.Encoder // gets every measured result; may be nil
	Ledger  *images.Ledger // of the images that are created; nil for a server that keeps nothing
	// Patience is how long the release of images goes on once the target has stopped
	// answering; 0 for images.DefaultPatience.
	Patience time.Duration

	// SLOs must be met. DefaultThreshold is added if none of them is about errors.
	SLOs []slo.Threshold
	// AbortOn are thresholds that end the load as failed as soon as one of them holds.
	AbortOn []slo.Threshold

	Version, Commit string // of the program, for the report

	// Progress is called once a second and when a step begins; may be nil.
	Progress func(Progress)
	// Measuring is called when a phase begins to be measured; may be nil.
	Measuring func(Live)
}

func (o Options) userAgent() string { return "tagcheck/" + o.Version }

// withDefaults adds the defaults, and returns an error that names everything that is wrong.
func (o Options) withDefaults() (Options, error) {
	if o.Workers == 0 {
		o.Workers = DefaultWorkers
	}
	isAboutErrors := func(t slo.Threshold) bool { return t.Metric() == "errors" }
	if !slices.ContainsFunc(o.SLOs, isAboutErrors) {
		noErrors, err := slo.Parse(DefaultThreshold)
		if err != nil {
			return o, err
		}
		o.SLOs = append(slices.Clone(o.SLOs), noErrors)
	}
	return o, o.check()
}

func (o Options) check() error {
	var errs []error
	if len(o.Phases) == 0 {
		errs = append(errs, errors.New("a load needs at least one phase"))
	}
	if o.Workers < 1 || o.Workers > MaxWorkers {
		errs = append(errs, fmt.Errorf("the number of workers must be 1 to %d (got %d)", MaxWorkers, o.Workers))
	}
	if o.WarmUp < 0 {
		errs = append(errs, fmt.Errorf("the warm-up must not be negative (got %s)", o.WarmUp))
	}
	var operations []string
	for _, p := range o.Phases {
		operations = append(operations, p.Plan.Operations()...)
		if _, err := arrival.Parse(p.Arrivals, p.Duration, o.Seed); err != nil {
			errs = append(errs, fmt.Errorf("phase %s: %w", p.Name, err))
		}
	}
	for _, t := range slices.Concat(o.SLOs, o.AbortOn) {
		errs = append(errs, t.CheckOperation(operations))
	}
	return errors.Join(errs...)
}

// Run carries out the load. An error says why it could not be done, or not to its end: it is
// a *target.NotReady if the target cannot be measured. Result then holds what was measured
// until then.
//
// When ctx ends, Run waits for the requests in flight, reads back and releases the images,
// and returns the result of the part that was sent.
func Run(ctx context.Context, t target.Target, o Options) (Result, error) {
	o, err := o.withDefaults()
	r := &runner{options: o, result: newResult(t, o)}
	if err == nil {
		err = r.run(ctx, t)
	}
	r.result.Interrupted = ctx.Err() != nil
	r.result.Ended = time.Now().UTC()
	if err != nil {
		r.result.Broken = err.Error()
	}
	r.result.conclude(o.SLOs)
	return r.result, err
}
