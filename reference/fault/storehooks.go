package fault

import (
	"slices"
	"time"

	"tagcheck/reference"
)

// tagHook adds or removes a tag of an image. The function apply does it
// correctly.
type tagHook func(image reference.Record, tag string, apply func(tag string) error) error

// onAdd replaces the addition of a tag.
func onAdd(hook tagHook) change {
	return wrapRecords(func(r reference.Record) reference.Record { return &hookedRecord{Record: r, add: hook} })
}

// onRemove replaces the removal of a tag.
func onRemove(hook tagHook) change {
	return wrapRecords(func(r reference.Record) reference.Record { return &hookedRecord{Record: r, remove: hook} })
}

// patchHook patches an image. The function apply does it correctly.
type patchHook func(image reference.Record, apply func() (reference.Image, error)) (reference.Image, error)

// onPatch replaces the patch of an image.
func onPatch(hook patchHook) change {
	return wrapRecords(func(r reference.Record) reference.Record { return &hookedRecord{Record: r, patch: hook} })
}

// onRead changes an image when it is read, alone or in a list.
func onRead(edit func(reference.Image) reference.Image) change {
	return func(p *reference.Parts) {
		wrapRecords(func(r reference.Record) reference.Record { return &hookedRecord{Record: r, read: edit} })(p)
		p.Store = &editedPages{p.Store, edit}
	}
}

// changeQuota replaces the quota of tags that the store enforces.
func changeQuota(other func(quota int) int) change {
	return wrapRecords(func(r reference.Record) reference.Record { return &hookedRecord{Record: r, quota: other} })
}

// wrapRecords wraps every image that the store finds.
func wrapRecords(wrap func(reference.Record) reference.Record) change {
	return func(p *reference.Parts) { p.Store = &recordWrapper{p.Store, wrap} }
}

type recordWrapper struct {
	reference.Store
	wrap func(reference.Record) reference.Record
}

// Find returns the wrapped image.
func (s *recordWrapper) Find(id string) (reference.Record, error) {
	r, err := s.Store.Find(id)
	if err != nil {
		return nil, err
	}
	return s.wrap(r), nil
}

// editedPages changes the images of a list.
type editedPages struct {
	reference.Store
	edit func(reference.Image) reference.Image
}

// Page returns the changed images.
func (s *editedPages) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	images, more, err := s.Store.Page(sel)
	for i := range images {
		images[i] = s.edit(images[i])
	}
	return images, more, err
}

// hookedRecord is an image with some of its methods replaced.
type hookedRecord struct {
	reference.Record
	add, remove tagHook
	patch       patchHook
	read        func(reference.Image) reference.Image
	quota       func(quota int) int
}

// AddTag adds a tag by the hook.
func (r *hookedRecord) AddTag(tag string, quota int, now func() time.Time) error {
	if r.quota != nil {
		quota = r.quota(quota)
	}
	apply := func(tag string) error { return r.Record.AddTag(tag, quota, now) }
	if r.add == nil {
		return apply(tag)
	}
	return r.add(r.Record, tag, apply)
}

// RemoveTag removes a tag by the hook.
func (r *hookedRecord) RemoveTag(tag string, now func() time.Time) error {
	apply := func(tag string) error { return r.Record.RemoveTag(tag, now) }
	if r.remove == nil {
		return apply(tag)
	}
	return r.remove(r.Record, tag, apply)
}

// Patch patches the image by the hook, and returns it as it is read.
func (r *hookedRecord) Patch(p reference.Patch, quota int, now func() time.Time) (reference.Image, error) {
	if r.quota != nil {
		quota = r.quota(quota)
	}
	apply := func() (reference.Image, error) { return r.Record.Patch(p, quota, now) }
	if r.patch == nil {
		return r.edited(apply())
	}
	return r.edited(r.patch(r.Record, apply))
}

// Image returns the image as it is read.
func (r *hookedRecord) Image() (reference.Image, error) { return r.edited(r.Record.Image()) }

func (r *hookedRecord) edited(image reference.Image, err error) (reference.Image, error) {
	if err == nil && r.read != nil {
		image = r.read(image)
	}
	return image, err
}

// currentTags returns the tags of an image, sorted; none if it was deleted.
func currentTags(image reference.Record) []string {
	current, _ := image.Image()
	return current.Tags
}

func hasTag(image reference.Record, tag string) bool { return slices.Contains(currentTags(image), tag) }

// tagKey is the key of a tag of an image in the state of a server.
func tagKey(image reference.Record, tag string) string { return image.Attributes().ID + "\n" + tag }

// allImages returns all images of a store, the newest first.
func allImages(store reference.Store) []reference.Image {
	every := reference.Selection{Wanted: func(*reference.Attributes) bool { return true }, Limit: 10_000}
	images, _, _ := store.Page(every)
	return images
}
