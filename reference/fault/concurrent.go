package fault

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// gap is how long a race is held open, so that requests which are released
// together always meet in it: a bank must not depend on luck.
const gap = 500 * time.Microsecond

// concurrentFaults are mistakes that need several requests at a time.
func concurrentFaults() []Fault {
	adds := onAdd(func(image reference.Record, tag string, do func(string) error) error {
		return overwriting(image, func(tags []string) []string { return append(tags, tag) }, func() error { return do(tag) })
	})
	removes := onRemove(func(image reference.Record, tag string, do func(string) error) error {
		return overwriting(image, func(tags []string) []string {
			return slices.DeleteFunc(tags, func(t string) bool { return t == tag })
		}, func() error { return do(tag) })
	})
	return append(attributeRaces(), []Fault{
		broken("race-lost-additions", "concurrent.adds-kept", "PUT loads the tags, adds one and stores them, without a lock", adds),
		broken("race-lost-removals", "concurrent.removals-done", "DELETE loads the tags, drops one and stores them, without a lock", removes),
		broken("race-lost-updates", "concurrent.mixed", "PUT and DELETE load the tags, change them and store them, without a lock", adds, removes),
		broken("race-two-winners", "concurrent.one-winner", "DELETE looks for the tag first and removes it later", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			there := has(image, tag)
			time.Sleep(gap)
			if err := do(tag); !there {
				return err
			}
			return nil
		})),
		broken("race-two-rows-break-removal", "concurrent.single-instance", "of a tag with two rows DELETE answers 500", rows),
		broken("race-over-quota", "concurrent.quota", "PUT counts the tags first and adds one later", onAdd(func(image reference.Record, tag string, do func(string) error) error {
			room := len(tagsOf(image)) < demo().TagQuota
			time.Sleep(gap)
			if room {
				return image.AddTag(tag, 0, now)
			}
			return do(tag)
		})),
		broken("race-version-409", "concurrent.accepted", "a write answers 409 while another one is on its way to the image", busy(http.StatusConflict)),
		broken("race-deadlock-500", "concurrent.same-tag", "DELETE of a tag answers 500 while the same one is being added", func(p *reference.Parts) {
			adds := newTally()
			when(tagging, func(c *call) {
				key := c.image + "\n" + c.tag
				switch {
				case removing(c) && adds.get(key) > 0:
					c.answer(http.StatusInternalServerError)
					return
				case adding(c):
					adds.add(key, 1)
					defer adds.add(key, -1)
					time.Sleep(gap)
				}
				c.serve()
			})(p)
		}),
		broken("race-shared-image", "concurrent.images", "the image of a request is kept in a variable that all requests share", func(p *reference.Parts) {
			shared := newWords()
			when(tagging, func(c *call) {
				shared.put("", c.image)
				time.Sleep(gap)
				c.at("/v2/images/" + shared.get("") + "/tags/" + c.tag).serve()
			})(p)
		}),
		broken("race-shared-user", "concurrent.users", "the user of a request is kept in a variable that all requests share", func(p *reference.Parts) {
			shared := newWords()
			when(tagging, func(c *call) {
				if valid(token(c)) {
					shared.put("", token(c))
					time.Sleep(gap)
					c = c.as(shared.get(""))
				}
				c.serve()
			})(p)
		}),
		broken("race-rewrites-all", "concurrent.reads", "PUT deletes all tags and writes them anew, which others can see", func(p *reference.Parts) {
			locks := newLocks()
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				lock := locks.of(image.Attributes().ID)
				lock.Lock()
				defer lock.Unlock()
				before := tagsOf(image)
				for _, there := range before {
					_ = image.RemoveTag(there, now)
				}
				time.Sleep(gap)
				for _, there := range before {
					_ = image.AddTag(there, 0, now)
				}
				return do(tag)
			})(p)
		}),
	}...)
}

// overwriting stores what change makes of the tags as they were a while ago.
func overwriting(image reference.Record, change func(tags []string) []string, do func() error) error {
	wanted := change(tagsOf(image))
	time.Sleep(gap)
	err := do()
	for _, there := range tagsOf(image) {
		if err == nil && !slices.Contains(wanted, there) {
			_ = image.RemoveTag(there, now)
		}
	}
	for _, tag := range wanted {
		if err == nil {
			_ = image.AddTag(tag, 0, now)
		}
	}
	return err
}

// rows counts the rows of a tag that is inserted by several at a time. A
// removal of a tag with several fails.
func rows(p *reference.Parts) {
	count := newTally()
	onAdd(func(image reference.Record, tag string, do func(string) error) error {
		there := has(image, tag)
		time.Sleep(gap)
		if !there {
			count.add(image.Attributes().ID+"\n"+tag, 1)
		}
		return do(tag)
	})(p)
	onRemove(func(image reference.Record, tag string, do func(string) error) error {
		key := image.Attributes().ID + "\n" + tag
		if count.get(key) > 1 {
			return errBroken
		}
		if count.add(key, -1) > 0 {
			return nil
		}
		count.set(key, 0)
		return do(tag)
	})(p)
}

// busy answers writes to an image to which another one is on its way.
func busy(status int) change {
	return func(p *reference.Parts) {
		locks := newLocks()
		when(tagging, func(c *call) {
			lock := locks.of(c.image)
			if !lock.TryLock() {
				c.answer(status)
				return
			}
			defer lock.Unlock()
			time.Sleep(gap)
			c.serve()
		})(p)
	}
}

// locks keeps a lock by key.
type locks struct {
	mu   sync.Mutex
	kept map[string]*sync.Mutex
}

func newLocks() *locks { return &locks{kept: map[string]*sync.Mutex{}} }

func (l *locks) of(key string) *sync.Mutex {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept[key] == nil {
		l.kept[key] = &sync.Mutex{}
	}
	return l.kept[key]
}
