package check

import (
	"context"
	"errors"
	"slices"

	"tagcheck/fixtures/images"
)

// addPending adds an image that has to be released at the end of the running check.
func (e *Env) addPending(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pending = append(e.pending, id)
}

// Cleanup releases the images of the check that ended, the last one first. It also
// works in a run that is ending, since it ignores the cancellation of ctx. An image
// that cannot be released stays with the image manager, which tries again at the end
// of the run. Once the target does not answer, all others stay there too.
func (e *Env) Cleanup(ctx context.Context) {
	e.mu.Lock()
	pending := e.pending
	e.pending = nil
	e.mu.Unlock()
	for _, id := range slices.Backward(pending) {
		if errors.Is(e.releaseInTime(ctx, id), images.ErrSilent) {
			return
		}
	}
}

func (e *Env) releaseInTime(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ReleaseTime)
	defer cancel()
	return e.Release(ctx, id)
}

// Release deletes an image of the running check before the check ends, or restores
// the tags of the borrowed one.
func (e *Env) Release(ctx context.Context, id string) error { return e.Images.Release(ctx, id) }
