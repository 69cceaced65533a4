package linearizability

import "time"

// DefaultConfigurations limits the memory of a check to about 250 MiB. A history that
// is undecided with this many is seldom decided with more.
const DefaultConfigurations = 2_000_000

// The default budget of [Partition.FindWitness]: enough to find the shortest witness of
// a usual history, and fast enough for a report.
const (
	DefaultWitnessTime           = 2 * time.Second
	DefaultWitnessConfigurations = 200_000
)

// Limits of what is checked and shown.
const (
	MaxTags         = 64  // that can be checked together: one bit each
	MaxTableRows    = 30  // of the table of a witness: the last operations
	MaxSurroundings = 250 // other operations in the diagram of a witness
)
