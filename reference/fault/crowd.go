package fault

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tagcheck/reference"
)

// crowd tells how many requests are on their way to an image. A server has one
// of its own.
type crowd struct{ inside *tally }

// crowded makes changes that need to know of the crowd.
func crowded(make func(c crowd) []change) change {
	return func(p *reference.Parts) {
		c := crowd{newTally()}
		for _, change := range make(c) {
			change(p)
		}
		when(func(c *call) bool { return c.image != "" }, func(r *call) {
			c.inside.add(r.image, 1)
			defer c.inside.add(r.image, -1)
			r.serve()
		})(p)
	}
}

// alone is how long a request waits for a crowd.
const alone = 200 * time.Microsecond

// pause holds a race open for a while; who stays alone is not kept long.
func (c crowd) pause(image string, window time.Duration) {
	time.Sleep(min(window, alone))
	if window > alone && c.inside.get(image) > 1 {
		time.Sleep(window - alone)
	}
}

// crowdFaults are mistakes that only show while several requests are on their
// way to one image: in what is lost, in what is read, in whose answer is whose.
func crowdFaults() []Fault {
	faults := []Fault{
		broken("race-brings-tags-back", "concurrent.mixed", "PUT inserts all tags that it has loaded again, with its own: what was removed meanwhile is back", crowded(func(c crowd) []change {
			return []change{onAdd(func(image reference.Record, tag string, do func(string) error) error {
				before := tagsOf(image)
				c.pause(image.Attributes().ID, gap)
				for _, there := range before {
					_ = image.AddTag(there, 0, now)
				}
				return do(tag)
			})}
		})),
		broken("race-swaps-answers", "concurrent.answers", "of two requests that are on their way together each gets the other's answer", crowded(swapping)),
		broken("race-stale-cache", "concurrent.reads-current", "what GET has read goes to a cache although PUT has changed it since", crowded(caching)),
		broken("race-torn-read", "concurrent.linearizable.images", "GET reads one half of the tags and, a little later, the other", crowded(tearing)),
		broken("race-old-after-new", "concurrent.linearizable.tags", "while a change is on its way GET is answered by two replicas in turn, of which one has it", crowded(inverting)),
	}
	for _, window := range []time.Duration{100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond} {
		faults = append(faults, broken("race-window-of-"+strings.Replace(window.String(), "µ", "u", 1), "concurrent.adds-kept", fmt.Sprintf("PUT loads the tags and stores them %s later, without a lock", window), losing(window)))
	}
	for _, age := range []time.Duration{time.Millisecond, 5 * time.Millisecond, 50 * time.Millisecond} {
		faults = append(faults, broken("cache-of-"+age.String(), "concurrent.linearizable.tags", fmt.Sprintf("GET is answered from a cache for %s", age), agedCache(age)))
	}
	return faults
}

// losing stores the tags as they were when the window opened, and one more.
func losing(window time.Duration) change {
	return crowded(func(c crowd) []change {
		return []change{onAdd(func(image reference.Record, tag string, do func(string) error) error {
			wanted := append(tagsOf(image), tag)
			c.pause(image.Attributes().ID, window)
			err := do(tag)
			for _, there := range tagsOf(image) {
				if err == nil && !slices.Contains(wanted, there) {
					_ = image.RemoveTag(there, now)
				}
			}
			return err
		})}
	})
}

// swapping holds an answer back for another one, and gives each to the other.
func swapping(c crowd) []change {
	type meeting struct{ first, second chan *reply }
	waiting := make(chan meeting)
	return []change{when(tagging, func(r *call) {
		own := r.try()
		time.Sleep(alone)
		if c.inside.get(r.image) > 1 {
			mine := meeting{make(chan *reply, 1), make(chan *reply, 1)}
			select {
			case other := <-waiting:
				other.second <- own
				own = <-other.first
			case waiting <- mine:
				mine.first <- own
				own = <-mine.second
			case <-time.After(gap):
			}
		}
		own.send(r.w, r.r)
	})}
}

