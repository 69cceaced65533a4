package reference

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// memoryImage is an image in a [memoryStore]. The mutex protects the fields after
// it.
type memoryImage struct {
	attrs    Attributes
	memory   *memoryStore
	sequence int64 // order of creation

	mu      sync.RWMutex
	gone    bool    // deleted
	name    *string // the string is never changed: snapshots share it
	updated time.Time
	tags    map[string]struct{}
}

func (e *memoryImage) Attributes() *Attributes { return &e.attrs }

func (e *memoryImage) AddTag(tag string, quota int, now func() time.Time) error {
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
	// A copy: the tag may be part of a larger string of the request, which would
	// stay in memory with it.
	e.tags[strings.Clone(tag)] = struct{}{}
	e.updated = now()
	return nil
}

func (e *memoryImage) RemoveTag(tag string, now func() time.Time) error {
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

func (e *memoryImage) Patch(p Patch, quota int, now func() time.Time) (Image, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	name, tags := e.name, e.tags
	if p.Renames {
		name = p.Name
	}
	if p.Retags {
		tags = setOf(p.Tags)
	}
	switch {
	case e.gone:
		return Image{}, ErrNoImage
	case p.Retags && quota > 0 && len(tags) > quota:
		return Image{}, ErrOverQuota
	case !reserve(&e.memory.bytes, nameCost(name)+tagsCost(tags)-nameCost(e.name)-tagsCost(e.tags), e.memory.maxBytes):
		return Image{}, ErrFull
	}
	e.name, e.tags = name, tags
	e.updated = now()
	return e.image(), nil
}

// setOf returns a set of copies of the tags: they may be parts of a larger string
// of the request, which would stay in memory with them.
func setOf(tags []string) map[string]struct{} {
	set := make(map[string]struct{}, len(tags))
	for _, tag := range tags {
		set[strings.Clone(tag)] = struct{}{}
	}
	return set
}

func (e *memoryImage) Image() (Image, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.gone {
		return Image{}, ErrNoImage
	}
	return e.image(), nil
}

// image returns a snapshot. The caller holds the lock.
func (e *memoryImage) image() Image {
	tags := slices.AppendSeq(make([]string, 0, len(e.tags)), maps.Keys(e.tags))
	slices.Sort(tags)
	return Image{Attributes: e.attrs, Name: e.name, Updated: e.updated, Tags: tags}
}

// cost estimates the memory that the image takes, in bytes.
func (e *memoryImage) cost() int64 {
	return int64(imageCost+len(e.attrs.ID)+len(e.attrs.Owner)) + nameCost(e.name) + tagsCost(e.tags)
}

func tagsCost(tags map[string]struct{}) int64 {
	var cost int64
	for tag := range tags {
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
