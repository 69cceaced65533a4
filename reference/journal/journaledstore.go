package journal

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"tagcheck/reference"
)

// Appender stores an entry permanently before it returns. A [Log] is one.
type Appender interface {
	Append(Entry) error
}

// Store is a store whose changes are in a journal. A change is in the journal before
// it is acknowledged and before any read sees it. Changes are made one at a time.
type Store struct {
	store reference.Store
	log   Appender

	mu     sync.RWMutex
	failed error // why the journal could not be written; every method then returns it
}

// NewStore replays entries into an empty store. The changes of the returned store
// are appended to the log.
func NewStore(store reference.Store, log Appender, entries []Entry) (*Store, error) {
	for i, e := range entries {
		if err := replay(store, e); err != nil {
			return nil, fmt.Errorf("replay change %d of %d (%s): %w", i+1, len(entries), e.Kind, err)
		}
	}
	return &Store{store: store, log: log}, nil
}

// replay repeats a change. It ignores the quota, which allowed the change before.
func replay(store reference.Store, e Entry) error {
	switch e.Kind {
	case Insert:
		if e.New == nil {
			return errors.New("the entry has no image")
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
	return errors.New("the kind is unknown, or the entry has no patch")
}

func (e Entry) clock() time.Time { return e.At }

// change makes a change and appends it to the journal. If that fails, the store
// differs from what a start would find, and all methods fail from then on.
func (s *Store) change(e Entry, make func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	if err := make(); err != nil {
		return err
	}
	if err := s.log.Append(e); err != nil {
		s.failed = fmt.Errorf("write the journal: %w", err)
	}
	return s.failed
}

// read waits for a change that is being written, and then reads.
func read[T any](s *Store, do func() (T, error)) (T, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.failed != nil {
		var zero T
		return zero, s.failed
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

// Find returns an image. Its changes are in the journal, too.
func (s *Store) Find(id string) (reference.Record, error) {
	return read(s, func() (reference.Record, error) {
		r, err := s.store.Find(id)
		if err != nil {
			return nil, err
		}
		return &record{r, s}, nil
	})
}

// Page returns a page of images.
func (s *Store) Page(sel reference.Selection) (images []reference.Image, more bool, err error) {
	images, err = read(s, func() (found []reference.Image, err error) {
		found, more, err = s.store.Page(sel)
		return found, err
	})
	return images, more, err
}

// record is an image in a [Store]. It does not embed the image, so that no change
// bypasses the journal.
type record struct {
	image reference.Record
	store *Store
}

// Attributes returns the attributes that never change.
func (r *record) Attributes() *reference.Attributes { return r.image.Attributes() }

// Image returns the image as a start would find it.
func (r *record) Image() (reference.Image, error) { return read(r.store, r.image.Image) }

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
