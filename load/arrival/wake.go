package arrival

import "time"

// A timer fires late, by what the machine takes to wake up: 20 to 100 µs, nearly
// the same each time. So it is set early by what it took lately.
const (
	mostEarly = 100 * time.Microsecond
	oneStep   = 4 * time.Microsecond
)

// wake learns how early to set the timer: so that 19 of 20 times it still fires
// late. It is a quantile by stochastic approximation (Robbins and Monro).
type wake struct{ early time.Duration }

// fired takes how long after the moment it was set for the timer fired.
func (w *wake) fired(late time.Duration) {
	if late > w.early {
		w.early = min(w.early+oneStep/20, mostEarly)
	} else {
		w.early = max(w.early-oneStep*19/20, 0)
	}
}
