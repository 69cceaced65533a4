package transport

import "time"

// Defaults of Options.
const (
	DefaultMaxIdle = 64
	DefaultIdleAge = time.Second
)

// Limits of a response, in bytes.
const (
	// MaxHeader bounds the header section, and the trailer section. A larger one
	// is an error of kind TooLarge.
	MaxHeader = 64 << 10

	// MaxContent bounds the content. A larger one is an error of kind TooLarge.
	MaxContent = 8 << 20

	// MaxKeptOnSuccess and MaxKeptOnError are how much of the content of a 2xx, and
	// of another response, is kept. The rest is read and dropped.
	MaxKeptOnSuccess = 1 << 20
	MaxKeptOnError   = 4 << 10
)
