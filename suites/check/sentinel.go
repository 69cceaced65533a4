package check

import (
	"context"
	"net/http"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// Sentinel is an image that is tagged at the start of a run and not changed
// afterwards: it shows whether changes last, without a check that waits.
type Sentinel struct {
	*Image
	Added   []string // tags that were answered 204 and must still be on the image
	Removed []string // tags whose removal was answered 204, and that must be absent
	created time.Time
	err     error // why there is no sentinel
}

// CreateSentinel creates the sentinel of the run. There is none where the target does
// not create or show images.
func (e *Env) CreateSentinel(ctx context.Context) {
	if !e.Found.Creates || !e.Found.Shows {
		return
	}
	owner := e.Clients[target.Owner]
	created, err := e.Images.Create(ctx, owner, string(target.Owner), imageapi.NewImage{Visibility: "private"})
	if err != nil {
		e.sentinel = &Sentinel{err: err}
		return
	}
	s := &Sentinel{Image: &Image{ID: created.ID, env: e, client: owner, state: &imageState{}}}
	done := func(x *imageapi.Exchange) bool { return x.Status() == http.StatusNoContent }
	if done(owner.AddTag(ctx, s.ID, "gone")) && done(owner.RemoveTag(ctx, s.ID, "gone")) {
		s.Removed = append(s.Removed, "gone")
	}
	if done(owner.AddTag(ctx, s.ID, "kept")) {
		s.Added = append(s.Added, "kept")
	}
	s.created = time.Now()
	s.MarkChanged()
	e.sentinel = s
}

// Sentinel returns the sentinel of the run once it is SentinelAge old. The check ends
// where there is none.
func (e *Env) Sentinel(ctx context.Context) *Sentinel {
	switch {
	case !e.Found.Shows:
		e.NeedsShow("which tags lasted since the start of the run")
	case e.sentinel == nil:
		e.Unsupported("the check needs an image that no check changes, and the target does not create images")
	case e.sentinel.err != nil:
		e.Blocked("set-up failed at the start of the run: %v", e.sentinel.err)
	}
	waitFor(ctx, SentinelAge-time.Since(e.sentinel.created))
	return e.sentinel
}
