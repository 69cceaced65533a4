package check

import (
	"context"
	"slices"
	"time"
)

// giveBackTime bounds the giving back of one image, in a run that may be
// ending already.
const giveBackTime = 30 * time.Second

// owe remembers an image that the running check has to give back.
func (e *Env) owe(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.owed = append(e.owed, id)
}

// GiveBack returns what the check that ended was lent, the last first. It works
// in a run that is ending, too: it takes no part in its end. What can't be
// returned is tried again at the end of the run, and listed if that fails too.
func (e *Env) GiveBack(ctx context.Context) {
	e.mu.Lock()
	owed := e.owed
	e.owed = nil
	e.mu.Unlock()
	for _, id := range slices.Backward(owed) {
		e.giveBack(ctx, id)
	}
}

func (e *Env) giveBack(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	_ = e.Lender.Release(ctx, id)
}
