// Package load measures a target: how fast it answers a scenario that is sent
// on a schedule, and whether it keeps what it acknowledged meanwhile.
package load

import (
	"context"
	"errors"
	"fmt"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/arrival"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// Phase is a part of a load that is measured by itself.
type Phase struct {
	Name     string
	Plan     scenario.Plan
	Arrivals string // as in arrival.Grammar
	Duration time.Duration
}

// Options say how a load is done.
type Options struct {
	Phases  []Phase
	WarmUp  time.Duration // before the first phase, as that begins, and not measured; 0 for none
	Workers int           // requests on their way at a time, at most
	Seed    uint64        // of the tags, of the order of operations, and of arrivals by chance
	SLOs    []slo.Threshold
	AbortOn []slo.Threshold // a phase for which one of these holds ends the load
	NetHTTP bool            // send by net/http
	Raw     vegeta.Encoder  // gets every measured result; nil for nobody
	Ledger  *images.Ledger  // nil for a target that keeps nothing

	Version, Commit string // of this tagcheck

	// Progress is told what goes on, once a second and when it changes; nil for
	// nobody.
	Progress func(Progress)

	// Measuring is told of each phase when it begins to be measured; nil for
	// nobody.
	Measuring func(Live)
}

func (o Options) userAgent() string { return "tagcheck/" + o.Version }

// verifyTime bounds reading back and giving back after an interrupt.
const verifyTime = 2 * time.Minute

// Run carries out the load. The error is a *target.NotReady where the target
// can't be measured. When ctx ends, what is on its way is waited for, read back
// and given back, and the result is that of the part.
func Run(ctx context.Context, t target.Target, o Options) (Result, error) {
	r := &runner{options: o, result: Result{
		Schema: Schema, Version: Version, Generator: generatorOf(o), Started: time.Now().UTC(), Seed: o.Seed, Workers: o.Workers, Phases: []PhaseResult{},
		Thresholds: []Judged{}, Leftovers: []string{}, Target: t.Describe(),
	}}
	err := r.run(ctx, t)
	r.result.Interrupted = ctx.Err() != nil
	r.result.Ended = time.Now().UTC()
	if err != nil {
		r.result.Broken = err.Error()
	}
	r.result.conclude(o)
	return r.result, err
}

type runner struct {
	options Options
	target  target.Target
	client  *imageapi.Client
	result  Result
}

func (r *runner) run(ctx context.Context, t target.Target) error {
	t, err := target.Locate(ctx, t)
	if err != nil {
		return err
	}
	r.target = t
	if err := r.ready(ctx); err != nil {
		return err
	}
	attacker := attack.New(attack.Options{
		Root: t.Root, TLS: t.TLS, Timeout: t.Timeout, Fields: t.Fields, UserAgent: r.options.userAgent(), Tokens: tokens(t),
		Workers: r.options.Workers, NetHTTP: r.options.NetHTTP, Raw: r.options.Raw,
	})
	defer attacker.Close()
	for i, p := range r.options.Phases {
		warmUp := r.options.WarmUp
		if i > 0 {
			warmUp = 0
		}
		aborted, err := r.phase(ctx, attacker, p, warmUp)
		if err != nil || aborted || ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// tokens are the owner's; nil, and not an interface that holds nil, for none.
func tokens(t target.Target) attack.Tokens {
	if owner := t.Users[target.Owner]; owner != nil {
		return owner
	}
	return nil
}

// ready makes sure that the target can be measured.
func (r *runner) ready(ctx context.Context) error {
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	clients := r.target.Clients(recorder, r.options.userAgent())
	r.client = clients[target.Owner]
	lender := images.NewManager(r.options.Ledger)
	found, err := target.Preflight(ctx, r.target, clients, lender)
	r.result.Target = found
	if err == nil {
		r.target.Capabilities.TagQuota, err = r.quota(ctx, lender)
	}
	return errors.Join(err, r.giveBack(ctx, lender))
}

func (r *runner) giveBack(ctx context.Context, lender *images.Manager) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verifyTime)
	defer cancel()
	var errs []error
	for _, key := range lender.Pending() {
		errs = append(errs, lender.Release(ctx, key))
	}
	return errors.Join(errs...)
}

// phase sets up, warms up, measures, reads back and gives back.
func (r *runner) phase(ctx context.Context, attacker *attack.Attacker, p Phase, warmUp time.Duration) (aborted bool, err error) {
	r.say(Progress{Phase: p.Name, Step: SettingUp})
	run, err := scenario.New(ctx, p.Plan, scenario.Setup{Target: r.target, Client: r.client, Ledger: r.options.Ledger, Seed: r.options.Seed})
	if err != nil {
		if ctx.Err() != nil {
			return false, nil
		}
		return false, &target.NotReady{What: "The phase " + p.Name + " can't be set up: " + err.Error(), Do: "See what the target lacks, or choose another scenario"}
	}
	out := PhaseResult{Phase: unmeasured(p.Name), Scenario: p.Plan.Name, Arrivals: p.Arrivals}
	err = r.warmUp(ctx, attacker, run, p, warmUp)
	if err == nil && ctx.Err() == nil {
		out.Phase, out.Health, err = r.measure(ctx, attacker, run, p, &aborted)
	}
	r.say(Progress{Phase: p.Name, Step: Verifying})
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), verifyTime)
	defer cancel()
	out.Verified = run.Verify(after)
	out.Waited = run.Waited()
	out.Connections = attacker.Connections()
	r.say(Progress{Phase: p.Name, Step: GivingBack})
	if left := run.Close(after); left != nil {
		r.result.Leftovers = append(r.result.Leftovers, left.Error())
	}
	r.result.Phases = append(r.result.Phases, out)
	if err != nil && ctx.Err() == nil {
		return aborted, fmt.Errorf("the phase %s ended early: %w", p.Name, err)
	}
	return aborted, nil
}

