package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/cmd/tagcheck/internal/subprocess"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
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
	d := &dispatcher{options: p.options, found: found}
	parts := make([]part, c.parallel)
	var group sync.WaitGroup
	for i := range c.parallel {
		own := j
		own.Number = i
		group.Go(func() { parts[i] = d.run(ctx, c.process.Args, own, c.process.Stderr) })
	}
	group.Wait()
	return combine(parts, found, p.options)
}

// part is what one worker found out. Without a result the worker ended before it
// had one.
type part struct {
	result *suites.Result
	err    error
}

// combine merges the parts. A check that a lost worker had claimed was not run, so
// without all parts there is no verdict on the whole.
func combine(parts []part, found target.Description, o suites.Options) (suites.Result, error) {
	var results []suites.Result
	var errs []error
	for _, p := range parts {
		errs = append(errs, p.err)
		if p.result != nil {
			results = append(results, *p.result)
		}
	}
	failure := errors.Join(errs...)
	if len(results) == 0 {
		results = []suites.Result{{Target: found}}
	}
	return worker.Merge(results, failure, o), failure
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
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return found, errors.Join(err, images.Left(manager.ReleaseAll(ctx, p.options.Patience)))
}

// dispatcher hands out the indexes of checks.
type dispatcher struct {
	options suites.Options
	found   target.Description

	mu    sync.Mutex
	next  int
	ready bool
}

// run starts one worker and serves it until it ends.
func (d *dispatcher) run(ctx context.Context, args []string, j job, stderr io.Writer) part {
	process, err := subprocess.StartAgain(ctx, stderr, nil, append(slices.Clone(args), "--worker"))
	if err != nil {
		return part{nil, err}
	}
	if err := process.In.Encode(j); err != nil {
		return part{nil, fmt.Errorf("start a worker: %w", errors.Join(err, process.Wait()))}
	}
	result, err := d.serve(process.Out, process.In)
	if status := process.Wait(); status != nil {
		err = errors.Join(err, fmt.Errorf("a worker failed: %w", status))
	}
	return part{result, err}
}

// serve answers the messages of a worker. The last one is its result.
func (d *dispatcher) serve(in *json.Decoder, out *json.Encoder) (*suites.Result, error) {
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
