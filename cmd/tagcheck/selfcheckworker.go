package main

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
)

// A self-check runs the suite hundreds of times, and Ginkgo runs one suite in a
// process: each worker is this program again. It takes the names of servers
// from standard input and gives a run for each, one JSON value a line.

// workerEnvironment makes a worker, which has one core's worth of work at a
// time, spend less on goroutines and garbage.
var workerEnvironment = []string{"GOMAXPROCS=1", "GOGC=400"}

// workSelfcheck is the worker's side.
func (a *app) workSelfcheck(ctx context.Context, untilCaught bool) error {
	in, out := json.NewDecoder(a.stdin), json.NewEncoder(a.stdout)
	full := bank.Full()
	for {
		var name string
		if err := in.Decode(&name); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return &exitError{exitUsage, fmt.Errorf("--worker is for tagcheck itself: %w", err)}
		}
		server, known := full.Find(name)
		if !known {
			return &exitError{exitUsage, fmt.Errorf("--worker is for tagcheck itself: there is no server %q", name)}
		}
		first := ""
		if untilCaught {
			first = full.Intended(name)
		}
		run, stop := untilSignal(ctx) // a run of the suite leaves the signals to nobody
		err := out.Encode(bank.Judge(run, server, first))
		stop()
		if err != nil {
			return &exitError{exitInconclusive, err} // the parent is gone
		}
	}
}

// runLimit is how long one run may take. It takes a second or two.
const runLimit = 2 * time.Minute

// judgeProcess is the parent's side of a worker.
type judgeProcess struct {
	*process
	said *head
}

func (s *selfChecking) startJudge(ctx context.Context) (bank.Worker, error) {
	args := []string{"selfcheck", "--worker"}
	if s.untilCaught {
		args = append(args, "--until-caught")
	}
	said := &head{}
	p, err := startAgain(ctx, said, workerEnvironment, args)
	if err != nil {
		return nil, err
	}
	return &judgeProcess{p, said}, nil
}

// Judge has the worker judge a server. What kills the worker, be it the
// server's doing or the limit, is the error.
func (j *judgeProcess) Judge(_ context.Context, server string) (bank.Run, error) {
	limit := time.AfterFunc(runLimit, func() { _ = j.cmd.Process.Kill() }) // it may have ended
	var run bank.Run
	err := j.in.Encode(server)
	if err == nil {
		err = j.out.Decode(&run)
	}
	switch inTime := limit.Stop(); {
	case err == nil:
		return run, nil
	case !inTime:
		return run, fmt.Errorf("the run took longer than %s", runLimit)
	}
	if ended := j.end(); ended != nil {
		err = ended // says more than that nothing came
	}
	return run, fmt.Errorf("the worker died: %w%s", err, j.said)
}

// Close ends the worker, which has nothing that is to be given back.
func (j *judgeProcess) Close() {
	_ = j.cmd.Process.Kill() // it may have ended
	_ = j.end()
}

// head keeps the beginning of what a worker writes to standard error: a crash
// says first what it is.
type head struct{ bytes.Buffer }

const longestHead = 1 << 10

// Write takes everything and keeps what fits.
func (h *head) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), longestHead-h.Len())])
	return len(p), nil
}

// String is the text as the end of a sentence; empty if there is none.
func (h *head) String() string {
	text := strings.TrimSpace(h.Buffer.String())
	if text == "" {
		return ""
	}
	return ": " + text
}
