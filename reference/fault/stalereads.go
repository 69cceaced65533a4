package fault

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"tagcheck/reference"
)

// visibilityDelay is how long after its response a change becomes visible.
const visibilityDelay = 20 * time.Millisecond

// randomly lets answer handle 1 in n of the requests that match.
func randomly(n int, matches condition, answer func(x *exchange)) change {
	return when(allOf(matches, func(*exchange) bool { return rand.IntN(n) == 0 }), answer)
}

// laggingReplica answers every second read with the tags before the last change.
func laggingReplica(p *reference.Parts) {
	p.Store = &replicatedStore{Store: p.Store, old: map[string][]string{}}
}

type replicatedStore struct {
	reference.Store
	mu    sync.Mutex
	reads int
	old   map[string][]string // tags by image, before its last change
}

// Find returns the image as one of two replicas has it.
func (s *replicatedStore) Find(id string) (reference.Record, error) {
	r, err := s.Store.Find(id)
	if err != nil {
		return nil, err
	}
	hook := func(image reference.Record, tag string, apply func(string) error) error {
		before := currentTags(image)
		err := apply(tag)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.old[id] = before
		return err
	}
	read := func(image reference.Image) reference.Image {
		s.mu.Lock()
		defer s.mu.Unlock()
		if old, known := s.old[id]; known && s.reads%2 == 1 {
			image.Tags = old
		}
		s.reads++
		return image
	}
	return &hookedRecord{Record: r, add: hook, remove: hook, read: read}, nil
}

// cacheImages caches the representation of an image for each client. Only other
// requests of the same client to this image invalidate it.
func cacheImages(client func(x *exchange) string) change {
	return func(p *reference.Parts) {
		cache := newStringMap()
		onRequest(func(x *exchange) {
			key := client(x) + "\n" + x.image
			if cached := cache.get(key); isShowImage(x) && cached != "" {
				x.replyJSON(cached)
				return
			}
			a := x.capture()
			cache.set(key, "")
			if isShowImage(x) && a.status == http.StatusOK {
				cache.set(key, a.body.String())
			}
			x.send(a)
		})(p)
	}
}
