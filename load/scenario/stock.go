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
	spares  []*image
	vacant  []int // places
	retired map[*image]bool
	making  int
	total   int // images that are not given back, those that are being made included
	target  int // spares
	most    int // images
	err     error
}

func newStock(target, most int) *stock {
	s := &stock{target: target, most: most, retired: map[*image]bool{}}
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
	last := len(s.spares) - 1
	if last < 0 {
		s.vacant = append(s.vacant, old.slot)
		return nil
	}
	m := s.spares[last]
	s.spares = s.spares[:last]
	return m
}

// put takes an image that was made, and gives a place that waits for one.
func (s *stock) put(m *image) (slot int, vacant bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	s.making--
	if len(s.vacant) == 0 {
		s.spares = append(s.spares, m)
		return 0, false
	}
	slot = s.vacant[0]
	s.vacant = s.vacant[1:]
	return slot, true
}

// order waits until an image is to be made; false says that none is any more.
func (s *stock) order() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil {
		if s.making < len(s.vacant)+s.target-len(s.spares) && s.total < s.most {
			s.making++
			s.total++
			return true
		}
		s.changed.Wait()
	}
	return false
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

// vacate says that n places have no image.
func (s *stock) vacate(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for slot := range n {
		s.vacant = append(s.vacant, slot)
	}
}

// filled waits until every place has an image.
func (s *stock) filled() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && len(s.vacant) > 0 {
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