// unmeasured is a phase that was interrupted before it was measured.
func unmeasured(name string) measure.Phase {
	return measure.Phase{Name: name, Operations: []measure.Operation{}, Seconds: []measure.Second{}, Classes: []measure.ErrorCount{}}
}

func (r *runner) warmUp(ctx context.Context, attacker *attack.Attacker, run *scenario.Run, p Phase, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	r.say(Progress{Phase: p.Name, Step: WarmingUp})
	schedule, err := arrival.Parse(p.Arrivals, d, r.options.Seed+1)
	if err != nil {
		return err
	}
	_, err = attacker.Warm(ctx, run, schedule)
	return err
}

// measure sends the phase and records it.
func (r *runner) measure(ctx context.Context, attacker *attack.Attacker, run *scenario.Run, p Phase, aborted *bool) (measure.Phase, attack.Health, error) {
	schedule, err := arrival.Parse(p.Arrivals, p.Duration, r.options.Seed)
	if err != nil {
		return unmeasured(p.Name), attack.Health{}, err
	}
	classes := &measure.Classes{}
	recorder := measure.NewRecorder(p.Name, time.Now(), run.Operations(), classes)
	ctx, end := context.WithCancel(ctx)
	defer end()
	w := r.watch(p, recorder, run, end)
	if r.options.Measuring != nil {
		r.options.Measuring(Live{p.Name, w.began, recorder, run})
	}
	health, err := attacker.Attack(ctx, run, schedule, func(s attack.Sample) {
		recorder.Record(measure.Sample{
			Operation: s.Operation, Due: s.Due, Sent: s.Sent, Done: s.Done, Class: classes.ClassOf(s.Problem), BytesIn: s.Bytes,
		})
	})
	*aborted = w.stop()
	due := p.Duration // the last request may be due a moment before its end
	if err != nil || ctx.Err() != nil {
		due = min(due, time.Since(w.began))
	}
	return recorder.Result(due), health, err
}
