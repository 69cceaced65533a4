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
	attrs    attributes
	memory   *memory
	sequence int64 // order of creation

	mu      sync.RWMutex
	gone    bool
	updated time.Time
	tags    map[string]struct{}
}

func (e *entry) attributes() *attributes { return &e.attrs }

func (e *entry) addTag(tag string, quota int, now func() time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return errNoImage
	}
	if _, has := e.tags[tag]; has {
		return nil
	}
	if quota > 0 && len(e.tags) >= quota {
		return errOverQuota
	}
	if !reserve(&e.memory.bytes, int64(len(tag)+tagCost), e.memory.maxBytes) {
		return errFull
	}
	// A copy, because the tag may be a part of a request, which should not be
	// kept with it.
	e.tags[strings.Clone(tag)] = struct{}{}
	e.updated = now()
	return nil
}

func (e *entry) removeTag(tag string, now func() time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return errNoImage
	}
	if _, has := e.tags[tag]; !has {
		return errNoTag
	}
	delete(e.tags, tag)
	e.updated = now()
	e.memory.bytes.Add(-int64(len(tag) + tagCost))
	return nil
}

func (e *entry) image() (image, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.gone {
		return image{}, errNoImage
	}
	tags := slices.AppendSeq(make([]string, 0, len(e.tags)), maps.Keys(e.tags))
	slices.Sort(tags)
	return image{attributes: e.attrs, updated: e.updated, tags: tags}, nil
}

// cost estimates what the entry takes in memory, in octets.
func (e *entry) cost() int64 {
	cost := imageCost + len(e.attrs.id) + len(e.attrs.owner)
	if e.attrs.name != nil {
		cost += len(*e.attrs.name)
	}
	for tag := range e.tags {
		cost += len(tag) + tagCost
	}
	return int64(cost)
}
