package frame

// State is how good something is. On a page it is a class of the style sheet,
// on a terminal a colour: the same state has the same colour everywhere.
type State string

// The states.
const (
	Plain State = ""      // nothing to point out
	Good  State = "good"  // as it must be: passed, met, caught
	Fair  State = "fair"  // good, and of minor interest
	Warn  State = "warn"  // not as it should be: a warning, blocked
	Bad   State = "bad"   // not as it must be: failed, missed, survived
	Open  State = "open"  // not known: inconclusive, invalid, not judged
	Muted State = "muted" // does not count: equivalent, not run
)

// States gives every state.
func States() []State { return []State{Plain, Good, Fair, Warn, Bad, Open, Muted} }
