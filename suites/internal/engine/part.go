package engine

import (
	"context"

	"tagcheck/fixtures/target"
)

// Part is the share of one process in a run that several processes share. Its fields are
// those of worker.Part, where they are documented.
type Part struct {
	Number int
	Found  target.Description
	Claim  func(index int) bool
}

type partKey struct{}

// WithPart makes a run with ctx the given part of a shared run. It keeps the protocol
// between the processes out of the options of a run.
func WithPart(ctx context.Context, p Part) context.Context {
	return context.WithValue(ctx, partKey{}, &p)
}

// partOf returns the part, or nil for a run of one process.
func partOf(ctx context.Context) *Part {
	p, _ := ctx.Value(partKey{}).(*Part)
	return p
}
