package model

import (
	"sync"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/load/attack"
)

// Image is one image under load. It is safe for concurrent use.
type Image struct {
	Place int // set and used by the owner of the image, not by the model

	spec  Spec
	model *Model
	began time.Time // before any of its tags was used

	mu            sync.Mutex
	tags          []Tag
	toAdd         queue // tags that are absent and may be added, with nothing in flight
	onImage       queue // tags that are or may be on the image, with nothing in flight
	neverAdded    queue // tags that are never added, with nothing in flight
	count         int   // tags that are or may be on the image
	removing      int   // of count, tags that are being removed
	indeterminate int   // tags that are indeterminate for good
	inFlight      int   // requests
	retired       bool
	clock         uint64 // counts starts and ends of operations on tags
	lastDone      time.Time
	reads         []*read // for reuse
}

// Tag is one tag of an image. At most one operation is in flight on it. It is the
// Pending of that operation.
type Tag struct {
	image   *Image
	name    string
	last    record
	changed uint64 // the image's clock when an operation last started or ended
	index   int32
	expectation
	operation  Operation // the one in flight
	inFlight   bool
	counted    bool // it is or may be on the image
	wasAdded   bool // it was on the image, or its addition was sent
	neverAdded bool
}

// NewImage adds an image to the model.
func (m *Model) NewImage(spec Spec) *Image {
	i := &Image{
		spec: spec, model: m, began: time.Now(), tags: make([]Tag, len(spec.Tags)), count: spec.Present,
		toAdd: newQueue(spec.Usable), onImage: newQueue(spec.Usable), neverAdded: newQueue(len(spec.Tags) - spec.Usable),
	}
	for n, name := range spec.Tags {
		t := &i.tags[n]
		t.image, t.index, t.name = i, int32(n), name
		switch {
		case n < spec.Present:
			t.state, t.counted, t.wasAdded = present, true, true
			i.onImage.push(t.index)
		case n < spec.Usable:
			i.toAdd.push(t.index)
		default:
			t.neverAdded = true
			i.neverAdded.push(t.index)
		}
	}
	return i
}

// ID returns the image's id.
func (i *Image) ID() string { return i.spec.ID }

// Acknowledge notes the exchange that added a tag before the load, if the image was not
// created with it.
func (i *Image) Acknowledge(tag int, sent time.Time, took time.Duration, status int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	begun := sent.Sub(i.began)
	i.tags[tag].last = record{sent: begun, done: begun + took, status: int16(status), operation: Add}
}

// path is computed each time: storing all paths would take most of the memory.
func (t *Tag) path() string { return t.image.spec.Path + "/tags/" + imageapi.Segment(t.name) }

// Begin starts an operation on a tag on which nothing is in flight, and sets method,
// path and key of the request. ok is false if there is no such tag. retired says that
// the image must not be used again.
func (i *Image) Begin(o Operation, q *attack.Request) (ok, retired bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.retired {
		return false, false
	}
	if o == Show {
		i.inFlight++
		q.Method, q.Path, q.Key = o.method(), i.spec.Path, i.newRead()
		return true, false
	}
	from := i.queueFor(o)
	if from.len() == 0 || o == Add && i.count >= i.spec.MaxTags {
		return false, false
	}
	t := &i.tags[from.pop()]
	t.operation, t.inFlight = o, true
	i.touch(t)
	i.inFlight++
	switch o {
	case Remove:
		i.removing++
	case Add:
		t.counted, t.wasAdded = true, true
		i.count++
	}
	q.Method, q.Path, q.Key = o.method(), t.path(), t
	return true, i.retire()
}

func (i *Image) queueFor(o Operation) *queue {
	switch o {
	case Add:
		return &i.toAdd
	case RemoveAbsent:
		return &i.neverAdded
	}
	return &i.onImage
}

// end makes a tag available again. The image is locked.
func (i *Image) end(t *Tag) {
	t.inFlight = false
	i.touch(t)
	i.inFlight--
	if t.operation == Remove {
		i.removing--
	}
	// A tag that may be there continues to count: it may come back.
	if t.counted && t.state == absent {
		i.count--
		t.counted = false
	}
	switch {
	case t.counted:
		i.onImage.push(t.index)
	case t.neverAdded:
		i.neverAdded.push(t.index)
	case t.operation == Add || i.spec.Retire.ReuseTags:
		i.toAdd.push(t.index)
	}
}

func (i *Image) touch(t *Tag) {
	i.clock++
	t.changed = i.clock
}

// retire ends the use of the image if it is due. It returns true once.
func (i *Image) retire() bool {
	if i.retired || !i.mustRetire() {
		return false
	}
	i.retired = true
	return true
}

func (i *Image) mustRetire() bool {
	r := i.spec.Retire
	return r.WhenFull && i.count >= i.spec.MaxTags || r.WhenEmpty && i.count == i.removing ||
		r.WhenUsedUp && i.toAdd.len() == 0 || !r.ReuseTags && i.indeterminate > len(i.tags)/2
}

// isDrained says that the image is retired and nothing is in flight.
func (i *Image) isDrained() bool { return i.retired && i.inFlight == 0 }
