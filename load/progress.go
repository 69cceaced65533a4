package load

import (
	"fmt"
	"sync"
	"time"

	"tagcheck/load/measure"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// Step is what a phase is doing.
type Step string

// The steps of a phase, in order.
const (
	SettingUp Step = "setting up"
	WarmingUp Step = "warming up"
	Measuring Step = "measuring"
	Verifying Step = "reading back"
	Releasing Step = "releasing images"
)

// Progress is the state of a load. Only Phase and Step are set unless Step is Measuring.
type Progress struct {
	Phase    string
	Step     Step
	Elapsed  time.Duration // since the phase began to be measured
	Duration time.Duration // of the phase
	measure.Snapshot
	Lost uint64 // lost updates that were found up to now
}

// Live is a phase that is being measured, or was.
type Live struct {
	Phase    string
	began    time.Time
	recorder *measure.Recorder
	run      *scenario.Run
}

// Measurements returns those up to now, without the seconds. It is safe for concurrent use,
// at any time, and takes about a millisecond.
func (l Live) Measurements() slo.Measurements {
	return slo.Measurements{Phase: l.recorder.Current(time.Since(l.began)), Lost: l.run.Lost()}
}

func (r *runner) report(p Progress) {
	if r.options.Progress != nil {
		r.options.Progress(p)
	}
}

// watch reports a phase once a second, and aborts it when one of Options.AbortOn holds.
type watch struct {
	quit    chan struct{}
	running sync.WaitGroup
	aborted bool
}

func (r *runner) watch(p Phase, live Live, abort func()) *watch {
	w := &watch{quit: make(chan struct{})}
	w.running.Go(func() {
		ticks := time.NewTicker(time.Second)
		defer ticks.Stop()
		for {
			select {
			case <-w.quit:
				return
			case <-ticks.C:
			}
			elapsed := time.Since(live.began)
			r.report(Progress{
				Phase: p.Name, Step: Measuring, Elapsed: elapsed, Duration: p.Duration,
				Snapshot: live.recorder.Snapshot(elapsed), Lost: live.run.Lost(),
			})
			if w.aborted || len(r.options.AbortOn) == 0 {
				continue
			}
			if reached, ok := (slo.Abort{On: r.options.AbortOn}).Reached(live.Measurements()); ok {
				w.aborted = true
				r.result.Aborted = fmt.Sprintf("%s: %s (%s)", p.Name, reached.Threshold, reached.Actual)
				abort()
			}
		}
	})
	return w
}

// stop ends the watch, and returns whether it aborted the phase.
func (w *watch) stop() (aborted bool) {
	close(w.quit)
	w.running.Wait()
	return w.aborted
}
