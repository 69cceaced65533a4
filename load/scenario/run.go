package scenario

import (
	"context"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
	"tagcheck/load/imagepool"
	"tagcheck/load/model"
)

// Setup is what a plan is carried out on.
type Setup struct {
	Target target.Target
	// Client sends the requests that are not measured, as the owner: images are created,
	// read back and released with it. Its recorder must not keep exchanges, see
	// imageapi.Recorder.KeepNone.
	Client *imageapi.Client
	Ledger *images.Ledger // of the images that are created; nil for a server that keeps nothing
	Seed   uint64         // of the order of operations and of the tags
	// Patience is how long the release of images goes on once the target has stopped
	// answering; 0 for images.DefaultPatience.
	Patience time.Duration
}

// Waited is how long workers waited, all of them together: time in which no request was
// sent although one was due.
type Waited struct {
	Images time.Duration `json:"images_ns"` // for an image to be created, which the generator is to blame for
	Keys   time.Duration `json:"keys_ns"`   // because a request was in flight for every suitable tag
}

// Run carries out a plan. It is the source of any number of attacks, one after the other,
// and safe for concurrent use.
type Run struct {
	operations []model.Operation
	index      [model.OperationCount]int // of an operation in operations
	cycle      []model.Operation
	layout     layout
	model      *model.Model
	pool       *imagepool.Pool

	drawn   atomic.Uint64                       // operations that were taken from the cycle
	turns   [model.OperationCount]atomic.Uint64 // by operation: the place that is next
	places  []atomic.Pointer[model.Image]       // nil for a place without an image
	waiters waiters
}

var _ attack.Source = (*Run)(nil)

// New creates the images of the plan and the tags that they need at the start. After an
// error nothing is left over, or the ledger has it. When ctx ends, no more images are
// created, and Next returns an error instead of waiting; ReadBack and Close still work, and
// Close must be called.
func New(ctx context.Context, p Plan, s Setup) (*Run, error) {
	r, err := prepare(p, s)
	if err != nil {
		return nil, err
	}
	if err := r.pool.Open(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// prepare does what needs no request.
func prepare(p Plan, s Setup) (*Run, error) {
	if err := p.check(s.Target); err != nil {
		return nil, err
	}
	names, err := newTagNames(p, s.Target.Capabilities.Alphabet, s.Seed)
	if err != nil {
		return nil, err
	}
	window := s.Target.Capabilities.Window
	r := &Run{
		operations: p.operations(), cycle: p.cycle(s.Seed), layout: newLayout(p, s.Target), model: model.New(window),
		places: make([]atomic.Pointer[model.Image], p.Images),
	}
	for i, o := range r.operations {
		r.index[o] = i
	}
	// Removals are half a round behind additions, so that the two seldom meet.
	r.turns[model.Remove].Store(uint64(p.Images / 2))
	r.waiters.init()
	r.pool = imagepool.New(imagepool.Options{
		Client: s.Client, Ledger: s.Ledger, Root: s.Target.Root, Borrow: s.Target.Image, Window: window, Model: r.model,
		Places: p.Images, Spares: r.layout.spares, MaxImages: r.layout.maxImages(),
		Layout: func(number uint64) model.Spec { return r.spec(names, number) }, Place: r.place, Stopped: r.waiters.wakeAll,
		Patience: s.Patience,
	})
	return r, nil
}

// spec returns the tags of an image by its number.
func (r *Run) spec(names tagNames, number uint64) model.Spec {
	counts := r.layout.ofImage(number)
	return model.Spec{
		Tags: names.ofImage(number, counts.total+r.layout.neverAdded), Present: counts.present, Usable: counts.total,
		MaxTags: counts.max, Retire: r.layout.retire,
	}
}

// place takes an image that the pool has created.
func (r *Run) place(image *model.Image) {
	r.places[image.Place].Store(image)
	r.waiters.wakeOne()
}

// Operations returns the names of the operations that are sent.
func (r *Run) Operations() []string {
	var names []string
	for _, o := range r.operations {
		names = append(names, o.String())
	}
	return names
}

// Waited returns how long workers waited up to now.
func (r *Run) Waited() Waited { return r.waiters.waited() }

// Lost returns the number of lost updates that were found up to now.
func (r *Run) Lost() uint64 { return r.model.Findings().Lost() }

// ReadBack reads back every image that is not read back yet, and returns what was found in
// all of them. It must be called once, after each request of Next was finished; a tag on
// which an operation is in flight counts as unknown. Images for which ctx leaves no time
// count as unread.
func (r *Run) ReadBack(ctx context.Context) model.Findings {
	var inUse []*model.Image
	for i := range r.places {
		if image := r.places[i].Load(); image != nil {
			inUse = append(inUse, image)
		}
	}
	r.pool.ReadBack(ctx, inUse)
	return r.model.Findings()
}

// Close releases all images of the run. The error names those for which that failed; the
// ledger has them.
func (r *Run) Close(ctx context.Context) error { return r.pool.Release(ctx) }
