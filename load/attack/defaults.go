package attack

import "time"

// Defaults and limits of an attack.
const (
	// DefaultWorkers is how many requests may be in flight if Options.Workers is 0.
	DefaultWorkers = 64

	// ExplainInterval is the minimum time between two questions why a server
	// refuses a token: an expired login causes thousands of refusals per second.
	ExplainInterval = time.Second

	// ExplainTimeout bounds one such question.
	ExplainTimeout = 10 * time.Second
)
