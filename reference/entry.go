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

func (e *entry) Image() (Image, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.gone {
		return Image{}, ErrNoImage
	}
	tags := slices.AppendSeq(make([]string, 0, len(e.tags)), maps.Keys(e.tags))
	slices.Sort(tags)
	return Image{Attributes: e.attrs, Updated: e.updated, Tags: tags}, nil
}

// cost estimates what the entry takes in memory, in octets.
func (e *entry) cost() int64 {
	cost := imageCost + len(e.attrs.ID) + len(e.attrs.Owner)
	if e.attrs.Name != nil {
		cost += len(*e.attrs.Name)
	}
	for tag := range e.tags {
		cost += len(tag) + tagCost
	}
	return int64(cost)
}
