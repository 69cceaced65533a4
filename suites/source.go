package suites

import "embed"

// Source is the source of the checks: every file below the folder of this
// package, with tests. tagcheck computes a digest of it, so that a report can
// tell whether its checks are those that the self-check measured.
//
//go:embed [a-z]*
var Source embed.FS
