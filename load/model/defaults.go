package model

// Limits of what is stored.
const (
	// MaxListed is how many findings are listed. All are counted.
	MaxListed = 100

	// MaxRequestID is the length in bytes to which a request id is cut.
	MaxRequestID = 128
)
