package check

import "time"

// The defaults of an [Effort]. They are the same in every run, so that two runs
// against one server send the same requests.
const (
	DefaultSeed    = 1
	DefaultClients = 8
	DefaultSteps   = 300              // requests for each searching check
	DefaultTime    = 20 * time.Second // for each searching check
)

// DefaultOutageTime is how long an [Outage] may last: from the kill to the first
// response after the restart.
const DefaultOutageTime = time.Minute

// Limits that apply to every run.
const (
	// MaxTag is the length of the longest tag, in characters (document, URI
	// parameters: "may be up to 255 characters in length").
	MaxTag = 255
	// ManyTags is more tags than a server shows on one page of a hundred.
	ManyTags = 130
	// SentinelAge is the minimum age of a [Sentinel] before it is compared.
	SentinelAge = 300 * time.Millisecond
	// MaxUnanswered is how many requests in a row may stay unanswered. Then the
	// target counts as gone, and no further check starts.
	MaxUnanswered = 4
	// ReleaseTime is how long the release of one image may take, also in a run
	// that is ending.
	ReleaseTime = 30 * time.Second
)
