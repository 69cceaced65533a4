package bank

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// worker judges by a function, and breaks where that gives an error.
type worker struct {
	judge  func(server string) error
	closed *atomic.Int32
}

func (w worker) Judge(_ context.Context, server string) (Run, error) {
	return Run{Server: server, Checks: 1}, w.judge(server)
}

func (w worker) Close() { w.closed.Add(1) }

func TestAWorkerThatBreaksCostsItsRunAndNoOther(t *testing.T) {
	var started, closed atomic.Int32
	var done []string
	p := Pool{
		Workers: 2,
		Start: func(context.Context) (Worker, error) {
			started.Add(1)
			return worker{func(server string) error {
				if strings.HasPrefix(server, "deadly") {
					return errors.New("the worker died")
				}
				return nil
			}, &closed}, nil
		},
		Done: func(r Run) { done = append(done, r.Server) },
	}
	names := []string{"a", "deadly-1", "b", "deadly-2", "c", "a"}
	runs := p.Run(t.Context(), names)
	var judged []string
	for _, r := range runs {
		judged = append(judged, r.Server)
		broken := strings.HasPrefix(r.Server, "deadly")
		if broken != (r.Broken != "") || r.Interrupted || broken == (r.Checks == 1) {
			t.Errorf("got %+v", r)
		}
	}
	slices.Sort(judged)
	slices.Sort(done)
	slices.Sort(names)
	if !slices.Equal(judged, names) || !slices.Equal(done, names) {
		t.Errorf("got %q, Done was called for %q", judged, done)
	}
	if started.Load() != closed.Load() || started.Load() < 3 {
		t.Errorf("%d workers started, %d closed", started.Load(), closed.Load())
	}
}

func TestWithoutWorkersEveryRunIsBroken(t *testing.T) {
	start := func(context.Context) (Worker, error) { return nil, errors.New("no memory") }
	p := Pool{Workers: 3, Done: func(Run) {}, Start: start}
	runs := p.Run(t.Context(), []string{"a", "b"})
	if len(runs) != 2 || runs[0].Broken != "start a worker: no memory" || runs[1].Broken == "" {
		t.Errorf("got %+v", runs)
	}
}

func TestAnEndedContextBeginsNoRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var closed atomic.Int32
	p := Pool{Workers: 1, Done: func(Run) {}, Start: func(context.Context) (Worker, error) {
		return worker{func(string) error {
			cancel()
			return errors.New("interrupted")
		}, &closed}, nil
	}}
	runs := p.Run(ctx, []string{"a", "b", "c"})
	if len(runs) != 1 || !runs[0].Interrupted || closed.Load() != 1 {
		t.Errorf("got %+v", runs)
	}
}
