package bank

import (
	"context"
	"fmt"
	"sync"
)

// Worker judges one server after the other.
type Worker interface {
	// Judge runs the suite against the server with a name. After an error the
	// worker must not be used any more.
	Judge(ctx context.Context, server string) (Run, error)
	// Close ends the worker.
	Close()
}

// Pool has several workers judge many servers.
type Pool struct {
	Workers int                                       // at most, at a time
	Start   func(ctx context.Context) (Worker, error) // starts a worker
	Done    func(Run)                                 // called after each run, one at a time
}

// Run judges the servers, each as often as it is named, and gives the runs in
// the order in which they ended. A worker that breaks costs the run that it was
// at: another one takes its place. Once ctx ends no further run begins.
func (p Pool) Run(ctx context.Context, servers []string) []Run {
	jobs := make(chan string, len(servers))
	for _, s := range servers {
		jobs <- s
	}
	close(jobs)
	var mu sync.Mutex
	var runs []Run
	done := func(r Run) {
		mu.Lock()
		defer mu.Unlock()
		runs = append(runs, r)
		p.Done(r)
	}
	var group sync.WaitGroup
	for range min(p.Workers, len(servers)) {
		group.Go(func() { p.work(ctx, jobs, done) })
	}
	group.Wait()
	return runs
}

func (p Pool) work(ctx context.Context, jobs <-chan string, done func(Run)) {
	var w Worker
	defer func() {
		if w != nil {
			w.Close()
		}
	}()
	for server := range jobs {
		if ctx.Err() != nil {
			return
		}
		var err error
		if w == nil {
			w, err = p.Start(ctx)
		}
		if err != nil {
			w = nil
			done(Run{Server: server, Broken: fmt.Sprintf("start a worker: %v", err)})
			continue
		}
		run, err := w.Judge(ctx, server)
		if err != nil {
			w.Close()
			w = nil
			run = Run{Server: server, Broken: err.Error(), Interrupted: ctx.Err() != nil}
		}
		done(run)
	}
}
