package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
	"tagcheck/suites/worker"
)

// Ginkgo runs one suite in a process, so checks that run at once run in
// several: each is this program again with the same arguments and --worker. It
// takes its job from standard input, then the index of one check after the
// other, and sends messages back, one JSON object a line.

// job is what a worker can't know from its arguments.
type job struct {
	Root   string // of the embedded server, else empty
	Found  target.Description
	Ledger string
	Number int // of the worker, from 0
}

// message is what a worker says. Next asks for the index of a check to run.
type message struct {
	Next      bool                 `json:"next,omitempty"`
	Total     int                  `json:"total,omitempty"`
	Check     *verdict.Check       `json:"check,omitempty"`
	Result    *suites.Result       `json:"result,omitempty"`
	Exchanges []*imageapi.Exchange `json:"exchanges,omitempty"`
	Error     string               `json:"error,omitempty"`
}

// work is the worker's side.
func (c *conform) work(ctx context.Context, p plan) error {
	in, out := json.NewDecoder(c.app.stdin), json.NewEncoder(c.app.stdout)
	var j job
	if err := in.Decode(&j); err != nil {
		return &exitError{exitUsage, fmt.Errorf("--worker is for tagcheck itself: %w", err)}
	}
	if j.Root != "" {
		root, err := url.Parse(j.Root)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		if p.target, err = embedded(root); err != nil {
			return &exitError{exitUsage, err}
		}
	}
	if j.Ledger != "" {
		ledger, err := images.OpenLedger(j.Ledger)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		defer ledger.Close()
		p.options.Ledger = ledger
	}
	ctx, cancel := untilSignal(ctx)
	defer cancel()
	p.options.Ready = func(_ target.Description, total int) { out.Encode(message{Total: total}) }
	p.options.Done = func(check verdict.Check) { out.Encode(message{Check: &check}) }
	next := -1
	claim := func(index int) bool {
		if next < index {
			out.Encode(message{Next: true})
			if err := in.Decode(&next); err != nil {
				cancel() // the parent is gone: end, and give everything back
			}
		}
		return next == index
	}
	result, err := worker.Run(ctx, p.target, p.options, worker.Part{Number: j.Number, Found: j.Found, Claim: claim})
	last := message{Result: &result, Exchanges: result.Exchanges}
	if err != nil {
		last.Error = err.Error()
	}
	return out.Encode(last)
}

// fanOut is the parent's side: it hands out the checks one by one and puts the
// parts together.
func (c *conform) fanOut(ctx context.Context, cmd *cobra.Command, p plan, ledger openedLedger) (suites.Result, error) {
	found, err := c.preflight(ctx, p)
	if err != nil {
		return suites.Run(ctx, p.target, p.options) // says the same, as a result
	}
	j := job{Found: found, Ledger: ledger.path}
	if p.embedded {
		j.Root = p.target.Root.String()
	}
	d := &dispatcher{options: p.options, found: found}
	parts := make([]suites.Result, c.parallel)
	errs := make([]error, c.parallel)
	var group sync.WaitGroup
	for i := range c.parallel {
		own := j
		own.Number = i
		group.Go(func() { parts[i], errs[i] = d.run(ctx, c.app.args, own, c.app.stderr) })
	}
	group.Wait()
	failed := errors.Join(errs...)
	return worker.Merge(parts, failed, p.options), failed
}

func (c *conform) preflight(ctx context.Context, p plan) (target.Description, error) {
	var err error
	if p.target, err = target.Locate(ctx, p.target); err != nil {
		return p.target.Describe(), err
	}
	lender := images.NewManager(p.options.Ledger)
	lender.Window = p.target.Capabilities.Window
	found, err := target.Preflight(ctx, p.target, p.target.Clients(imageapi.NewRecorder(), p.options.UserAgent), lender)
	// What the preflight left over is given back here, or noted as left over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	for _, key := range lender.Pending() {
		if returned := lender.Release(ctx, key); returned != nil {
			return found, errors.Join(err, returned)
		}
	}
	return found, err
}

// dispatcher hands out indexes of checks.
type dispatcher struct {
	options suites.Options
	found   target.Description

	mu    sync.Mutex
	next  int
	ready bool
}

// run starts one worker and serves it to its end.
func (d *dispatcher) run(ctx context.Context, args []string, j job, stderr io.Writer) (suites.Result, error) {
	process, err := startAgain(ctx, stderr, nil, append(args, "--worker"))
	if err != nil {
		return suites.Result{}, err
	}
	if err := process.in.Encode(j); err != nil {
		return suites.Result{}, fmt.Errorf("start a worker: %w", errors.Join(err, process.end()))
	}
	result, err := d.serve(process.out, process.in)
	if waitErr := process.end(); err == nil && waitErr != nil {
		err = fmt.Errorf("a worker ended badly: %w", waitErr)
	}
	return result, err
}

func (d *dispatcher) serve(in *json.Decoder, out *json.Encoder) (suites.Result, error) {
	for {
		var m message
		if err := in.Decode(&m); err != nil {
			return suites.Result{}, fmt.Errorf("a worker ended without its result: %w", err)
		}
		switch {
		case m.Next:
			if err := out.Encode(d.claim()); err != nil {
				return suites.Result{}, fmt.Errorf("a worker ended while it ran: %w", err)
			}
		case m.Total > 0:
			d.begin(m.Total)
		case m.Check != nil:
			d.options.Done(*m.Check)
		case m.Result != nil:
			m.Result.Exchanges = m.Exchanges
			if m.Error != "" {
				return *m.Result, errors.New(m.Error)
			}
			return *m.Result, nil
		}
	}
}

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
