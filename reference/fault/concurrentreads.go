package fault

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// concurrentReadFaults show a wrong state to reads that run at the same time as
// writes.
func concurrentReadFaults() []Fault {
	faults := []Fault{
		newFault("race-rewrites-all", "concurrent.reads",
			"PUT deletes all tags and inserts them again, and reads see the time in between", rewriteAllTags),
		newFault("race-stale-cache", "concurrent.reads-current",
			"GET caches an image although PUT has changed it since GET read it", withInFlight(cacheStaleReads)),
		newFault("race-torn-read", "concurrent.linearizable.images",
			"GET reads one half of the tags and the other half later", withInFlight(tearReads)),
		newFault("race-old-after-new", "concurrent.linearizable.tags",
			"during a change, GET is answered in turn by a replica with it and a replica without it",
			withInFlight(alternateReplicas)),
	}
	for _, age := range []time.Duration{time.Millisecond, 5 * time.Millisecond, 50 * time.Millisecond} {
		text := fmt.Sprintf("GET is answered from a cache for %s, whatever changes", age)
		faults = append(faults, newFault("cache-of-"+age.String(), "concurrent.linearizable.tags", text, cacheFor(age)))
	}
	return faults
}

func rewriteAllTags(p *reference.Parts) {
	locks := newKeyedLocks()
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		lock := locks.get(image.Attributes().ID)
		lock.Lock()
		defer lock.Unlock()
		before := currentTags(image)
		for _, there := range before {
			_ = image.RemoveTag(there, now)
		}
		time.Sleep(raceWindow)
		for _, there := range before {
			_ = image.AddTag(there, 0, now)
		}
		return apply(tag)
	})(p)
}

// cacheStaleReads caches what GET returns until a request changes the image. A
// change while GET runs does not invalidate the entry that GET then creates.
func cacheStaleReads(f inFlight) []change {
	cache := newStringMap()
	return []change{when(hasImage, func(x *exchange) {
		if !isShowImage(x) {
			x.forward()
			cache.clear()
			return
		}
		key := x.token() + " " + x.image
		if cached := cache.get(key); cached != "" {
			x.replyJSON(cached)
			return
		}
		a := x.capture()
		f.pause(x.image, raceWindow)
		if a.status == http.StatusOK {
			cache.setOnce(key, a.body.String())
		}
		x.send(a)
	})}
}

// tearReads reads tags whose last byte is even later than the others.
func tearReads(f inFlight) []change {
	return []change{func(p *reference.Parts) {
		store := p.Store
		onRead(func(image reference.Image) reference.Image {
			f.pause(image.ID, 2*raceWindow)
			later, err := store.Find(image.ID)
			if err != nil {
				return image
			}
			isLate := func(tag string) bool { return tag != "" && tag[len(tag)-1]%2 == 0 }
			torn := slices.DeleteFunc(slices.Clone(image.Tags), isLate)
			for _, tag := range currentTags(later) {
				if isLate(tag) {
					torn = append(torn, tag)
				}
			}
			image.Tags = torn
			return image
		})(p)
	}}
}

// alternateReplicas shows an image that is being changed alternately with and
// without the change.
func alternateReplicas(f inFlight) []change {
	var mu sync.Mutex
	before, reads := map[string][]string{}, 0
	hook := func(image reference.Record, tag string, apply func(string) error) error {
		id, tags := image.Attributes().ID, currentTags(image)
		if err := apply(tag); err != nil {
			return err
		}
		mu.Lock()
		before[id] = tags
		mu.Unlock()
		f.pause(id, 4*raceWindow)
		mu.Lock()
		delete(before, id)
		mu.Unlock()
		return nil
	}
	return []change{onAdd(hook), onRemove(hook), onRead(func(image reference.Image) reference.Image {
		mu.Lock()
		defer mu.Unlock()
		if tags, there := before[image.ID]; there {
			if reads++; reads%2 == 0 {
				image.Tags = tags
			}
		}
		return image
	})}
}

// cacheFor answers GET from a cache whose entries expire after a time. Nothing
// invalidates them earlier.
func cacheFor(age time.Duration) change {
	type entry struct {
		text string
		at   time.Time
	}
	return func(p *reference.Parts) {
		var mu sync.Mutex
		cache := map[string]entry{}
		when(isShowImage, func(x *exchange) {
			key := x.token() + " " + x.image
			mu.Lock()
			cached := cache[key]
			mu.Unlock()
			if time.Since(cached.at) < age {
				x.replyJSON(cached.text)
				return
			}
			began := time.Now()
			a := x.capture()
			if a.status == http.StatusOK {
				mu.Lock()
				cache[key] = entry{a.body.String(), began}
				mu.Unlock()
			}
			x.send(a)
		})(p)
	}
}
