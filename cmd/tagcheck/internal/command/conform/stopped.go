package conform

import (
	"context"
	"sync"
	"time"

	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
)

// stoppedReport is the report of a run that was stopped and still cleans up.
type stoppedReport struct {
	write func(suites.Result)

	mu      sync.Mutex // one report at a time
	written bool
}

// report writes what the run has found out.
func (s *stoppedReport) report(r suites.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written = true
	s.write(r)
}

// checkTime is how long the report of a stopped run waits for the check that was running.
const checkTime = 2 * time.Second

// watch makes sure that a stopped run has a report even if a check does not end: one that says
// only that the run was interrupted.
func (s *stoppedReport) watch(ctx context.Context, t target.Target, o suites.Options) (stop func()) {
	started := time.Now()
	running, ended := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	detach := context.AfterFunc(ctx, func() {
		defer close(done)
		if images.Wait(running, checkTime) != nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.written {
			s.write(suites.Conclude(suites.Result{
				Started: started, Ended: time.Now(), Target: t.Describe(), Profile: o.Profile.Name, Interrupted: true,
			}, o))
		}
	})
	return func() {
		ended()
		if !detach() {
			<-done
		}
	}
}
