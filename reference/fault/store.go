package fault

import (
	"slices"
	"time"

	"tagcheck/reference"
)

// tagChange adds or removes a tag of an image; do does it as it should be
// done.
type tagChange func(image reference.Record, tag string, do func(tag string) error) error

// onAdd changes what an addition does.
func onAdd(add tagChange) change {
	return records(func(r reference.Record) reference.Record { return &record{Record: r, add: add} })
}

// onRemove changes what a removal does.
func onRemove(remove tagChange) change {
	return records(func(r reference.Record) reference.Record { return &record{Record: r, remove: remove} })
}

// patchChange does a patch of an image; do does it as it should be done.
type patchChange func(image reference.Record, do func() (reference.Image, error)) (reference.Image, error)

// onPatch changes what a patch does.
func onPatch(patch patchChange) change {
	return records(func(r reference.Record) reference.Record { return &record{Record: r, patch: patch} })
}

// seen changes what is seen of an image, shown or listed.
func seen(look func(reference.Image) reference.Image) change {
	return func(p *reference.Parts) {
		records(func(r reference.Record) reference.Record { return &record{Record: r, look: look} })(p)
		p.Store = &pages{p.Store, look}
	}
}

// records wraps every image that is found.
func records(wrap func(reference.Record) reference.Record) change {
	return func(p *reference.Parts) { p.Store = &finder{p.Store, wrap} }
}

type finder struct {
	reference.Store
	wrap func(reference.Record) reference.Record
}

// Find gives the image in its wrapping.
func (f *finder) Find(id string) (reference.Record, error) {
	r, err := f.Store.Find(id)
	if err != nil {
		return nil, err
	}
	return f.wrap(r), nil
}

type pages struct {
	reference.Store
	look func(reference.Image) reference.Image
}

// Page gives a page of images as they are seen.
func (p *pages) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	images, more, err := p.Store.Page(sel)
	for i := range images {
		images[i] = p.look(images[i])
	}
	return images, more, err
}

// record is an image with some of its methods changed.
type record struct {
	reference.Record
	add, remove tagChange
	patch       patchChange
	look        func(reference.Image) reference.Image
	quota       func(quota int) int
}

// AddTag adds a tag in the changed way.
func (r *record) AddTag(tag string, quota int, now func() time.Time) error {
	if r.quota != nil {
		quota = r.quota(quota)
	}
	do := func(tag string) error { return r.Record.AddTag(tag, quota, now) }
	if r.add == nil {
		return do(tag)
	}
	return r.add(r.Record, tag, do)
}

// RemoveTag removes a tag in the changed way.
func (r *record) RemoveTag(tag string, now func() time.Time) error {
	do := func(tag string) error { return r.Record.RemoveTag(tag, now) }
	if r.remove == nil {
		return do(tag)
	}
	return r.remove(r.Record, tag, do)
}

// Patch does the patch in the changed way, and gives the image as it is seen.
func (r *record) Patch(p reference.Patch, quota int, now func() time.Time) (reference.Image, error) {
	if r.quota != nil {
		quota = r.quota(quota)
	}
	do := func() (reference.Image, error) { return r.Record.Patch(p, quota, now) }
	if r.patch == nil {
		return r.seen(do())
	}
	return r.seen(r.patch(r.Record, do))
}

// Image gives the image as it is seen.
func (r *record) Image() (reference.Image, error) { return r.seen(r.Record.Image()) }

func (r *record) seen(image reference.Image, err error) (reference.Image, error) {
	if err == nil && r.look != nil {
		image = r.look(image)
	}
	return image, err
}

// tagsOf gives the tags of an image now, sorted.
func tagsOf(image reference.Record) []string {
	now, _ := image.Image() // an image that is gone has none
	return now.Tags
}

func has(image reference.Record, tag string) bool { return slices.Contains(tagsOf(image), tag) }
