package scenario

import (
	"maps"
	"slices"
	"sync"
)

// stock is the images that are ready to take a place, and the places that have
// none.
type stock struct {
	mu      sync.Mutex
	changed *sync.Cond
	places  int    // their first images are numbers 0 to places-1, which makes the beginning the same each time
	placed  int    // of these
	next    uint64 // number of an image
	spares  []*image
	vacant  []int // places
	retired map[*image]bool
	making  int
	total   int // images that are not given back, those that are being made included
	target  int // spares
	most    int // images
	err     error
}

func newStock(places, target, most int) *stock {
	s := &stock{places: places, target: target, most: most, retired: map[*image]bool{}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// swap gives an image for the place of one that is retired, or remembers that
// the place has none.
func (s *stock) swap(old *image) *image {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	s.retired[old] = true
	if len(s.spares) == 0 {
		s.vacant = append(s.vacant, old.slot)
		return nil
	}
	m := s.spares[0]
	s.spares = slices.Delete(s.spares, 0, 1)
	return m
}

// put takes an image that was made, and gives a place that waits for one.
func (s *stock) put(m *image) (slot int, vacant bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	if m.serial < uint64(s.places) {
		s.placed++
		return int(m.serial), true
	}
	s.making--
	if len(s.vacant) == 0 {
		s.spares = append(s.spares, m)
		return 0, false
	}
	slot = s.vacant[0]
	s.vacant = s.vacant[1:]
	return slot, true
}

// order waits until an image is to be made and numbers it; false says that none
// is any more.
func (s *stock) order() (serial uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil {
		first := s.next < uint64(s.places)
		if first || s.making < len(s.vacant)+s.target-len(s.spares) && s.total < s.most {
			if !first {
				s.making++
			}
			s.total++
			s.next++
			return s.next - 1, true
		}
		s.changed.Wait()
	}
	return 0, false
}

// returned says that a retired image was read and given back.
func (s *stock) returned(m *image) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.retired, m)
	s.total--
	s.changed.Broadcast()
}

// stop ends the making; the first reason counts.
func (s *stock) stop(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = why
	}
	s.changed.Broadcast()
}

// filled waits until every place has an image.
func (s *stock) filled() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && s.placed < s.places {
		s.changed.Wait()
	}
	return s.err
}

func (s *stock) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// short says that a place has no image.
func (s *stock) short() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.vacant) > 0
}

// unread gives the images that have no place: spares, and retired ones to which
// a request is still on its way.
func (s *stock) unread() []*image {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.AppendSeq(slices.Clone(s.spares), maps.Keys(s.retired))
}
