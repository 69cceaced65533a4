package reference

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// shardCount is the number of locks that the images are spread over. With so many
// requests rarely wait for each other to find an image.
const shardCount = 64

// Estimated costs in bytes, for the limit on memory: what an image, a tag and the
// ID of a deleted image take in addition to their strings.
const (
	imageCost = 512
	tagCost   = 64
	usedCost  = 64
)

// memoryStore is a store in memory.
type memoryStore struct {
	seed   maphash.Seed
	shards [shardCount]shard

	maxImages int64
	maxBytes  int64
	images    atomic.Int64
	bytes     atomic.Int64
	sequence  atomic.Int64
}

// shard contains the images whose IDs have the same hash. Lock it before an image,
// never after.
type shard struct {
	mu     sync.RWMutex
	images map[string]*memoryImage
	used   map[string]struct{} // IDs of deleted images
}

func newMemoryStore(maxImages int, maxBytes int64) *memoryStore {
	m := &memoryStore{seed: maphash.MakeSeed(), maxImages: int64(maxImages), maxBytes: maxBytes}
	for i := range m.shards {
		m.shards[i].images = make(map[string]*memoryImage)
		m.shards[i].used = make(map[string]struct{})
	}
	return m
}

func (m *memoryStore) shard(id string) *shard {
	return &m.shards[maphash.String(m.seed, id)%shardCount]
}

func (m *memoryStore) Find(id string) (Record, error) {
	s := m.shard(id)
	s.mu.RLock()
	e := s.images[id]
	s.mu.RUnlock()
	if e == nil {
		return nil, ErrNoImage
	}
	return e, nil
}

// reserve adds n to a counter, unless the result would exceed the limit.
func reserve(counter *atomic.Int64, n, limit int64) bool {
	if counter.Add(n) <= limit {
		return true
	}
	counter.Add(-n)
	return false
}

func (m *memoryStore) Insert(img Image, quota int) error {
	e := &memoryImage{
		attrs: img.Attributes, memory: m, name: img.Name, updated: img.Updated,
		tags: make(map[string]struct{}, len(img.Tags)),
	}
	for _, tag := range img.Tags {
		e.tags[tag] = struct{}{}
	}
	if quota > 0 && len(e.tags) > quota {
		return ErrOverQuota
	}
	s := m.shard(img.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, used := s.used[img.ID]; used || s.images[img.ID] != nil {
		return ErrTaken
	}
	if !reserve(&m.images, 1, m.maxImages) {
		return ErrFull
	}
	if !reserve(&m.bytes, e.cost(), m.maxBytes) {
		m.images.Add(-1)
		return ErrFull
	}
	e.sequence = m.sequence.Add(1)
	s.images[img.ID] = e
	return nil
}

func (m *memoryStore) Remove(id string) error {
	s := m.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.images[id]
	if e == nil {
		return ErrNoImage
	}
	// Marked as deleted before it is removed from the shard: a request that has
	// already found the image must not tag it.
	e.mu.Lock()
	e.gone = true
	cost := e.cost()
	e.mu.Unlock()
	delete(s.images, id)
	s.used[id] = struct{}{}
	m.images.Add(-1)
	m.bytes.Add(int64(len(id)+usedCost) - cost)
	return nil
}

func (m *memoryStore) Page(sel Selection) ([]Image, bool, error) {
	entries := m.wanted(sel.Wanted)
	start := 0
	if sel.Marker != "" {
		at := slices.IndexFunc(entries, func(e *memoryImage) bool { return e.attrs.ID == sel.Marker })
		if at < 0 {
			return nil, false, ErrNoImage
		}
		start = at + 1
	}
	images := []Image{}
	for _, e := range entries[start:] {
		img, err := e.Image()
		if err != nil || !hasName(img, sel.Name) || !hasAll(img.Tags, sel.Tags) {
			continue
		}
		if len(images) >= sel.Limit {
			return images, true, nil
		}
		images = append(images, img)
	}
	return images, false, nil
}

// wanted returns the wanted images, the newest first.
func (m *memoryStore) wanted(keep func(*Attributes) bool) []*memoryImage {
	var entries []*memoryImage
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.RLock()
		for _, e := range s.images {
			if keep(&e.attrs) {
				entries = append(entries, e)
			}
		}
		s.mu.RUnlock()
	}
	slices.SortFunc(entries, func(a, b *memoryImage) int { return cmp.Compare(b.sequence, a.sequence) })
	return entries
}

func hasName(img Image, wanted *string) bool {
	return wanted == nil || img.Name != nil && *img.Name == *wanted
}

// hasAll reports whether a sorted list contains all wanted tags.
func hasAll(sorted, wanted []string) bool {
	for _, tag := range wanted {
		if _, has := slices.BinarySearch(sorted, tag); !has {
			return false
		}
	}
	return true
}
