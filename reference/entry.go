package reference

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// entry is an image in the memory. The lock guards what follows it.
type entry struct {
	attrs    Attributes
	memory   *memory
	sequence int64 // order of creation

	mu      sync.RWMutex
	gone    bool
	name    *string // never written through: images that were given out share it
	updated time.Time
	tags    map[string]struct{}
}

func (e *entry) Attributes() *Attributes { return &e.attrs }

func (e *entry) AddTag(tag string, quota int, now func() time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return ErrNoImage
	}
	if _, has := e.tags[tag]; has {
		return nil
	}
	if quota > 0 && len(e.tags) >= quota {
		return ErrOverQuota
	}
	if !reserve(&e.memory.bytes, int64(len(tag)+tagCost), e.memory.maxBytes) {
		return ErrFull
	}
	// A copy, because the tag may be a part of a request, which should not be
	// kept with it.
	e.tags[strings.Clone(tag)] = struct{}{}
	e.updated = now()
	return nil
}

func (e *entry) RemoveTag(tag string, now func() time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return ErrNoImage
	}
	if _, has := e.tags[tag]; !has {
		return ErrNoTag
	}
	delete(e.tags, tag)
	e.updated = now()
	e.memory.bytes.Add(-int64(len(tag) + tagCost))
	return nil
}

func (e *entry) Rename(name *string, now func() time.Time) (Image, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return Image{}, ErrNoImage
	}
	if !reserve(&e.memory.bytes, nameCost(name)-nameCost(e.name), e.memory.maxBytes) {
		return Image{}, ErrFull
	}
	e.name = name
	e.updated = now()
	return e.image(), nil
}

func (e *entry) Image() (Image, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.gone {
		return Image{}, ErrNoImage
	}
	return e.image(), nil
}

// image is called with the lock held.
func (e *entry) image() Image {
	tags := slices.AppendSeq(make([]string, 0, len(e.tags)), maps.Keys(e.tags))
	slices.Sort(tags)
	return Image{Attributes: e.attrs, Name: e.name, Updated: e.updated, Tags: tags}
}

// cost estimates what the entry takes in memory, in octets.
func (e *entry) cost() int64 {
	cost := int64(imageCost+len(e.attrs.ID)+len(e.attrs.Owner)) + nameCost(e.name)
	for tag := range e.tags {
		cost += int64(len(tag) + tagCost)
	}
	return cost
}

func nameCost(name *string) int64 {
	if name == nil {
		return 0
	}
	return int64(len(*name))
}
