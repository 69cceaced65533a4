package imagepool

import (
	"maps"
	"slices"
	"sync"

	"tagcheck/load/model"
)

// inventory counts the images, and decides when another one is created.
type inventory struct {
	mu        sync.Mutex
	changed   *sync.Cond
	places    int    // images 0 to places-1 take these places, so that each run starts the same way
	placed    int    // how many of them exist
	next      uint64 // number of the next image
	spares    []*model.Image
	vacant    []int // places without an image
	retired   map[*model.Image]bool
	creating  int // spares that are being created
	total     int // images that are not released, those that are being created included
	maxSpares int
	maxTotal  int
	err       error
}

func newInventory(places, maxSpares, maxTotal int) *inventory {
	v := &inventory{places: places, maxSpares: maxSpares, maxTotal: maxTotal, retired: map[*model.Image]bool{}}
	v.changed = sync.NewCond(&v.mu)
	return v
}

// replace returns a spare for the place of a retired image. If there is none it returns
// nil, and the place becomes vacant.
func (v *inventory) replace(retired *model.Image) *model.Image {
	v.mu.Lock()
	defer v.mu.Unlock()
	defer v.changed.Broadcast()
	v.retired[retired] = true
	if len(v.spares) == 0 {
		v.vacant = append(v.vacant, retired.Place)
		return nil
	}
	spare := v.spares[0]
	v.spares = slices.Delete(v.spares, 0, 1)
	return spare
}

// add takes an image that was created. It returns the place that the image takes; if no
// place is vacant the image is a spare.
func (v *inventory) add(number uint64, image *model.Image) (place int, vacant bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	defer v.changed.Broadcast()
	if number < uint64(v.places) {
		v.placed++
		return int(number), true
	}
	v.creating--
	if len(v.vacant) == 0 {
		v.spares = append(v.spares, image)
		return 0, false
	}
	place = v.vacant[0]
	v.vacant = v.vacant[1:]
	return place, true
}

// order waits until another image is needed, and returns its number. ok is false when no
// more images are created.
func (v *inventory) order() (number uint64, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for v.err == nil {
		isFirst := v.next < uint64(v.places)
		if isFirst || v.creating < len(v.vacant)+v.maxSpares-len(v.spares) && v.total < v.maxTotal {
			if !isFirst {
				v.creating++
			}
			v.total++
			v.next++
			return v.next - 1, true
		}
		v.changed.Wait()
	}
	return 0, false
}

// released forgets a retired image that was read back.
func (v *inventory) released(image *model.Image) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.retired, image)
	v.total--
	v.changed.Broadcast()
}

// stop ends the creation of images. The first reason counts.
func (v *inventory) stop(why error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err == nil {
		v.err = why
	}
	v.changed.Broadcast()
}

// awaitPlaces waits until every place has an image.
func (v *inventory) awaitPlaces() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for v.err == nil && v.placed < v.places {
		v.changed.Wait()
	}
	return v.err
}

func (v *inventory) failure() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

func (v *inventory) hasVacancy() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.vacant) > 0
}

// unread returns the images that have no place: spares, and retired images that are not
// read back yet.
func (v *inventory) unread() []*model.Image {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.AppendSeq(slices.Clone(v.spares), maps.Keys(v.retired))
}
