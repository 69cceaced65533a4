package check

import (
	"context"
	"slices"
)

// addPending adds an image that has to be released at the end of the running check.
func (e *Env) addPending(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pending = append(e.pending, id)
}

// Cleanup releases the images of the check that ended, the last one first. An image
// that cannot be released stays with the image manager, which tries again at the end
// of the run. So does every image when ctx has ended: a run that was stopped reports
// first.
func (e *Env) Cleanup(ctx context.Context) {
	e.mu.Lock()
	pending := e.pending
	e.pending = nil
	e.mu.Unlock()
	for _, id := range slices.Backward(pending) {
		e.releaseInTime(ctx, id)
	}
}

func (e *Env) releaseInTime(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(ctx, ReleaseTime)
	defer cancel()
	_ = e.Release(ctx, id)
}

// Release deletes an image of the running check before the check ends, or restores
// the tags of the borrowed one.
func (e *Env) Release(ctx context.Context, id string) error { return e.Images.Release(ctx, id) }
