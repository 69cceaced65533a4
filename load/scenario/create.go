package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// makers is how many images are made at a time, and how many are read back.
const makers = 4

// Tries of what is not measured: under load a server may fail it now and then.
const (
	tries    = 4
	tryAgain = 100 * time.Millisecond // doubled with each try
)

// open has the images of every place made, and more from then on.
func (r *Run) open(borrowed string) error {
	for range makers {
		r.reading.Go(r.giveBackDrained)
	}
	if borrowed != "" {
		m, err := r.borrow(borrowed)
		if err == nil {
			r.place(m, 0)
		}
		return err
	}
	r.stock.vacate(len(r.slots))
	for range makers {
		r.making.Go(r.makeOrdered)
	}
	return r.stock.filled()
}

// makeOrdered makes images until there is an end of it.
func (r *Run) makeOrdered() {
	for r.stock.order() {
		m, err := r.create()
		if err != nil {
			r.halt(fmt.Errorf("an image for the load could not be made: %w", err))
			return
		}
		if slot, vacant := r.stock.put(m); vacant {
			r.place(m, slot)
		}
		r.line.moved()
	}
}

// create makes an image with the tags that the plan needs to be there.
func (r *Run) create() (*image, error) {
	serial := r.serial.Add(1) - 1
	limit, fill := r.sizes.of(serial, r.plan.Images)
	tags := make([]string, limit+r.sizes.extra)
	for i := range tags {
		tags[i] = r.tags.of(serial, i)
	}
	begun := time.Now()
	created, err := r.post(tags[:fill])
	if err != nil {
		return nil, err
	}
	made := Exchange{Method: http.MethodPost, URL: r.base + imageapi.ImagesPath(r.root), Sent: begun, Answered: time.Now()}
	m := r.layOut(created.ID, limit, tags, fill, made)
	return m, r.fill(m, created.Tags)
}

// post creates an image, with tags as long as the server takes them so.
func (r *Run) post(tags []string) (imageapi.Image, error) {
	spec := imageapi.NewImage{Visibility: "private"}
	if !r.bare.Load() {
		spec.Tags = tags
	}
	created, err := r.lend(spec)
	var refused *images.Refused
	if errors.As(err, &refused) && refused.Final() && len(spec.Tags) > 0 {
		spec.Tags = nil
		var again error
		if created, again = r.lend(spec); again == nil {
			r.bare.Store(true)
			return created, nil
		}
		return created, fmt.Errorf("with %d tags: %w; without: %w", len(tags), err, again)
	}
	return created, err
}

// lend tries several times where the refusal is not final.
func (r *Run) lend(spec imageapi.NewImage) (created imageapi.Image, err error) {
	err = again(r.setup, func() error {
		created, err = r.lender.Create(r.work, r.client, string(target.Owner), spec)
		return err
	})
	return created, err
}

// fill adds those tags that an image is to begin with and does not have.
func (r *Run) fill(m *image, has []string) error {
	for i := range m.keys {
		k := &m.keys[i]
		if !k.held || slices.Contains(has, k.tag) {
			continue
		}
		err := again(r.setup, func() error {
			x := r.client.AddTag(r.work, m.id, k.tag)
			if x.Status() == http.StatusNoContent {
				k.last = record{is: true, operation: Add, sent: x.Start, done: x.Start.Add(x.Duration), status: x.Status()}
				return nil
			}
			return &images.Refused{What: fmt.Sprintf("put a tag on an image before the load, %d are there", i), Exchange: x}
		})
		if err = cmp.Or(err, r.setup.Err()); err != nil {
			return err
		}
	}
	return nil
}

// borrow takes the image that the target lends. Its own tags stay, and leave
// the less room.
func (r *Run) borrow(id string) (*image, error) {
	begun := time.Now()
	lent, err := r.lender.Borrow(r.work, r.client, string(target.Owner), id)
	if err != nil {
		return nil, err
	}
	limit := r.sizes.limit - len(lent.Tags)
	if limit < 1 {
		return nil, fmt.Errorf("the image %s has %d tags already, which leaves no room for others (the quota is %d)", id, len(lent.Tags), r.sizes.limit)
	}
	tags := make([]string, limit+r.sizes.extra)
	for i := range tags {
		tags[i] = r.tags.of(0, i)
	}
	shown := Exchange{Method: http.MethodGet, URL: r.base + imageapi.ImagePath(r.root, id), Sent: begun, Answered: time.Now(), Status: http.StatusOK}
	m := r.layOut(id, limit, tags, limit*r.sizes.share[0]/r.sizes.share[1], shown)
	m.kept = lent.Tags
	return m, r.fill(m, lent.Tags)
}

// layOut makes what is known of an image whose first tags are there. The texts
// of all URLs are one, so that an image costs few allocations.
func (r *Run) layOut(id string, limit int, tags []string, fill int, made Exchange) *image {
	m := &image{
		id: id, url: r.base + imageapi.ImagePath(r.root, id), limit: limit, made: made, wear: r.sizes.wear,
		keys: make([]key, len(tags)), absent: newRing(len(tags)), held: newRing(len(tags)), holding: fill,
	}
	for i, tag := range tags {
		k := &m.keys[i]
		k.image, k.index, k.tag, k.url = m, int32(i), tag, r.base+imageapi.TagPath(r.root, id, tag)
		if i < fill {
			k.state, k.held, k.added = present, true, true
			m.held.push(k.index)
		} else {
			m.absent.push(k.index)
		}
	}
	return m
}

// again tries until it is done, refused for good, or was tried often enough.
func again(ctx context.Context, try func() error) error {
	for wait, n := tryAgain, 1; ; wait, n = 2*wait, n+1 {
		err := try()
		var refused *images.Refused
		if err == nil || !errors.As(err, &refused) || refused.Final() || n == tries {
			return err
		}
		if pause(ctx, wait) != nil {
			return err
		}
	}
}

// pause waits, or says why not to.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
