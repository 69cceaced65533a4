package cleanup

import (
	"context"
	"errors"
	"fmt"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/fixtures/images"
)

// result is what the cleanup left.
type result struct {
	left   []images.Entry
	silent map[string]bool // keys of entries for which the target did not answer
}

// key identifies what an entry is about.
func key(e images.Entry) string { return e.URL + " " + e.Name + " " + e.Image }

// errStopped is the error of an image that was not begun because of a signal.
var errStopped = errors.New("stopped by a signal")

// releaseAll cleans up several images at a time. It reports an image that cannot be
// cleaned up and goes on, also where the ledger cannot be written.
func (c *command) releaseAll(
	ctx context.Context, p pending, ledger *images.Ledger, entries []images.Entry,
) result {
	cleaner := images.NewCleaner(ledger)
	cleaner.Image, cleaner.Window = p.target.Image, p.target.Capabilities.Window
	released, r := map[string]bool{}, result{silent: map[string]bool{}}
	var unwritten error
	// A signal stops between two images, not within one.
	work := context.WithoutCancel(ctx)
	images.ReleaseEach(work, c.patience, p.entries, func(work context.Context, e images.Entry) error {
		switch {
		case ctx.Err() != nil:
			return errStopped
		case !isRole(e.User):
			return fmt.Errorf("the ledger has the user %q, and no run has such a user", e.User)
		}
		return cleaner.Release(work, p.client(e), e)
	}, func(o images.Outcome[images.Entry]) {
		switch {
		case o.Err == nil:
			released[key(o.Item)] = true
			c.process.Print("cleaned up: " + runledger.Describe(o.Item) + "\n")
			if err := ledger.MarkReleased(o.Item); err != nil {
				unwritten = err
			}
		case errors.Is(o.Err, images.ErrSilent):
			r.silent[key(o.Item)] = true
		case !errors.Is(o.Err, errStopped):
			fmt.Fprintf(c.process.Stderr, "not cleaned up: %s: %s\n", runledger.Describe(o.Item), cli.Visible(o.Err.Error()))
		}
	})
	for _, e := range entries {
		if !released[key(e)] {
			r.left = append(r.left, e)
		}
	}
	c.complain(p, len(r.silent), unwritten)
	return r
}

// complain reports what is not about one image.
func (c *command) complain(p pending, silent int, unwritten error) {
	if silent > 0 {
		fmt.Fprintf(c.process.Stderr, "not cleaned up: %s: %s stopped answering\n", cli.Count(silent, "image"), p.target.Root)
	}
	if unwritten != nil {
		fmt.Fprintf(c.process.Stderr, "tagcheck: the ledger does not say what was cleaned up: %s\n",
			cli.Visible(unwritten.Error()))
	}
}
