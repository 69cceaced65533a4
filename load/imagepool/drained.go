package imagepool

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/load/model"
)

// releaseDrained reads back and releases drained images as they come. Release tries again
// what fails here.
func (p *Pool) releaseDrained() {
	for {
		select {
		case image := <-p.drained:
			p.readBackAndRelease(image)
			continue
		case <-p.quit:
		}
		select {
		case image := <-p.drained:
			p.readBackAndRelease(image)
		default:
			return
		}
	}
}

func (p *Pool) readBackAndRelease(image *model.Image) {
	p.readBack(p.work, image)
	if p.work.Err() == nil {
		_ = p.manager.Release(p.work, image.ID())
	}
	p.inventory.released(image)
}

// readBack compares an image with the model, once all changes must be visible. An image
// that does not exist any more has lost all its tags.
func (p *Pool) readBack(ctx context.Context, image *model.Image) {
	tags, err := p.read(ctx, image)
	var refused *images.Refused
	if errors.As(err, &refused) && isGone(refused.Exchange.Status()) {
		tags, err = nil, nil
	}
	if err != nil {
		p.options.Model.Unread(err)
		return
	}
	image.ReadBack(tags)
}

func isGone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

func (p *Pool) read(ctx context.Context, image *model.Image) (tags []string, err error) {
	if err := images.Wait(ctx, time.Until(image.VisibleAt())); err != nil {
		return nil, fmt.Errorf("image %s was not read back: %w", image.ID(), err)
	}
	err = retry(ctx, func() error {
		x := p.options.Client.ShowImage(ctx, image.ID())
		shown, err := imageapi.DecodeImage(x.Content())
		if x.Status() != http.StatusOK || err != nil || shown.ID != image.ID() {
			return &images.Refused{What: "read back image " + image.ID(), Exchange: x}
		}
		tags = shown.Tags
		return nil
	})
	return tags, err
}
