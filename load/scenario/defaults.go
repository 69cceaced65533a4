package scenario

// Defaults and limits of a Plan.
const (
	// DefaultImages is how many images a scenario uses at a time, unless its Plan says
	// otherwise. With that many, requests to the same image seldom meet.
	DefaultImages = 32

	// MaxImages and MaxWeight bound a Plan. Larger numbers are most likely mistakes,
	// and take much memory and time to set up.
	MaxImages = 10_000
	MaxWeight = 1000

	// AssumedTagQuota is how many tags an image gets at a time if the target declares
	// no quota. Most servers allow 128.
	AssumedTagQuota = 100

	// MaxTagsPerImage is how many tags an image gets at a time if the target declares
	// that it has no quota.
	MaxTagsPerImage = 1000
)
