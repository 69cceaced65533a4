package selfcheck

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/subprocess"
)

// A self-check runs the checks hundreds of times, and Ginkgo runs one suite per
// process: each worker is this program again. It reads the names of servers from
// standard input and writes a run for each, as JSON, one value a line.

// workerEnvironment makes a worker, which has work for one core at a time, spend
// less on goroutines and garbage.
var workerEnvironment = []string{"GOMAXPROCS=1", "GOGC=400"}

// work is the side of the worker.
func (c *command) work(ctx context.Context) error {
	in, out := json.NewDecoder(c.process.Stdin), json.NewEncoder(c.process.Stdout)
	full := bank.Full()
	for {
		var name string
		if err := in.Decode(&name); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return cli.Exit(cli.ExitUsage, fmt.Errorf("--worker is internal, only tagcheck itself uses it: %w", err))
		}
		server, known := full.Find(name)
		if !known {
			return cli.Exit(
				cli.ExitUsage,
				fmt.Errorf("--worker is internal, only tagcheck itself uses it: unknown server %q", name),
			)
		}
		first := ""
		if c.untilCaught {
			first = full.Intended(name)
		}
		run, stop := cli.UntilSignal(ctx) // after a run of the checks nobody catches signals
		err := out.Encode(bank.Judge(run, server, first))
		stop()
		if err != nil {
			return cli.Exit(cli.ExitInconclusive, err) // the parent is gone
		}
	}
}

// runLimit bounds one run, which takes a second or two.
const runLimit = 2 * time.Minute

// workerProcess is the parent's side of a worker.
type workerProcess struct {
	*subprocess.Again

	stderr *head
}

func (c *command) startWorker(ctx context.Context) (bank.Worker, error) {
	args := []string{"selfcheck", "--worker"}
	if c.untilCaught {
		args = append(args, "--until-caught")
	}
	stderr := &head{}
	p, err := subprocess.StartAgain(ctx, c.process.Children, stderr, workerEnvironment, args)
	if err != nil {
		return nil, err
	}
	return &workerProcess{p, stderr}, nil
}

// Judge has the worker judge a server. It is an error if the worker dies of it or
// exceeds the limit.
func (w *workerProcess) Judge(_ context.Context, server string) (bank.Run, error) {
	limit := time.AfterFunc(runLimit, w.Kill)
	var run bank.Run
	err := w.In.Encode(server)
	if err == nil {
		err = w.Out.Decode(&run)
	}
	switch inTime := limit.Stop(); {
	case err == nil:
		return run, nil
	case !inTime:
		return run, fmt.Errorf("the run took longer than %s", runLimit)
	}
	if status := w.Wait(); status != nil {
		err = status // says more than that nothing came
	}
	return run, fmt.Errorf("the worker died: %w%s", err, w.stderr)
}

// Close ends the worker, which has nothing to clean up.
func (w *workerProcess) Close() {
	w.Kill()
	_ = w.Wait() // it was killed
}

// head stores the beginning of what a worker writes to standard error: a crash
// says first what it is.
type head struct{ bytes.Buffer }

const longestHead = 1 << 10

// Write accepts everything and stores what fits.
func (h *head) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), longestHead-h.Len())])
	return len(p), nil
}

// String is the text as the end of a sentence, or empty.
func (h *head) String() string {
	text := strings.TrimSpace(h.Buffer.String())
	if text == "" {
		return ""
	}
	return ": " + text
}
