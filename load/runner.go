package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/grace"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/arrival"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/load/scenario"
)

// runner carries out a load.
type runner struct {
	options Options
	target  target.Target
	client  *imageapi.Client // of the owner, for requests that are not measured
	result  Result

	stopping sync.WaitGroup // calls of Options.Stopped
	stopMu   sync.Mutex     // one call at a time
	reported int            // phases of the last call
}

func (r *runner) run(ctx context.Context, t target.Target) error {
	t, err := target.Locate(ctx, t)
	if err != nil {
		return err
	}
	if t.Root == nil {
		return errors.New("the target has no URL")
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
	attacking, ended := context.WithCancel(context.WithoutCancel(ctx))
	defer ended()
	defer context.AfterFunc(ctx, func() {
		if images.Wait(attacking, grace.InFlight) == nil {
			attacker.Abandon()
		}
	})()
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
	return errors.Join(err, releaseAll(ctx, manager))
}

func releaseAll(ctx context.Context, manager *images.Manager) error {
	ctx, cancel := grace.Context(ctx, CleanupTimeout, grace.Release)
	defer cancel()
	var errs []error
	for _, key := range manager.Pending() {
		errs = append(errs, manager.Release(ctx, key))
	}
	return errors.Join(errs...)
}

// phase sets up, warms up, measures, reads back and releases the images.
func (r *runner) phase(
	ctx context.Context, a *attack.Attacker, p Phase, warmUp time.Duration,
) (aborted bool, err error) {
	r.report(Progress{Phase: p.Name, Step: SettingUp})
	run, err := scenario.New(ctx, p.Plan, scenario.Setup{
		Target: r.target, Client: r.client, Ledger: r.options.Ledger, Seed: r.options.Seed,
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
	if ctx.Err() != nil {
		so := r.result
		so.Phases = append(slices.Clone(so.Phases), out)
		r.stopping.Go(func() { r.stopped(so) })
	}
	r.report(Progress{Phase: p.Name, Step: Verifying})
	out.Verified = readBack(ctx, run)
	out.Waited = run.Waited()
	out.Connections = a.Connections()
	r.report(Progress{Phase: p.Name, Step: Releasing})
	if left := closeRun(ctx, run); left != nil {
		r.result.Leftovers = append(r.result.Leftovers, left.Error())
	}
	r.result.Phases = append(r.result.Phases, out)
	if err != nil && ctx.Err() == nil {
		return aborted, fmt.Errorf("phase %s ended early: %w", p.Name, err)
	}
	return aborted, nil
}

// readBack outlasts ctx by grace.ReadBack.
func readBack(ctx context.Context, run *scenario.Run) model.Findings {
	ctx, cancel := grace.Context(ctx, CleanupTimeout, grace.ReadBack)
	defer cancel()
	return run.ReadBack(ctx)
}

// closeRun outlasts ctx by grace.Release.
func closeRun(ctx context.Context, run *scenario.Run) error {
	ctx, cancel := grace.Context(ctx, CleanupTimeout, grace.Release)
	defer cancel()
	return run.Close(ctx)
}

// reportStop calls Options.Stopped as soon as ctx ends, with a result that nothing was
// measured for yet. wait ends that.
func (r *runner) reportStop(ctx context.Context) (wait func()) {
	empty := r.result
	done := make(chan struct{})
	detach := context.AfterFunc(ctx, func() {
		defer close(done)
		r.stopped(empty)
	})
	return func() {
		if !detach() {
			<-done
		}
	}
}

// stopped reports the result so far of a load that was stopped.
func (r *runner) stopped(so Result) {
	if r.options.Stopped == nil {
		return
	}
	r.stopMu.Lock()
	defer r.stopMu.Unlock()
	if len(so.Phases) < r.reported {
		return // more is known already
	}
	r.reported = len(so.Phases)
	so.Interrupted, so.Ended = true, time.Now().UTC()
	so.conclude(r.options.SLOs)
	r.options.Stopped(so)
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
	var cut atomic.Int64 // how long requests were due, if ctx ended them
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
	duration := p.Duration
	if err != nil || ctx.Err() != nil {
		duration = min(duration, cmp.Or(time.Duration(cut.Load()), time.Since(began)))
	}
	return recorder.Result(duration), health, aborted, err
}
