package load

import (
	"time"

	"tagcheck/load/attack"
)

// Defaults of a load. Run uses DefaultWorkers and DefaultThreshold; the others are for
// programs that let a user choose.
const (
	DefaultScenario = "mixed"
	DefaultRate     = "200/s"
	DefaultDuration = 10 * time.Second
	DefaultWarmUp   = 2 * time.Second
	DefaultSeed     = 1

	// DefaultWorkers is how many requests may be in flight if Options.Workers is 0.
	DefaultWorkers = attack.DefaultWorkers

	// DefaultThreshold must be met if no threshold is about errors.
	DefaultThreshold = "errors==0"
)

// Limits of Options.
const (
	MaxWorkers = 10_000

	// CleanupTimeout bounds reading back and releasing images at the end of a phase,
	// also after an interrupt.
	CleanupTimeout = 2 * time.Minute

	// ProbedTagQuota is how many tags an image is given to find out the quota of a target
	// that does not declare one. A larger quota counts as none.
	ProbedTagQuota = 100
)

// A phase is invalid if the generator and not the server was measured: if one of these is
// exceeded.
const (
	// MaxLag is the highest p99 send delay (attack.Health.Lag) that is always accepted.
	// If responses are slow, MaxLagShare of their p99 is accepted.
	MaxLag      = 2 * time.Millisecond
	MaxLagShare = 0.1

	// MaxCPUShare is the share of its processors that the generator may use.
	MaxCPUShare = 0.85

	// MaxImageWaitShare is the share of the time of all workers that may pass waiting
	// for images to be created.
	MaxImageWaitShare = 0.01
)
