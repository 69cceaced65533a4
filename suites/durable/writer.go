package durable

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// tagsEach is how many tags a writer adds and removes.
const tagsEach = 4

// writer is a client that changes an image of its own, one request after the
// other: what was answered to it is all that was done to the image.
type writer struct {
	env    *check.Env
	image  *check.Image
	client *imageapi.Client
	tags   []string
	said   map[string]*imageapi.Exchange // the last change of each tag that was answered 204
	open   *imageapi.Exchange            // of which it is not known whether it was done; nil for none
	looks  [][]string                    // the tags that were there after the first crash
}

// writeAndCrash has clients write, and kills the target while they do.
func (c *crash) writeAndCrash(ctx context.Context) {
	load := &load{ctx: check.WithOutage(ctx), enough: make(chan struct{}), most: int64(c.env.Effort.Steps)}
	for range c.env.Effort.Clients {
		c.writers = append(c.writers, c.newWriter(ctx))
	}
	for n, w := range c.writers {
		load.writers.Go(func() { w.write(load, rand.New(rand.NewPCG(c.env.Effort.Seed, uint64(n)))) })
	}
	ended := make(chan struct{})
	go func() {
		load.writers.Wait()
		close(ended)
	}()
	limit := time.NewTimer(c.env.Effort.Time)
	defer limit.Stop()
	select {
	case <-load.enough:
	case <-limit.C: // few requests are enough, too
	case <-ended:
	case <-ctx.Done():
	}
	var err error
	if load.odd.Load() == nil && ctx.Err() == nil {
		load.crashed.Store(true)
		err = c.env.Crash(ctx, func() { load.stop.Store(true) })
	}
	load.stop.Store(true)
	<-ended
	for _, w := range c.writers {
		w.client.CloseIdle()
		w.image.Written()
	}
	switch odd := load.odd.Load(); {
	case ctx.Err() != nil:
		c.env.NotRun("interrupted")
	case odd != nil:
		c.env.NeedsQuota(odd)
		c.env.Undecided("what is lost could not be laid to a crash: before it %s", told(odd))
	case err != nil:
		c.env.Blocked("%v", err)
	}
}

func (c *crash) newWriter(ctx context.Context) *writer {
	image := c.env.Image(ctx)
	w := &writer{env: c.env, image: image, client: image.Client().WithOwnConnections(), said: map[string]*imageapi.Exchange{}}
	each := tagsEach
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		each = min(each, quota)
	}
	for n := range each {
		w.tags = append(w.tags, check.NumberedTag(n+1))
	}
	image.Suspect(w.tags...)
	return w
}

// load is what the writers share.
type load struct {
	ctx     context.Context
	writers sync.WaitGroup
	most    int64 // requests; with half of them answered the target is killed
	count   atomic.Int64
	once    sync.Once
	enough  chan struct{}
	crashed atomic.Bool
	stop    atomic.Bool
	odd     atomic.Pointer[imageapi.Exchange] // that was answered in another way than it should be
}

// A target whose command takes its time to kill it is not sent requests
// without end: behind so many times the effort each writer pauses.
const (
	rushes = 10
	pause  = 10 * time.Millisecond
)

// done counts an answer, and says whether the writer is to go on.
func (l *load) done() bool {
	n := l.count.Add(1)
	if n >= l.most/2 {
		l.once.Do(func() { close(l.enough) })
	}
	if n > rushes*l.most {
		time.Sleep(pause)
	}
	return !l.stop.Load() && l.ctx.Err() == nil
}

// write goes through the tags over and over, in another order each time, until
// the target is gone.
func (w *writer) write(l *load, draw *rand.Rand) {
	for {
		for _, i := range draw.Perm(len(w.tags)) {
			if !w.change(l, w.tags[i], draw.IntN(4) > 0) || !l.done() {
				return
			}
		}
	}
}

// change removes a tag that is there or adds it, and says whether to go on.
func (w *writer) change(l *load, tag string, removes bool) bool {
	send := w.client.AddTag
	if removes && w.has(tag) {
		send = w.client.RemoveTag
	}
	x := send(l.ctx, w.image.ID, tag)
	switch {
	case x.Outcome == imageapi.NotSent:
	case x.Status() == http.StatusNoContent:
		w.said[tag] = x
		// A new connection leads to the target as it was started again: what it
		// lost must not be overwritten.
		return !l.crashed.Load() || x.Reused || !w.env.Found.KeepsAlive
	case x.Outcome != imageapi.Answered, x.Inconclusive(), x.Status() >= 500, l.crashed.Load():
		w.open = x
	default:
		l.odd.CompareAndSwap(nil, x)
	}
	return false
}

// has says what was answered of a tag: that it is there.
func (w *writer) has(tag string) bool {
	x := w.said[tag]
	return x != nil && x.Operation == imageapi.Add
}

// certain gives the tags of which it is known whether they are there.
func (w *writer) certain() []string {
	return slices.DeleteFunc(slices.Clone(w.tags), func(tag string) bool { return w.open != nil && w.open.Tag == tag })
}

// answered gives the last changes of tags that must be there, or must not.
func (w *writer) answered(there bool) []*imageapi.Exchange {
	var found []*imageapi.Exchange
	for _, tag := range w.certain() {
		if x := w.said[tag]; x != nil && w.has(tag) == there {
			found = append(found, x)
		}
	}
	return found
}

// strange gives those of the tags that nobody ever added.
func (w *writer) strange(tags []string) []string {
	known := slices.Collect(maps.Keys(w.said))
	if w.open != nil {
		known = append(known, w.open.Tag)
	}
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(known, tag) })
}

// look takes down the tags of the image, where it is shown.
func (w *writer) look(ctx context.Context) {
	if !w.env.Found.Shows {
		return
	}
	w.image.Settle(ctx)
	x := w.client.ShowImage(check.WithOutage(ctx), w.image.ID)
	if image, err := imageapi.DecodeImage(x.Content()); err == nil && x.Status() == http.StatusOK {
		w.looks = append(w.looks, image.Tags)
	}
}

// there gives the tags of the image; the check ends where the image is gone,
// which is what another one is about.
func (w *writer) there(ctx context.Context) []string {
	if !w.env.Found.Shows {
		return w.image.Tags(ctx)
	}
	x := w.image.Seen(ctx)
	image, err := imageapi.DecodeImage(x.Content())
	if x.Status() != http.StatusOK || err != nil {
		w.env.Blocked("an image is not shown any more: %s", told(x))
	}
	return image.Tags
}

// wavers says that an unanswered change did not stay done, or undone.
func (w *writer) wavers(there bool) string {
	words := map[bool]string{true: "there", false: "away"}
	text := fmt.Sprintf("%s, as the target was killed\nexpected it to be done or not, for good; the tag was", told(w.open))
	for _, tags := range w.looks {
		text += " " + words[slices.Contains(tags, w.open.Tag)] + ", then"
	}
	return text + " " + words[there] + ", and nobody changed it"
}
