package arrival

// Limits of a schedule.
const (
	// MaxRate is the highest rate that can be asked for, in requests per second.
	MaxRate = 1_000_000

	// MaxSpikes is how many spikes a schedule may have.
	MaxSpikes = 100_000
)
