package durable

import (
	"context"
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

// tagsEach is the number of tags that a writer adds and removes.
const tagsEach = 4

// writer is a client that changes a separate image, one request after the other, so that its
// responses determine the state of the image.
type writer struct {
	env          *check.Env
	image        *check.Image
	client       *imageapi.Client
	tags         []string
	acknowledged map[string]*imageapi.Exchange // by tag, the last change that was answered 204
	inFlight     *imageapi.Exchange            // that may have had its effect or not; nil for none
	snapshots    [][]string                    // tags of the image after the first crash
}

// writeAndCrash has clients write, and kills the target meanwhile.
func (c *crash) writeAndCrash(ctx context.Context) {
	load := &load{ctx: check.WithOutage(ctx), enough: make(chan struct{}), limit: int64(c.env.Effort.Steps)}
	for range c.env.Effort.Clients {
		c.writers = append(c.writers, c.newWriter(ctx))
	}
	for n, w := range c.writers {
		random := rand.New(rand.NewPCG(c.env.Effort.Seed, uint64(n)))
		load.writers.Go(func() { w.write(load, random) })
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
	case <-limit.C: // fewer requests are enough
	case <-ended:
	case <-ctx.Done():
	}
	var err error
	if load.unexpected.Load() == nil && ctx.Err() == nil {
		load.crashed.Store(true)
		err = c.env.Crash(ctx, func() { load.stop.Store(true) })
	}
	load.stop.Store(true)
	<-ended
	for _, w := range c.writers {
		w.client.CloseIdle()
		w.image.MarkChanged()
	}
	switch unexpected := load.unexpected.Load(); {
	case ctx.Err() != nil:
		c.env.NotRun("interrupted")
	case unexpected != nil:
		c.env.NeedsQuota(unexpected)
		c.env.Undecided("a loss might have another cause than the crash: before it %s", describe(unexpected))
	case err != nil:
		c.env.Blocked("set-up failed: %v", err)
	}
}

func (c *crash) newWriter(ctx context.Context) *writer {
	image := c.env.Image(ctx)
	w := &writer{
		env: c.env, image: image, client: image.Client().WithOwnConnections(), acknowledged: map[string]*imageapi.Exchange{},
	}
	each := tagsEach
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		each = min(each, quota)
	}
	w.tags = check.NumberedTags(1, each)
	image.AlsoProbe(w.tags...)
	return w
}

// load is what the writers share.
type load struct {
	ctx     context.Context
	writers sync.WaitGroup
	limit   int64 // of requests; the target is killed after half of them
	count   atomic.Int64
	once    sync.Once
	enough  chan struct{}
	crashed atomic.Bool
	stop    atomic.Bool
	// unexpected is a response before the crash that is wrong.
	unexpected atomic.Pointer[imageapi.Exchange]
}

// If the command takes long to kill the target, writers slow down: after limit times slowAfter
// requests each of them pauses after every request.
const (
	slowAfter = 10
	pause     = 10 * time.Millisecond
)

// done counts a response, and returns whether the writer continues.
func (l *load) done() bool {
	n := l.count.Add(1)
	if n >= l.limit/2 {
		l.once.Do(func() { close(l.enough) })
	}
	if n > slowAfter*l.limit {
		time.Sleep(pause)
	}
	return !l.stop.Load() && l.ctx.Err() == nil
}

// write changes all tags again and again, in a random order, until the target is gone.
func (w *writer) write(l *load, draw *rand.Rand) {
	for {
		for _, i := range draw.Perm(len(w.tags)) {
			if !w.change(l, w.tags[i], draw.IntN(4) > 0) || !l.done() {
				return
			}
		}
	}
}

// change adds a tag, or removes one that the image has, and returns whether to continue.
func (w *writer) change(l *load, tag string, removes bool) bool {
	send := w.client.AddTag
	if removes && w.has(tag) {
		send = w.client.RemoveTag
	}
	x := send(l.ctx, w.image.ID, tag)
	switch {
	case x.Outcome == imageapi.NotSent:
	case x.Status() == http.StatusNoContent:
		w.acknowledged[tag] = x
		// A new connection leads to the restarted target. No request may overwrite what it lost.
		return !l.crashed.Load() || x.Reused || !w.env.Found.KeepsAlive
	case x.Outcome != imageapi.Answered, x.Inconclusive(), x.Status() >= 500, l.crashed.Load():
		w.inFlight = x
	default:
		l.unexpected.CompareAndSwap(nil, x)
	}
	return false
}

// has returns whether the last acknowledged change of a tag was an addition.
func (w *writer) has(tag string) bool {
	x := w.acknowledged[tag]
	return x != nil && x.Operation == imageapi.Add
}

// determinate returns the tags whose state is known.
func (w *writer) determinate() []string {
	return slices.DeleteFunc(
		slices.Clone(w.tags), func(tag string) bool { return w.inFlight != nil && w.inFlight.Tag == tag },
	)
}

// acknowledgedChanges returns the last changes of the tags that must be present, or absent.
func (w *writer) acknowledgedChanges(present bool) []*imageapi.Exchange {
	var found []*imageapi.Exchange
	for _, tag := range w.determinate() {
		if x := w.acknowledged[tag]; x != nil && w.has(tag) == present {
			found = append(found, x)
		}
	}
	return found
}

// unknown returns those of the tags that were never added.
func (w *writer) unknown(tags []string) []string {
	known := slices.Collect(maps.Keys(w.acknowledged))
	if w.inFlight != nil {
		known = append(known, w.inFlight.Tag)
	}
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(known, tag) })
}

// takeSnapshot records the tags of the image, if the target shows images.
func (w *writer) takeSnapshot(ctx context.Context) {
	if !w.env.Found.Shows {
		return
	}
	w.image.WaitUntilVisible(ctx)
	x := w.client.ShowImage(check.WithOutage(ctx), w.image.ID)
	if image, err := imageapi.DecodeImage(x.Content()); err == nil && x.Status() == http.StatusOK {
		w.snapshots = append(w.snapshots, image.Tags)
	}
}

// currentTags returns the tags of the image. The check ends where the image is gone, which another
// check judges.
func (w *writer) currentTags(ctx context.Context) []string {
	if !w.env.Found.Shows {
		return w.image.Tags(ctx)
	}
	x := w.image.ShowCurrent(ctx)
	image, err := imageapi.DecodeImage(x.Content())
	if x.Status() != http.StatusOK || err != nil {
		w.env.Blocked("set-up failed: an image is gone: %s", describe(x))
	}
	return image.Tags
}

// describeFlapping describes that the state of an in-flight change was not stable.
func (w *writer) describeFlapping(present bool) string {
	words := map[bool]string{true: "present", false: "absent"}
	text := describe(w.inFlight) + ", since the target was killed\n" +
		"expected the change to stay done or not done; without another change, the tag was"
	for _, tags := range w.snapshots {
		text += " " + words[slices.Contains(tags, w.inFlight.Tag)] + ", then"
	}
	return text + " " + words[present]
}
