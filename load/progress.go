package load

import (
	"sync"
	"time"

	"tagcheck/load/measure"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// Step is what a phase is about.
type Step string

// The steps of a phase, in order.
const (
	SettingUp  Step = "setting up"
	WarmingUp  Step = "warming up"
	Measuring  Step = "measuring"
	Verifying  Step = "reading back"
	GivingBack Step = "giving back"
)

// Progress is what goes on.
type Progress struct {
	Phase    string
	Step     Step
	Elapsed  time.Duration // of Measuring
	Duration time.Duration // of Measuring
	measure.Snapshot
	Lost uint64
}

// Live is a phase that is measured at the moment, or was.
type Live struct {
	Phase    string
	began    time.Time
	recorder *measure.Recorder
	run      *scenario.Run
}

// Figures are those so far. Any goroutine may ask for them, at any time; it
// takes about a millisecond.
func (l Live) Figures() slo.Measurements {
	return slo.Measurements{Phase: l.recorder.Current(time.Since(l.began)), Lost: l.run.Lost()}
}

func (r *runner) say(p Progress) {
	if r.options.Progress != nil {
		r.options.Progress(p)
	}
}

// watching tells of a phase once a second, and ends it where it can't be good
// any more.
type watching struct {
	began   time.Time
	quit    chan struct{}
	done    sync.WaitGroup
	aborted bool
}

func (r *runner) watch(p Phase, recorder *measure.Recorder, run *scenario.Run, end func()) *watching {
	w := &watching{began: time.Now(), quit: make(chan struct{})}
	w.done.Go(func() {
		ticks := time.NewTicker(time.Second)
		defer ticks.Stop()
		for {
			select {
			case <-w.quit:
				return
			case <-ticks.C:
			}
			elapsed := time.Since(w.began)
			r.say(Progress{Phase: p.Name, Step: Measuring, Elapsed: elapsed, Duration: p.Duration, Snapshot: recorder.Snapshot(elapsed), Lost: run.Lost()})
			if len(r.options.AbortOn) == 0 {
				continue
			}
			abort := slo.Abort{On: r.options.AbortOn}
			if reached, due := abort.Reached(slo.Measurements{Phase: recorder.Current(elapsed), Lost: run.Lost()}); due && !w.aborted {
				w.aborted = true
				r.result.Aborted = reached.String()
				end()
			}
		}
	})
	return w
}

// stop ends the watch, and says whether it ended the phase.
func (w *watching) stop() (aborted bool) {
	close(w.quit)
	w.done.Wait()
	return w.aborted
}
