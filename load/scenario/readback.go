package scenario

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
)

// giveBackDrained reads retired images back and gives them back, as they come.
// What can't be given back is left to Close.
func (r *Run) giveBackDrained() {
	for {
		select {
		case m := <-r.drained:
			r.giveBack(m)
			continue
		case <-r.quit:
		}
		select {
		case m := <-r.drained:
			r.giveBack(m)
		default:
			return
		}
	}
}

func (r *Run) giveBack(m *image) {
	r.readBack(r.work, m)
	if r.work.Err() == nil {
		_ = r.lender.Release(r.work, m.id)
	}
	r.stock.returned(m)
}

// readBack compares an image with what is known of it, once everything on it
// must be visible.
func (r *Run) readBack(ctx context.Context, m *image) {
	tags, err := r.read(ctx, m)
	var refused *images.Refused
	if gone := errors.As(err, &refused) && (refused.Exchange.Status() == http.StatusNotFound || refused.Exchange.Status() == http.StatusGone); gone {
		tags, err = nil, nil // and every tag with it
	}
	if err != nil {
		r.findings.unread(err)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r.findings.read(m.compare(count(tags), &r.findings))
}

func (r *Run) read(ctx context.Context, m *image) (tags []string, err error) {
	m.mu.Lock()
	visible := m.lastDone.Add(r.window)
	m.mu.Unlock()
	if err := images.Wait(ctx, time.Until(visible)); err != nil {
		return nil, fmt.Errorf("the image %s was not read back: %w", m.id, err)
	}
	err = again(ctx, func() error {
		x := r.client.ShowImage(ctx, m.id)
		shown, err := imageapi.DecodeImage(x.Content())
		if x.Status() != http.StatusOK || err != nil || shown.ID != m.id {
			return &images.Refused{What: "read the image " + m.id + " back", Exchange: x}
		}
		tags = shown.Tags
		return nil
	})
	return tags, err
}

// compare reports every tag that is not as it must be, and takes its tags out
// of those that are there. It counts the keys for which something must be.
func (m *image) compare(tags map[string]int, into *findings) (keys, unknown uint64) {
	const found = "read-back"
	for i := range m.keys {
		k := &m.keys[i]
		switch is := tags[k.tag] > 0; {
		case k.busy || k.state == either:
			unknown++
		case is != (k.state == present):
			into.add(k.loss(found))
			keys++
		case k.added || k.touched > 0: // else nobody had to do with it
			keys++
		}
		tags[k.tag]-- // what is left is there twice
	}
	stranger := Loss{Image: m.id, Found: found, At: time.Now()}
	for _, tag := range m.kept {
		if keys++; tags[tag] == 0 {
			stranger.Kind, stranger.Tag, stranger.Exchange = LostAddition, tag, &m.made
			into.add(stranger)
		}
		tags[tag]--
	}
	for tag, n := range tags {
		if n > 0 {
			stranger.Kind, stranger.Tag, stranger.Exchange = Unexpected, tag, nil
			into.add(stranger)
		}
	}
	return keys, unknown
}
