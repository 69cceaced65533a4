package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/embedded"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
	"tagcheck/suites/worker"
)

// Ginkgo runs one suite per process, so checks that run at once run in several
// processes: each is this program again, with the same arguments and --worker. A
// worker reads its job from standard input, then the index of one check after
// another. It writes messages to standard output. Both are JSON, one value a line.

// job is what a worker cannot know from its arguments.
type job struct {
	Root   string // of the embedded server, else empty
	Found  target.Description
	Ledger string
	Number int // of the worker, from 0
}

// message is what a worker writes. Next asks for the index of a check to run.
type message struct {
	Next      bool                 `json:"next,omitempty"`
	Total     int                  `json:"total,omitempty"`
	Check     *verdict.Check       `json:"check,omitempty"`
	Result    *suites.Result       `json:"result,omitempty"`
	Exchanges []*imageapi.Exchange `json:"exchanges,omitempty"`
	Error     string               `json:"error,omitempty"`
}

// work is the side of the worker.
func (c *command) work(ctx context.Context, p plan) error {
	in, out := json.NewDecoder(c.process.Stdin), json.NewEncoder(c.process.Stdout)
	var j job
	if err := in.Decode(&j); err != nil {
		return cli.Exit(cli.ExitUsage, fmt.Errorf("--worker is internal, only tagcheck itself uses it: %w", err))
	}
	if err := p.takeJob(j); err != nil {
		return cli.Exit(cli.ExitUsage, err)
	}
	if p.options.Ledger != nil {
		defer p.options.Ledger.Close()
	}
	ctx, cancel := cli.UntilSignal(ctx)
	defer cancel()
	// An error of a write ends the run: the parent is gone.
	send := func(m message) {
		if out.Encode(m) != nil {
			cancel()
		}
	}
	p.options.Ready = func(_ target.Description, total int) { send(message{Total: total}) }
	p.options.Done = func(check verdict.Check) { send(message{Check: &check}) }
	next := -1
	claim := func(index int) bool {
		if next < index {
			send(message{Next: true})
			if err := in.Decode(&next); err != nil {
				cancel() // the parent is gone: end and clean up
			}
		}
		return next == index
	}
	share := worker.Part{Number: j.Number, Found: j.Found, Claim: claim}
	result, err := worker.Run(ctx, p.target, p.options, share)
	last := message{Result: &result, Exchanges: result.Exchanges}
	if err != nil {
		last.Error = err.Error()
	}
	return out.Encode(last)
}

// takeJob completes the plan of a worker.
func (p *plan) takeJob(j job) error {
	if j.Root != "" {
		root, err := url.Parse(j.Root)
		if err != nil {
			return err
		}
		if p.target, err = embedded.Target(root); err != nil {
			return err
		}
	}
	if j.Ledger != "" {
		ledger, err := images.JoinLedger(j.Ledger)
		if err != nil {
			return err
		}
		p.options.Ledger = ledger
	}
	return nil
}
