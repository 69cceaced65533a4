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
	for range makers {
		r.making.Go(r.makeOrdered)
	}
	return r.stock.filled()
}

// makeOrdered makes images until there is an end of it.
func (r *Run) makeOrdered() {
	for {
		serial, ok := r.stock.order()
		if !ok {
			return
		}
		m, err := r.create(serial)
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
func (r *Run) create(serial uint64) (*image, error) {
	size := r.sizes.of(serial, r.plan.Images)
	tags := r.tags.of(serial, size.keys+r.sizes.extra)
	begun := time.Now()
	created, err := r.post(tags[:size.fill])
	if err != nil {
		return nil, err
	}
	made := Exchange{Method: http.MethodPost, URL: r.base + imageapi.ImagesPath(r.root), Sent: begun, Answered: time.Now()}
	m := r.layOut(created.ID, size, tags, made)
	m.serial = serial
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
				sent := x.Start.Sub(m.laidOut)
				k.last = record{sent: sent, done: sent + x.Duration, status: int16(x.Status()), operation: Add}
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
	size, room := r.sizes.of(0, 1), r.sizes.limit-len(lent.Tags)
	if room < 1 {
		return nil, fmt.Errorf("the image %s has %d tags already, which leaves no room for others (an image may have %d)", id, len(lent.Tags), r.sizes.limit)
	}
	size.limit, size.fill = room, min(size.fill, room)
	shown := Exchange{Method: http.MethodGet, URL: r.base + imageapi.ImagePath(r.root, id), Sent: begun, Answered: time.Now(), Status: http.StatusOK}
	m := r.layOut(id, size, r.tags.of(0, size.keys+r.sizes.extra), shown)
	m.kept = lent.Tags
	return m, r.fill(m, lent.Tags)
}

// layOut makes what is known of an image whose first tags are there and whose
// last ones never will be.
func (r *Run) layOut(id string, size size, tags []string, made Exchange) *image {
	m := &image{
		id: id, path: imageapi.ImagePath(r.root, id), base: r.base, laidOut: time.Now(), limit: size.limit, made: made, wear: r.sizes.wear,
		keys: make([]key, len(tags)), holding: size.fill,
		fresh: newRing(size.keys), held: newRing(size.keys), extra: newRing(r.sizes.extra),
	}
	for i, tag := range tags {
		k := &m.keys[i]
		k.image, k.index, k.tag = m, int32(i), tag
		switch {
		case i < size.fill:
			k.state, k.held, k.added = present, true, true
			m.held.push(k.index)
		case i < size.keys:
			m.fresh.push(k.index)
		default:
			k.extra = true
			m.extra.push(k.index)
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
		if images.Wait(ctx, wait) != nil {
			return err
		}
	}
}
