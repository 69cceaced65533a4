package reference

import "embed"

// Source is the source of the reference server, of its faults and of its
// variants: every file below this folder, with tests. tagcheck computes a
// digest of it, so that a report can tell whether the bank of faults is the one
// that the self-check used.
//
//go:embed [a-z]*
var Source embed.FS
