package load

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/arrival"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
)

// runner carries out a load.
type runner struct {
	options Options
	target  target.Target
	client  *imageapi.Client // of the owner, for requests that are not measured
	result  Result
}

func (r *runner) run(ctx context.Context, t target.Target) error {
	t, err := target.Locate(ctx, t)
	if err != nil {
		return err
	}
	r.target = t
	if err := r.preflight(ctx); err != nil {
		return err
	}
	attacker := attack.New(attack.Options{
		Root: t.Root, TLS: t.TLS, Timeout: t.Timeout, Fields: t.Fields, UserAgent: r.options.userAgent(),
		Tokens: r.tokens(), Workers: r.options.Workers, NetHTTP: r.options.NetHTTP, Raw: r.options.Raw,
	})
	defer attacker.Close()
	warmUp := r.options.WarmUp
	for _, p := range r.options.Phases {
		aborted, err := r.phase(ctx, attacker, p, warmUp)
		if err != nil || aborted || ctx.Err() != nil {
			return err
		}
		warmUp = 0
	}
	return nil
}

// preflight makes sure that the target can be measured, and finds out its tag quota.
func (r *runner) preflight(ctx context.Context) error {
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	clients := r.target.Clients(recorder, r.options.userAgent())
	r.client = clients[target.Owner]
	manager := images.NewManager(r.options.Ledger)
	found, err := target.Preflight(ctx, r.target, clients, manager)
	r.result.Target = found
	if err == nil {
		r.target.Capabilities.TagQuota, err = r.tagQuota(ctx, manager)
	}
	ctx, cancel := cleanupContext(ctx)
	defer cancel()
	return errors.Join(err, images.Left(manager.ReleaseAll(ctx, r.options.Patience)))
}

// cleanupContext is for requests that must be sent even after an interrupt.
func cleanupContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), CleanupTimeout)
}

// phase sets up, warms up, measures, reads back and releases the images.
func (r *runner) phase(
	ctx context.Context, a *attack.Attacker, p Phase, warmUp time.Duration,
) (aborted bool, err error) {
	r.report(Progress{Phase: p.Name, Step: SettingUp})
	run, err := scenario.New(ctx, p.Plan, scenario.Setup{
		Target: r.target, Client: r.client, Ledger: r.options.Ledger, Seed: r.options.Seed,
		Patience: r.options.Patience,
	})
	if err != nil {
		if ctx.Err() != nil {
			return false, nil
		}
		return false, &target.NotReady{
			What: fmt.Sprintf("Cannot set up phase %s: %v", p.Name, err),
			Do:   "Check what the target lacks, or choose another scenario",
		}
	}
	out := PhaseResult{Phase: unmeasured(p.Name), Scenario: p.Plan.Name, Arrivals: p.Arrivals}
	err = r.warmUp(ctx, a, run, p, warmUp)
	if err == nil && ctx.Err() == nil {
		out.Phase, out.Health, aborted, err = r.measure(ctx, a, run, p)
	}
	r.report(Progress{Phase: p.Name, Step: Verifying})
	cleanup, cancel := cleanupContext(ctx)
	defer cancel()
	out.Verified = run.ReadBack(cleanup)
	out.Waited = run.Waited()
	out.Connections = a.Connections()
	r.report(Progress{Phase: p.Name, Step: Releasing})
	if left := run.Close(cleanup); left != nil {
		r.result.Leftovers = append(r.result.Leftovers, left.Error())
	}
	r.result.Phases = append(r.result.Phases, out)
	if err != nil && ctx.Err() == nil {
		return aborted, fmt.Errorf("phase %s ended early: %w", p.Name, err)
	}
	return aborted, nil
}

// unmeasured is the result of a phase that was interrupted before it was measured.
func unmeasured(name string) measure.Phase {
	return measure.Phase{
		Name: name, Operations: []measure.Operation{}, Seconds: []measure.Second{}, Classes: []measure.ErrorCount{},
	}
}

func (r *runner) warmUp(ctx context.Context, a *attack.Attacker, run *scenario.Run, p Phase, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	r.report(Progress{Phase: p.Name, Step: WarmingUp})
	schedule, err := arrival.Parse(p.Arrivals, d, r.options.Seed+1)
	if err != nil {
		return err
	}
	return a.WarmUp(ctx, run, schedule)
}

// measure sends the requests of a phase and records them.
func (r *runner) measure(
	ctx context.Context, a *attack.Attacker, run *scenario.Run, p Phase,
) (_ measure.Phase, _ attack.Health, aborted bool, _ error) {
	schedule, err := arrival.Parse(p.Arrivals, p.Duration, r.options.Seed)
	if err != nil {
		return unmeasured(p.Name), attack.Health{}, false, err
	}
	classes := &measure.Classes{}
	began := time.Now()
	recorder := measure.NewRecorder(p.Name, began, run.Operations(), classes)
	ctx, abort := context.WithCancel(ctx)
	defer abort()
	var cut atomic.Int64 // how long requests were due if the phase is cut short
	defer context.AfterFunc(ctx, func() { cut.Store(int64(time.Since(began))) })()
	live := Live{p.Name, began, recorder, run}
	w := r.watch(p, live, abort)
	if r.options.Measuring != nil {
		r.options.Measuring(live)
	}
	health, err := a.Attack(ctx, run, schedule, func(s attack.Sample) {
		recorder.Record(measure.Sample{
			Operation: s.Operation, Due: s.Due, Sent: s.Sent, Done: s.Done, Class: classes.ClassOf(s.Problem), BytesIn: s.Bytes,
		})
	})
	aborted = w.stop()
	for i := health.Sent; i < health.Due; i++ {
		if due, ok := schedule.Due(i); ok {
			recorder.Unsent(due)
		}
	}
	return recorder.Result(measured(p.Duration, time.Duration(cut.Load()), time.Since(began), err)), health, aborted, err
}

// measured returns how long requests of a phase were due: its duration, unless it was cut
// short or ended with an error.
func measured(duration, cut, elapsed time.Duration, err error) time.Duration {
	if cut > 0 {
		duration = min(duration, cut)
	}
	if err != nil {
		duration = min(duration, elapsed)
	}
	return duration
}
