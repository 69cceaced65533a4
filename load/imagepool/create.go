package imagepool

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/model"
)

// createOrdered creates the images that the inventory orders, until it is stopped.
func (p *Pool) createOrdered() {
	for {
		number, ok := p.inventory.order()
		if !ok {
			return
		}
		image, err := p.create(number)
		if err != nil {
			p.stop(fmt.Errorf("cannot create an image for the load: %w", err))
			return
		}
		if place, vacant := p.inventory.add(number, image); vacant {
			image.Place = place
			p.options.Place(image)
		}
	}
}

// create creates an image with the tags that its layout has at the start.
func (p *Pool) create(number uint64) (*model.Image, error) {
	spec := p.options.Layout(number)
	sent := time.Now()
	created, err := p.post(spec.Tags[:spec.Present])
	if err != nil {
		return nil, err
	}
	spec.Made = p.exchange(http.MethodPost, imageapi.ImagesPath(p.options.Root), sent)
	return p.add(spec, created.ID, created.Tags)
}

// post creates an image with tags, or without them if the server refuses that.
func (p *Pool) post(tags []string) (imageapi.Image, error) {
	spec := imageapi.NewImage{Visibility: "private"}
	if !p.bare.Load() {
		spec.Tags = tags
	}
	created, err := p.tryCreate(spec)
	var refused *images.Refused
	if !errors.As(err, &refused) || !refused.Final() || len(spec.Tags) == 0 {
		return created, err
	}
	spec.Tags = nil
	created, withoutTags := p.tryCreate(spec)
	if withoutTags != nil {
		return created, fmt.Errorf("with %d tags: %w; without tags: %w", len(tags), err, withoutTags)
	}
	p.bare.Store(true)
	return created, nil
}

func (p *Pool) tryCreate(spec imageapi.NewImage) (created imageapi.Image, err error) {
	err = retry(p.creation, func() error {
		created, err = p.manager.Create(p.work, p.options.Client, string(target.Owner), spec)
		return err
	})
	return created, err
}

// add adds an image to the model, and adds those of its first tags that it does not have.
func (p *Pool) add(spec model.Spec, id string, has []string) (*model.Image, error) {
	root := p.options.Root
	spec.ID, spec.Path, spec.BaseURL = id, imageapi.ImagePath(root, id), imageapi.Origin(root)
	image := p.options.Model.NewImage(spec)
	for n, tag := range spec.Tags[:spec.Present] {
		if slices.Contains(has, tag) {
			continue
		}
		err := retry(p.creation, func() error {
			x := p.options.Client.AddTag(p.work, id, tag)
			if x.Status() != http.StatusNoContent {
				return &images.Refused{What: fmt.Sprintf("add tag %d of %d before the load", n+1, spec.Present), Exchange: x}
			}
			image.Acknowledge(n, x.Start, x.Duration, x.Status())
			return nil
		})
		if err = cmp.Or(err, p.creation.Err()); err != nil {
			return nil, err
		}
	}
	return image, nil
}

// borrow uses an image that exists. Its own tags stay, and leave less space for others.
func (p *Pool) borrow(id string) (*model.Image, error) {
	sent := time.Now()
	borrowed, err := p.manager.Borrow(p.work, p.options.Client, string(target.Owner), id)
	if err != nil {
		return nil, err
	}
	spec := p.options.Layout(0)
	space := spec.MaxTags - len(borrowed.Tags)
	if space < 1 {
		return nil, fmt.Errorf("image %s has %d tags already, which leaves no space for others (%d tags are allowed)",
			id, len(borrowed.Tags), spec.MaxTags)
	}
	if i := slices.IndexFunc(borrowed.Tags, func(tag string) bool { return slices.Contains(spec.Tags, tag) }); i >= 0 {
		return nil, fmt.Errorf("image %s has the tag %q, which this load would add: remove it, or use another seed",
			id, borrowed.Tags[i])
	}
	spec.MaxTags, spec.Present, spec.Kept = space, min(spec.Present, space), borrowed.Tags
	spec.Made = p.exchange(http.MethodGet, imageapi.ImagePath(p.options.Root, id), sent)
	spec.Made.Status = http.StatusOK
	return p.add(spec, id, borrowed.Tags)
}

// exchange describes a request that was answered just now.
func (p *Pool) exchange(method, path string, sent time.Time) model.Exchange {
	root := p.options.Root
	return model.Exchange{Method: method, URL: imageapi.Origin(root) + path, Sent: sent, Answered: time.Now()}
}
