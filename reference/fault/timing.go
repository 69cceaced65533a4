package fault

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// timingFaults are mistakes that show now and then, late, or only for a while.
func timingFaults() []Fault {
	return slices.Concat(intermittentFaults(), lateFaults(), staleFaults())
}

func intermittentFaults() []Fault {
	some := func(name, caught, text string, n int, holds condition, do func(c *call)) Fault {
		return broken(name, caught, text, sometimes(n, holds, do)).oneIn(n)
	}
	done := func(c *call) { c.answer(http.StatusNoContent) }
	return []Fault{
		some("add-lost-1-in-100", "add.stores", "one addition in 100 answers 204 and is lost", 100, adding, done),
		some("remove-lost-1-in-100", "remove.deletes", "one removal in 100 answers 204 and is lost", 100, removing, done),
		some("answer-fails-behind-the-effect-1-in-50", "add.answers-204", "one addition in 50 is done and answers 500", 50, adding, func(c *call) {
			c.try()
			c.answer(http.StatusInternalServerError)
		}),
		broken("add-lands-elsewhere-1-in-100", "isolation.bystander", "one addition in 100 lands on the oldest image", elsewhere(100)).oneIn(100),
		some("no-answer-1-in-100", "robust.answers", "one request in 100 is not answered", 100, tagging, func(*call) { panic(http.ErrAbortHandler) }),
	}
}

// sometimes lets do answer one in n of the requests that meet a condition.
func sometimes(n int, holds condition, do func(c *call)) change {
	return when(all(holds, func(*call) bool { return rand.IntN(n) == 0 }), do)
}

// elsewhere lets one addition in n land on the oldest image.
func elsewhere(n int) change {
	return func(p *reference.Parts) {
		store := p.Store
		sometimes(n, adding, func(c *call) {
			if images := everyImage(store); len(images) > 0 {
				c = c.at("/v2/images/" + images[len(images)-1].ID + "/tags/" + c.tag)
			}
			c.serve()
		})(p)
	}
}

func lateFaults() []Fault {
	soon := 20 * time.Millisecond
	return []Fault{
		broken("add-shows-late", "add.visible", "an addition shows 20 ms after its 204", onAdd(func(image reference.Record, tag string, do func(string) error) error {
			later(soon, func() { _ = do(tag) })
			return nil
		})),
		broken("remove-shows-late", "remove.visible", "a removal shows 20 ms after its 204", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			if !has(image, tag) {
				return do(tag)
			}
			later(soon, func() { _ = do(tag) })
			return nil
		})),
		broken("add-reverts", "durable.added", "an addition is gone after 500 further changes, from a cache of that many", func(p *reference.Parts) {
			onAdd(undoing(500, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) }))(p)
		}),
		broken("remove-reverts", "durable.removed", "a removed tag is back after 150 further removals", func(p *reference.Parts) {
			onRemove(undoing(150, func(image reference.Record, tag string) { _ = image.AddTag(tag, 0, now) }))(p)
		}),
		broken("add-hangs", "add.length.accepted", "PUT of a tag of 64 characters is never answered", when(all(adding, tagIs(func(tag string) bool { return len(tag) == 64 })), hang)),
	}
}

// undoing does a change and undoes it once so many others have followed. It
// counts, and does not wait: what lives for one check alone never sees it.
func undoing(after int, undo func(image reference.Record, tag string)) tagChange {
	var mu sync.Mutex
	var undos []func()
	return func(image reference.Record, tag string, do func(string) error) error {
		err := do(tag)
		mu.Lock()
		defer mu.Unlock()
		undos = append(undos, func() { undo(image, tag) })
		if len(undos) > after {
			undos[0]()
			undos = undos[1:]
		}
		return err
	}
}

// later does something on its own, after the answer.
func later(d time.Duration, do func()) { time.AfterFunc(d, do) }

// hang answers nothing until the client is gone.
func hang(c *call) {
	<-c.r.Context().Done()
	panic(http.ErrAbortHandler)
}

func staleFaults() []Fault {
	return []Fault{
		broken("cached-by-connection", "add.visible", "each connection has a worker with a cache that only its own changes clear", cachingBy(func(c *call) string { return c.r.RemoteAddr })),
		broken("cached-by-user", "observe.users", "each user has a cache that only their own changes clear", cachingBy(token)),
		broken("replica-lags", "add.visible", "every second look is answered by a replica that lags one change behind", func(p *reference.Parts) { p.Store = &replicas{Store: p.Store, old: map[string][]string{}} }),
	}
}

// replicas answers every second look with the state before the last change.
type replicas struct {
	reference.Store
	mu    sync.Mutex
	looks int
	old   map[string][]string
}

// Find gives the image as one of two replicas has it.
func (s *replicas) Find(id string) (reference.Record, error) {
	r, err := s.Store.Find(id)
	if err != nil {
		return nil, err
	}
	changing := func(image reference.Record, tag string, do func(string) error) error {
		before := tagsOf(image)
		err := do(tag)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.old[id] = before
		return err
	}
	return &record{Record: r, add: changing, remove: changing, look: func(image reference.Image) reference.Image {
		s.mu.Lock()
		defer s.mu.Unlock()
		if old, known := s.old[id]; known && s.looks%2 == 1 {
			image.Tags = old
		}
		s.looks++
		return image
	}}, nil
}

// cachingBy shows an image as it was when whoever asks looked first, or changed
// it last.
func cachingBy(who func(c *call) string) change {
	return func(p *reference.Parts) {
		cache := newWords()
		handler(func(c *call) {
			key := who(c) + "\n" + c.image
			if cached := cache.get(key); showing(c) && cached != "" {
				c.show(cached)
				return
			}
			a := &reply{ResponseWriter: c.w, header: http.Header{}, status: http.StatusOK}
			c.next.ServeHTTP(a, c.r)
			cache.put(key, "")
			if showing(c) && a.status == http.StatusOK {
				cache.put(key, a.body.String())
			}
			a.send(c.w, c.r)
		})(p)
	}
}