// caching keeps what GET shows until the image changes. A change that comes
// while GET is at work goes unnoticed.
func caching(c crowd) []change {
	cache := newWords()
	return []change{when(func(r *call) bool { return r.image != "" }, func(r *call) {
		if !showing(r) {
			r.serve()
			cache.clear()
			return
		}
		key := token(r) + " " + r.image
		if kept := cache.get(key); kept != "" {
			r.show(kept)
			return
		}
		a := r.try()
		c.pause(r.image, gap)
		if a.status == http.StatusOK {
			cache.putOnce(key, a.body.String())
		}
		a.send(r.w, r.r)
	})}
}

// tearing shows every other tag as it is a little later.
func tearing(c crowd) []change {
	return []change{func(p *reference.Parts) {
		store := p.Store
		seen(func(image reference.Image) reference.Image {
			c.pause(image.ID, 2*gap)
			later, err := store.Find(image.ID)
			if err != nil {
				return image
			}
			isLate := func(tag string) bool { return tag != "" && tag[len(tag)-1]%2 == 0 }
			torn := slices.DeleteFunc(slices.Clone(image.Tags), isLate)
			for _, tag := range tagsOf(later) {
				if isLate(tag) {
					torn = append(torn, tag)
				}
			}
			image.Tags = torn
			return image
		})(p)
	}}
}

// inverting lets those who look while a change is on its way see it and not see
// it in turn.
func inverting(c crowd) []change {
	var mu sync.Mutex
	before, looks := map[string][]string{}, 0
	changing := func(image reference.Record, tag string, do func(string) error) error {
		id, tags := image.Attributes().ID, tagsOf(image)
		if err := do(tag); err != nil {
			return err
		}
		mu.Lock()
		before[id] = tags
		mu.Unlock()
		c.pause(id, 4*gap)
		mu.Lock()
		delete(before, id)
		mu.Unlock()
		return nil
	}
	return []change{onAdd(changing), onRemove(changing), seen(func(image reference.Image) reference.Image {
		mu.Lock()
		defer mu.Unlock()
		if tags, there := before[image.ID]; there {
			if looks++; looks%2 == 0 {
				image.Tags = tags
			}
		}
		return image
	})}
}

// agedCache answers GET with what the last one was answered, for a time.
func agedCache(age time.Duration) change {
	return func(p *reference.Parts) {
		var mu sync.Mutex
		texts, since := map[string]string{}, map[string]time.Time{}
		when(showing, func(c *call) {
			key := token(c) + " " + c.image
			mu.Lock()
			text, at := texts[key], since[key]
			mu.Unlock()
			if time.Since(at) < age {
				c.show(text)
				return
			}
			at = time.Now()
			a := c.try()
			if a.status == http.StatusOK {
				mu.Lock()
				texts[key], since[key] = a.body.String(), at
				mu.Unlock()
			}
			a.send(c.w, c.r)
		})(p)
	}
}

// crowdVariants are right, and have their own way with many requests at a time.
func crowdVariants() []Variant {
	return []Variant{
		right("throttles-a-crowd", "RFC 6585, 4", "answers 429 with Retry-After while more than three requests are on their way to an image", crowded(throttling(http.StatusTooManyRequests))),
		right("overloaded-by-a-crowd", "RFC 9110, 15.6.4", "answers 503 with Retry-After while more than three requests are on their way to an image", crowded(throttling(http.StatusServiceUnavailable))),
		right("one-at-a-time", "both operations: no word of how long they take", "changes of an image wait for each other, a millisecond each", func(p *reference.Parts) {
			locks := newLocks()
			when(tagging, func(c *call) {
				lock := locks.of(c.image)
				if !lock.TryLock() {
					lock.Lock()
					time.Sleep(time.Millisecond)
				}
				defer lock.Unlock()
				c.serve()
			})(p)
		}),
	}
}

func throttling(status int) func(c crowd) []change {
	return func(c crowd) []change {
		return []change{when(tagging, func(r *call) {
			c.pause(r.image, alone)
			if c.inside.get(r.image) > 3 {
				r.w.Header().Set("Retry-After", "0")
				r.answer(status)
				return
			}
			r.serve()
		})}
	}
}
