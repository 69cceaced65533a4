package measure

import "time"

// Limits of a Recorder. They keep its memory bounded, however long and however
// broken a run is.
const (
	// MaxTime is the longest time that percentiles distinguish. A longer time
	// counts as MaxTime in the percentiles and is counted in Histogram.Clamped;
	// minimum, mean and maximum use its true value.
	MaxTime = 4 * time.Minute

	// MaxClasses is how many error texts have a class of their own: the first
	// that occur. All others share the class Other.
	MaxClasses = 32

	// MaxClassText is the length in bytes to which an error text is cut.
	MaxClassText = 120

	// MaxSeconds is how many seconds of a phase are kept apart: a week. What
	// happens later is counted in the last of them.
	MaxSeconds = 7 * 24 * 60 * 60
)
