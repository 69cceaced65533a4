package fault

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"tagcheck/reference"
)

// errBroken is what the store says when it fails; it is answered 500.
var errBroken = errors.New("the store failed")

func now() time.Time { return time.Now() }

// tally counts by key.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

func (t *tally) add(key string, n int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[key] += n
	return t.counts[key]
}

func (t *tally) get(key string) int { return t.add(key, 0) }

func (t *tally) set(key string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[key] = n
}

// counter counts calls by key, from 1.
func counter() func(key string) int {
	t := newTally()
	return func(key string) int { return t.add(key, 1) }
}

// set is a set of strings.
type set struct{ tally *tally }

func newSet() set { return set{newTally()} }

func (s set) put(key string)      { s.tally.set(key, 1) }
func (s set) has(key string) bool { return s.tally.get(key) > 0 }

// take removes a key and says whether it was there.
func (s set) take(key string) bool {
	s.tally.mu.Lock()
	defer s.tally.mu.Unlock()
	there := s.tally.counts[key] > 0
	delete(s.tally.counts, key)
	return there
}

// remembering tells do whether the image of a request was deleted before.
func remembering(do func(c *call, gone bool)) change {
	return func(p *reference.Parts) {
		gone := newSet()
		handler(func(c *call) {
			do(c, gone.has(c.image))
			if c.r.Method == http.MethodDelete && c.image != "" && !strings.Contains(c.path(), "/tags") {
				gone.put(c.image)
			}
		})(p)
	}
}

// makingImages makes the image that a tag is added to where it is missing.
func makingImages(p *reference.Parts) {
	store := p.Store
	when(adding, func(c *call) {
		if _, err := store.Find(c.image); err != nil && strings.Count(c.image, "-") == 4 {
			attributes := reference.Attributes{ID: c.image, Visibility: "private", Owner: "alpha", Created: now()}
			_ = store.Insert(reference.Image{Attributes: attributes, Updated: now(), Tags: []string{}}, 0)
		}
		c.serve()
	})(p)
}

// keys gives what the set holds, in no order.
func (s set) keys() []string {
	s.tally.mu.Lock()
	defer s.tally.mu.Unlock()
	var keys []string
	for key, n := range s.tally.counts {
		if n > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// words keeps a word by key.
type words struct {
	mu   sync.Mutex
	kept map[string]string
}

func newWords() *words { return &words{kept: map[string]string{}} }

func (w *words) put(key, word string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept[key] = word
}

func (w *words) get(key string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept[key]
}

// clear forgets everything.
func (w *words) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.kept)
}

// putOnce keeps the first word of a key and gives that.
func (w *words) putOnce(key, word string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if kept, there := w.kept[key]; there {
		return kept
	}
	w.kept[key] = word
	return word
}
