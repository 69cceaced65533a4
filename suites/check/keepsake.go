package check

import (
	"context"
	"net/http"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// keepsakeAge is how old a keepsake has to be before it tells anything.
const keepsakeAge = 300 * time.Millisecond

// Keepsake is an image that is tagged at the beginning of a run and then left
// alone: what does not last shows there, and hardly anybody has to wait.
type Keepsake struct {
	*Image
	Added   []string // tags that were answered 204 and must still be there
	Removed []string // tags whose removal was answered 204, and that must be away
	laid    time.Time
	missing error // why there is none
}

// LayKeepsake makes the keepsake of the run. There is none where the target
// can't create or show an image.
func (e *Env) LayKeepsake(ctx context.Context) {
	if !e.Found.Creates || !e.Found.Shows {
		return
	}
	owner := e.Clients[target.Owner]
	created, err := e.Lender.Create(ctx, owner, string(target.Owner), imageapi.NewImage{Visibility: "private"})
	if err != nil {
		e.keepsake = &Keepsake{missing: err}
		return
	}
	k := &Keepsake{Image: &Image{ID: created.ID, env: e, client: owner, state: &imageState{}}}
	done := func(x *imageapi.Exchange) bool { return x.Status() == http.StatusNoContent }
	if done(owner.AddTag(ctx, k.ID, "gone")) && done(owner.RemoveTag(ctx, k.ID, "gone")) {
		k.Removed = append(k.Removed, "gone")
	}
	if done(owner.AddTag(ctx, k.ID, "kept")) {
		k.Added = append(k.Added, "kept")
	}
	k.laid, k.state.written = time.Now(), time.Now()
	e.keepsake = k
}

// Keepsake gives the keepsake of the run once it is old enough. The check ends
// where there is none.
func (e *Env) Keepsake(ctx context.Context) *Keepsake {
	switch {
	case !e.Found.Shows:
		e.NeedsShow("what lasted since the beginning of the run")
	case e.keepsake == nil:
		e.Unsupported("it takes an image that is left alone during the run, and the target creates none")
	case e.keepsake.missing != nil:
		e.Blocked("no image could be had at the beginning of the run: %v", e.keepsake.missing)
	}
	waitFor(ctx, keepsakeAge-time.Since(e.keepsake.laid))
	return e.keepsake
}

// waitFor waits, or returns early when ctx ends.
func waitFor(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
