package search

// Defaults of Options.
const (
	DefaultStartRate = 50     // requests per second
	DefaultMinRate   = 1      // requests per second
	DefaultMaxRate   = 20_000 // requests per second
	DefaultPrecision = 0.1    // 10 %
	DefaultTries     = 3      // two of them decide
)
