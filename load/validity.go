package load

import (
	"fmt"
	"time"
)

// whyInvalid says why the figures of the phase are not those of the server.
func (p PhaseResult) whyInvalid() []string {
	var why []string
	add := func(format string, args ...any) { why = append(why, p.Name+": "+fmt.Sprintf(format, args...)) }
	h := p.Health
	if h.Lapsed != "" {
		add("%s", h.Lapsed)
	}
	if h.Lag > p.maxLag() {
		add("p99 send delay %s while workers were idle: this machine is too slow for this rate; "+
			"latency figures are not valid", h.Lag.Round(10*time.Microsecond))
	}
	if h.CPU > MaxCPUShare {
		add("the load generator used %.0f %% of its processors, so that it may be the bottleneck: "+
			"lower the rate, or use a machine with faster processors", 100*h.CPU)
	}
	if p.imageWaitShare() > MaxImageWaitShare {
		add("workers waited %s for images to be created: lower the rate, or choose a scenario that needs fewer images",
			p.Waited.Images.Round(time.Millisecond))
	}
	if n := p.Verified.Unread; n > 0 {
		add("%s could not be read back, so that lost updates may be unnoticed: %s", count(n, "image"), p.Verified.WhyUnread)
	}
	return why
}

func (p PhaseResult) maxLag() time.Duration {
	p99 := p.All.Response.Percentiles.P99 * float64(time.Millisecond)
	return max(MaxLag, time.Duration(MaxLagShare*p99))
}

// imageWaitShare is the share of the time of all workers that passed waiting for images.
func (p PhaseResult) imageWaitShare() float64 {
	all := float64(p.Health.Workers) * float64(p.Health.Elapsed)
	if all <= 0 {
		return 0
	}
	return float64(p.Waited.Images) / all
}
