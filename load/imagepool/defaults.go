package imagepool

import "time"

// Limits of the requests that are not measured.
const (
	// Concurrency is how many images are created at a time, and how many are read
	// back.
	Concurrency = 4

	// Tries is how often a request is tried that a server under load did not carry
	// out.
	Tries = 4

	// RetryDelay is the time before the second try. It doubles with each further one.
	RetryDelay = 100 * time.Millisecond

	// CleanupTimeout bounds the release of images after the first ones could not be
	// created.
	CleanupTimeout = time.Minute
)
