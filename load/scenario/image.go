package scenario

import (
	"sync"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/load/attack"
)

// image is one image under load and all that is known of it. Its keys are the
// tags that it has, may get, or never gets. A tag that was removed is not added
// again: that would hide a removal that did not last. It takes another image's
// place once its tags are used up; only a borrowed one uses them again.
type image struct {
	id      string
	path    string
	base    string    // of URLs, before the path
	laidOut time.Time // before any of its keys was used
	serial  uint64    // of the images of the run
	slot    int       // its place among the live ones
	limit   int       // tags that it may have at a time
	made    Exchange  // what acknowledged the tags that it was made with
	kept    []string  // tags of a borrowed image: they must stay
	wear    wear      // when it is of no more use

	mu       sync.Mutex
	keys     []key
	fresh    ring // keys that nothing is on its way for: to be added,
	held     ring // added,
	extra    ring // and never to be added
	holding  int  // keys whose tag is there or may be
	leaving  int  // of these, those that are being removed
	doubts   int
	flying   int    // requests
	retired  bool   // nothing begins any more
	clock    uint64 // counts what began and ended on keys
	lastDone time.Time
	looks    []*look // for later
}

// key is one tag of an image. At most one operation is on its way for it.
type key struct {
	image   *image
	tag     string
	last    record
	touched uint64 // the image's clock when something last began or ended
	index   int32
	knowledge
	busy  bool
	held  bool // its tag is there, or may be
	added bool // it was there, or its addition was sent
	extra bool // it is never added
}

// path is not kept: all of them together would be most of the memory.
func (k *key) path() string { return k.image.path + "/tags/" + imageapi.Segment(k.tag) }

// wear says when an image is of no more use: when it is full, when it is empty,
// when it has no more tags to be added. One that reuses its tags never is; each
// other one also is once half of its tags are in doubt.
type wear struct{ full, empty, used, reuses bool }

// begin takes a key for the operation, if there is one that nothing is on its
// way for. spent says that the image is retired with it.
func (m *image) begin(o Operation, q *attack.Request) (ok, spent bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.retired {
		return false, false
	}
	if o == Show {
		m.flying++
		q.Method, q.Path, q.Key = o.method(), m.path, m.look()
		return true, false
	}
	from := m.keysFor(o)
	if from.len() == 0 || o == Add && m.holding >= m.limit {
		return false, false
	}
	k := &m.keys[from.pop()]
	k.busy = true
	m.touch(k)
	m.flying++
	switch o {
	case Remove:
		m.leaving++
	case Add:
		k.held, k.added = true, true
		m.holding++
	}
	q.Method, q.Path, q.Key = o.method(), k.path(), k
	return true, m.retire()
}

func (m *image) keysFor(o Operation) *ring {
	switch o {
	case Add:
		return &m.fresh
	case RemoveAbsent:
		return &m.extra
	}
	return &m.held
}

// settle puts a key back behind an operation.
func (m *image) settle(k *key, o Operation) {
	k.busy = false
	m.touch(k)
	m.flying--
	if o == Remove {
		m.leaving--
	}
	// A tag in doubt goes on taking its room: it may come back.
	if there := k.state == present || k.held && k.state == either; k.held && !there {
		m.holding--
		k.held = false
	}
	switch {
	case k.held:
		m.held.push(k.index)
	case k.extra:
		m.extra.push(k.index)
	case o == Add || m.wear.reuses:
		m.fresh.push(k.index)
	}
}

func (m *image) touch(k *key) {
	m.clock++
	k.touched = m.clock
}

// retire ends the use of an image that is worn, and says so once.
func (m *image) retire() bool {
	if m.retired || !m.worn() {
		return false
	}
	m.retired = true
	return true
}

func (m *image) worn() bool {
	return m.wear.full && m.holding >= m.limit || m.wear.empty && m.holding == m.leaving ||
		m.wear.used && m.fresh.len() == 0 || !m.wear.reuses && m.doubts > len(m.keys)/2
}

// drained says that the image is retired and that nothing is on its way.
func (m *image) drained() bool { return m.retired && m.flying == 0 }

// ring is a queue of keys by index, of a fixed room.
type ring struct {
	slots       []int32
	first, size int
}

func newRing(room int) ring { return ring{slots: make([]int32, room)} }

func (r *ring) len() int { return r.size }

func (r *ring) push(i int32) {
	at := r.first + r.size
	if at >= len(r.slots) {
		at -= len(r.slots)
	}
	r.slots[at] = i
	r.size++
}

func (r *ring) pop() int32 {
	i := r.slots[r.first]
	if r.first++; r.first == len(r.slots) {
		r.first = 0
	}
	r.size--
	return i
}
