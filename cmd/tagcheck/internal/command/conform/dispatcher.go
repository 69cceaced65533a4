package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/cmd/tagcheck/internal/subprocess"
	"tagcheck/fixtures/grace"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/worker"
)

// fanOut is the side of the parent: it hands out the checks one by one and
// combines the results of the workers.
func (c *command) fanOut(
	ctx context.Context, cmd *cobra.Command, p plan, ledger runledger.File,
) (suites.Result, error) {
	found, err := preflight(ctx, &p)
	if err != nil {
		return suites.Run(ctx, p.target, p.options) // has the same error, as a result
	}
	j := job{Found: found, Ledger: ledger.Path}
	if p.embedded {
		j.Root = p.target.Root.String()
	}
	d := &dispatcher{
		process: c.process, options: p.options, found: found, started: time.Now(), parts: make([]part, c.parallel),
		unreported: c.parallel,
	}
	running, ended := context.WithCancel(context.WithoutCancel(ctx))
	defer ended()
	defer context.AfterFunc(ctx, func() {
		if images.Wait(running, reportTime) == nil {
			d.report(ctx)
		}
	})()
	var group sync.WaitGroup
	for i := range c.parallel {
		own := j
		own.Number = i
		group.Go(func() { d.ended(ctx, i, d.run(ctx, own)) })
	}
	group.Wait()
	return d.combine(ctx)
}

// part is what one worker found out. Without a result the worker ended before it
// had one.
type part struct {
	result   *suites.Result
	err      error
	reported bool // to the dispatcher, after the run was stopped or at its end
}

// combine merges the parts. A check that a lost worker had claimed was not run, so
// without all parts there is no verdict on the whole.
func (d *dispatcher) combine(ctx context.Context) (suites.Result, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var results []suites.Result
	var errs []error
	for _, p := range d.parts {
		errs = append(errs, p.err)
		if p.result != nil {
			results = append(results, *p.result)
		}
	}
	failure := errors.Join(errs...)
	if len(results) == 0 {
		results = []suites.Result{{
			Started: d.started, Ended: time.Now(), Target: d.found, Profile: d.options.Profile.Name,
			Catalogue: requirement.Digest(), Effort: d.options.Effort,
		}}
	}
	results[0].Interrupted = results[0].Interrupted || ctx.Err() != nil
	return worker.Merge(results, failure, d.options), failure
}

// stopped takes what a worker had found out when the run was stopped.
func (d *dispatcher) stopped(ctx context.Context, number int, r suites.Result) {
	d.mu.Lock()
	d.parts[number].result = &r
	d.mu.Unlock()
	d.reported(ctx, number)
}

// ended takes the result of a worker. One without a result leaves what it had found out when
// the run was stopped.
func (d *dispatcher) ended(ctx context.Context, number int, p part) {
	d.mu.Lock()
	if p.result == nil {
		p.result = d.parts[number].result
	}
	d.parts[number].result, d.parts[number].err = p.result, p.err
	d.mu.Unlock()
	d.reported(ctx, number)
}

// reported reports the whole result so far of a stopped run, once every worker has.
func (d *dispatcher) reported(ctx context.Context, number int) {
	d.mu.Lock()
	first := !d.parts[number].reported
	d.parts[number].reported = true
	if first {
		d.unreported--
	}
	complete := first && d.unreported == 0
	d.mu.Unlock()
	if complete && ctx.Err() != nil {
		d.report(ctx)
	}
}

// report reports what is known by now of a stopped run.
func (d *dispatcher) report(ctx context.Context) {
	if d.options.Stopped == nil {
		return
	}
	whole, _ := d.combine(ctx) // the error is that of a worker, which the end of the run reports
	d.reporting.Lock()
	defer d.reporting.Unlock()
	d.options.Stopped(whole)
}

// preflight finds out what the target is, once for all workers.
func preflight(ctx context.Context, p *plan) (target.Description, error) {
	var err error
	if p.target, err = target.Locate(ctx, p.target); err != nil {
		return p.target.Describe(), err
	}
	manager := images.NewManager(p.options.Ledger)
	manager.Window = p.target.Capabilities.Window
	found, err := target.Preflight(ctx, p.target, p.target.Clients(imageapi.NewRecorder(), p.options.UserAgent), manager)
	// What the preflight could not delete is deleted here, or stays in the ledger.
	ctx, cancel := grace.Context(ctx, time.Minute, grace.Release)
	defer cancel()
	for _, key := range manager.Pending() {
		if pending := manager.Release(ctx, key); pending != nil {
			return found, errors.Join(err, pending)
		}
	}
	return found, err
}

// dispatcher hands out the indexes of checks.
type dispatcher struct {
	process *cli.Process
	options suites.Options
	found   target.Description
	started time.Time

	reporting sync.Mutex // one report at a time

	mu         sync.Mutex
	next       int
	ready      bool
	parts      []part // by number of the worker
	unreported int    // workers
}

// reportTime is how long the report of a stopped run waits for all workers.
const reportTime = time.Second

// workerTime is how long a worker may go on after the run was stopped.
const workerTime = grace.Release + 2500*time.Millisecond

// run starts one worker and serves it until it ends.
func (d *dispatcher) run(ctx context.Context, j job) part {
	args := append(slices.Clone(d.process.Args), "--worker")
	process, err := subprocess.StartAgain(ctx, d.process.Children, d.process.Stderr, nil, args)
	if err != nil {
		return part{err: err}
	}
	running, ended := context.WithCancel(context.WithoutCancel(ctx))
	defer ended()
	defer context.AfterFunc(ctx, func() {
		if images.Wait(running, workerTime) == nil {
			process.Kill()
		}
	})()
	if err := process.In.Encode(j); err != nil {
		return part{err: fmt.Errorf("start a worker: %w", errors.Join(err, process.Wait()))}
	}
	result, err := d.serve(ctx, j.Number, process.Out, process.In)
	if status := process.Wait(); status != nil {
		err = errors.Join(err, fmt.Errorf("a worker failed: %w", status))
	}
	return part{result: result, err: err}
}

// serve answers the messages of a worker. The last one is its result.
func (d *dispatcher) serve(
	ctx context.Context, number int, in *json.Decoder, out *json.Encoder,
) (*suites.Result, error) {
	for {
		var m message
		if err := in.Decode(&m); err != nil {
			return nil, fmt.Errorf("a worker ended without a result: %w", err)
		}
		switch {
		case m.Next:
			if err := out.Encode(d.claim()); err != nil {
				return nil, fmt.Errorf("a worker ended during the run: %w", err)
			}
		case m.Total > 0:
			d.begin(m.Total)
		case m.Check != nil:
			d.options.Done(*m.Check)
		case m.Stopped != nil:
			m.Stopped.Exchanges = m.Exchanges
			d.stopped(ctx, number, *m.Stopped)
		case m.Result != nil:
			m.Result.Exchanges = m.Exchanges
			if m.Error != "" {
				return m.Result, errors.New(m.Error)
			}
			return m.Result, nil
		}
	}
}

// claim is the index of the next check that nobody runs yet.
func (d *dispatcher) claim() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	return d.next - 1
}

func (d *dispatcher) begin(total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ready {
		d.ready = true
		d.options.Ready(d.found, total)
	}
}
