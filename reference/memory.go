package reference

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// shardCount spreads the images over enough locks that finding one is never
// what a request waits for.
const shardCount = 64

// Rough costs in octets, for the limit on memory: what an entry takes beside
// its strings.
const (
	imageCost = 512
	tagCost   = 64
	usedCost  = 64
)

// memory is a store that lives as long as the process.
type memory struct {
	seed   maphash.Seed
	shards [shardCount]shard

	maxImages int64
	maxBytes  int64
	images    atomic.Int64
	bytes     atomic.Int64
	sequence  atomic.Int64
}

// shard holds the images whose ids hash to it. Its lock is taken before the
// lock of an image.
type shard struct {
	mu     sync.RWMutex
	images map[string]*entry
	used   map[string]struct{} // ids of deleted images
}

func newMemory(maxImages int, maxBytes int64) *memory {
	m := &memory{seed: maphash.MakeSeed(), maxImages: int64(maxImages), maxBytes: maxBytes}
	for i := range m.shards {
		m.shards[i].images = make(map[string]*entry)
		m.shards[i].used = make(map[string]struct{})
	}
	return m
}

func (m *memory) shard(id string) *shard {
	return &m.shards[maphash.String(m.seed, id)%shardCount]
}

func (m *memory) Find(id string) (Record, error) {
	s := m.shard(id)
	s.mu.RLock()
	e := s.images[id]
	s.mu.RUnlock()
	if e == nil {
		return nil, ErrNoImage
	}
	return e, nil
}

// reserve adds n to a counter unless that would exceed the limit.
func reserve(counter *atomic.Int64, n, limit int64) bool {
	if counter.Add(n) <= limit {
		return true
	}
	counter.Add(-n)
	return false
}

func (m *memory) Insert(img Image, quota int) error {
	e := &entry{attrs: img.Attributes, memory: m, name: img.Name, updated: img.Updated, tags: make(map[string]struct{}, len(img.Tags))}
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

func (m *memory) Remove(id string) error {
	s := m.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.images[id]
	if e == nil {
		return ErrNoImage
	}
	// Marked before it is unlinked, so that a request which has already found
	// the image cannot tag it once it is deleted.
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

func (m *memory) Page(sel Selection) ([]Image, bool, error) {
	entries := m.wanted(sel.Wanted)
	start := 0
	if sel.Marker != "" {
		at := slices.IndexFunc(entries, func(e *entry) bool { return e.attrs.ID == sel.Marker })
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

// wanted returns the newest entries first.
func (m *memory) wanted(keep func(*Attributes) bool) []*entry {
	var entries []*entry
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
	slices.SortFunc(entries, func(a, b *entry) int { return cmp.Compare(b.sequence, a.sequence) })
	return entries
}

func hasName(img Image, wanted *string) bool {
	return wanted == nil || img.Name != nil && *img.Name == *wanted
}

// hasAll reports whether sorted holds every wanted tag.
func hasAll(sorted, wanted []string) bool {
	for _, tag := range wanted {
		if _, has := slices.BinarySearch(sorted, tag); !has {
			return false
		}
	}
	return true
}
