package journal

import (
	"fmt"
	"sync"
	"time"

	"tagcheck/reference"
)

// Appender writes an entry and returns once it is there for good; a [Log] is
// one.
type Appender interface {
	Append(Entry) error
}

// Store is a store whose changes are in a journal. Each is written before it
// is acknowledged and before anybody can see it: neither an answer nor a look
// says what a crash could undo. Changes are made one at a time.
type Store struct {
	store reference.Store
	log   Appender

	mu     sync.RWMutex
	broken error // why nothing can be said any more
}

// Keep replays entries in a store that is empty, and has log keep its changes.
func Keep(store reference.Store, log Appender, entries []Entry) (*Store, error) {
	for i, e := range entries {
		if err := replay(store, e); err != nil {
			return nil, fmt.Errorf("replay change %d of %d (%s): %w", i+1, len(entries), e.Kind, err)
		}
	}
	return &Store{store: store, log: log}, nil
}

// replay makes a change again. It was allowed once, so no quota counts.
func replay(store reference.Store, e Entry) error {
	switch e.Kind {
	case Insert:
		if e.New == nil {
			return fmt.Errorf("no image is named")
		}
		return store.Insert(*e.New, 0)
	case Delete:
		return store.Remove(e.Image)
	}
	image, err := store.Find(e.Image)
	switch {
	case err != nil:
		return err
	case e.Kind == Add:
		return image.AddTag(e.Tag, 0, e.clock)
	case e.Kind == Remove:
		return image.RemoveTag(e.Tag, e.clock)
	case e.Kind == Patch && e.Patch != nil:
		_, err = image.Patch(*e.Patch, 0, e.clock)
		return err
	}
	return fmt.Errorf("the change is of no known kind")
}

func (e Entry) clock() time.Time { return e.At }

// change makes a change and keeps it. Where it can't be kept, what is in the
// store is not what a start would find: from then on everything fails.
func (s *Store) change(e Entry, make func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	if err := make(); err != nil {
		return err
	}
	if err := s.log.Append(e); err != nil {
		s.broken = fmt.Errorf("write the journal: %w", err)
	}
	return s.broken
}

// look waits for a change that is being kept.
func look[T any](s *Store, do func() (T, error)) (T, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.broken != nil {
		var none T
		return none, s.broken
	}
	return do()
}

// Insert adds an image.
func (s *Store) Insert(image reference.Image, quota int) error {
	return s.change(Entry{Kind: Insert, New: &image}, func() error { return s.store.Insert(image, quota) })
}

// Remove deletes an image.
func (s *Store) Remove(id string) error {
	return s.change(Entry{Kind: Delete, Image: id}, func() error { return s.store.Remove(id) })
}

// Find gives an image whose changes are kept, too.
func (s *Store) Find(id string) (reference.Record, error) {
	return look(s, func() (reference.Record, error) {
		r, err := s.store.Find(id)
		if err != nil {
			return nil, err
		}
		return &record{r, s}, nil
	})
}

// Page gives a page of images.
func (s *Store) Page(sel reference.Selection) (images []reference.Image, more bool, err error) {
	images, err = look(s, func() (found []reference.Image, err error) {
		found, more, err = s.store.Page(sel)
		return found, err
	})
	return images, more, err
}

// record is an image of a store that keeps its changes. The image is not
// embedded: no change must pass by unkept.
type record struct {
	image reference.Record
	store *Store
}

// Attributes gives what never changes.
func (r *record) Attributes() *reference.Attributes { return r.image.Attributes() }

// Image gives the image as a start would find it.
func (r *record) Image() (reference.Image, error) { return look(r.store, r.image.Image) }

// AddTag adds a tag.
func (r *record) AddTag(tag string, quota int, now func() time.Time) error {
	e := r.entry(Add, now)
	e.Tag = tag
	return r.store.change(e, func() error { return r.image.AddTag(tag, quota, e.clock) })
}

// RemoveTag removes a tag.
func (r *record) RemoveTag(tag string, now func() time.Time) error {
	e := r.entry(Remove, now)
	e.Tag = tag
	return r.store.change(e, func() error { return r.image.RemoveTag(tag, e.clock) })
}

// Patch changes the name, the tags, or both.
func (r *record) Patch(p reference.Patch, quota int, now func() time.Time) (image reference.Image, err error) {
	e := r.entry(Patch, now)
	e.Patch = &p
	err = r.store.change(e, func() (err error) {
		image, err = r.image.Patch(p, quota, e.clock)
		return err
	})
	return image, err
}

func (r *record) entry(kind Kind, now func() time.Time) Entry {
	return Entry{Kind: kind, Image: r.Attributes().ID, At: now()}
}
