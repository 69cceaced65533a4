package walk

// Defaults of a [Pool].
const (
	// DefaultRefusedEvery is the default of Pool.RefusedEvery.
	DefaultRefusedEvery = 12
)

// Repetitions is how often a walk that failed is run in all, to distinguish a reproducible failure from a flaky one.
const Repetitions = 3
