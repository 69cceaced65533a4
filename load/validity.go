package load

import (
	"fmt"
	"time"
)

// When the generator, and not the target, was what was measured.
const (
	leastLagBound = 2 * time.Millisecond // a lag up to this never matters
	lagShare      = 0.1                  // of the response time at the same percentile that lag may make up
	busiest       = 0.85                 // share of its processors that the generator may use
	waitedShare   = 0.01                 // of the time of all workers that may be lost to making images
)

// invalid says why the phase's figures are not the target's.
func (p PhaseResult) invalid() []string {
	var why []string
	say := func(format string, args ...any) { why = append(why, p.Name+": "+fmt.Sprintf(format, args...)) }
	h := p.Health
	bound := max(leastLagBound, time.Duration(lagShare*p.All.Response.Percentiles.P99*float64(time.Millisecond)))
	if h.Lapsed != "" {
		say("%s", h.Lapsed)
	}
	if h.Lag > bound {
		say("the generator sent 1 %% of the requests more than %s late, though it had workers to spare: give it another machine or a lower rate", h.Lag.Round(10*time.Microsecond))
	}
	if h.CPU > busiest {
		say("the generator used %.0f %% of its processors, so it may have been what was measured: lower the rate, or send from several processes", 100*h.CPU)
	}
	if all := float64(h.Workers) * float64(h.Elapsed); all > 0 && float64(p.Waited.Images) > waitedShare*all {
		say("workers waited %s for images to be made: choose a scenario with fewer of them, or a lower rate", p.Waited.Images.Round(time.Millisecond))
	}
	if p.Verified.Unread > 0 {
		say("%d images could not be read back: %s", p.Verified.Unread, p.Verified.WhyUnread)
	}
	return why
}
