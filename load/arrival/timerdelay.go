package arrival

import "time"

// A timer fires late, because the machine takes 20 to 100 µs to wake up, nearly
// the same each time. It is therefore set early by the delay of recent timers.
const (
	maxEarly  = 100 * time.Microsecond
	earlyStep = 4 * time.Microsecond
)

// timerDelay estimates how early a timer must be set: so early that 19 of 20
// timers still fire late. It is a quantile by stochastic approximation (Robbins
// and Monro).
type timerDelay struct{ early time.Duration }

// observe takes how late a timer fired.
func (d *timerDelay) observe(late time.Duration) {
	if late > d.early {
		d.early = min(d.early+earlyStep/20, maxEarly)
	} else {
		d.early = max(d.early-earlyStep*19/20, 0)
	}
}
