package scenario

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
)

// Setup is what a plan is carried out on.
type Setup struct {
	Target target.Target
	// Client sends, as the owner, what is not measured: images are made, read
	// back and given back with it. Its recorder must not keep exchanges, see
	// imageapi.Recorder.KeepNone.
	Client *imageapi.Client
	Ledger *images.Ledger // of the images that are made; nil for a server that keeps nothing
	Seed   uint64         // of the order of operations and of the tags
}

// Waited is how long senders waited, all of them added up: time in which no
// request went out though one was due.
type Waited struct {
	Images time.Duration `json:"images_ns"` // for an image to be made: the generator's fault
	Keys   time.Duration `json:"keys_ns"`   // since a request was on its way for every tag that would do
}

// Run is a plan on its way. It is an attack.Source, for any number of attacks
// one after the other.
type Run struct {
	plan    Plan
	offered []Operation
	number  [operations]int // of an operation among those offered
	deck    []Operation
	client  *imageapi.Client
	lender  *images.Manager
	base    string // of URLs, before their path
	root    *url.URL
	window  time.Duration
	tags    tagMaker
	sizes   sizes

	drawn    atomic.Uint64
	turns    [operations]atomic.Uint64 // whose turn it is, by operation
	slots    []atomic.Pointer[image]
	line     line
	stock    *stock
	findings findings

	work     context.Context // of all requests that are not measured
	cancel   context.CancelFunc
	setup    context.Context // ends when no more images are to be made
	endSetup context.CancelFunc
	forget   func() bool // the context of New
	bare     atomic.Bool // images can't be created with tags

	making, reading sync.WaitGroup
	drained         chan *image // retired, with nothing on its way
	quit            chan struct{}
	ending          sync.Once
}

var _ attack.Source = (*Run)(nil)

// New makes the images of the plan, four at a time, and what the plan needs to
// be on them. An error says what was tried; nothing is left over then, or the
// ledger has it. When ctx ends, no more images are made, and Next does not wait
// any longer; Verify and Close can still be called, and Close must be.
func New(ctx context.Context, p Plan, s Setup) (*Run, error) {
	r, err := prepare(p, s)
	if err != nil {
		return nil, err
	}
	r.work, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	r.setup, r.endSetup = context.WithCancel(r.work)
	r.forget = context.AfterFunc(ctx, func() { r.halt(context.Cause(ctx)) })
	if err = r.open(s.Target.Image); err == nil {
		return r, nil
	}
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if left := r.Close(leaving); left != nil {
		err = fmt.Errorf("%w; and what was made could not be given back: %w", err, left)
	}
	return nil, err
}

// prepare does what needs no request.
func prepare(p Plan, s Setup) (*Run, error) {
	if err := p.fits(s.Target); err != nil {
		return nil, err
	}
	tags, err := newTagMaker(p, s.Target.Capabilities.Alphabet, s.Seed)
	if err != nil {
		return nil, err
	}
	root := s.Target.Root
	r := &Run{
		plan: p, deck: p.deck(s.Seed), client: s.Client, lender: images.NewManager(s.Ledger), root: root,
		base: root.Scheme + "://" + root.Host, window: s.Target.Capabilities.Window, tags: tags,
		sizes: p.sizes(s.Target), slots: make([]atomic.Pointer[image], p.Images),
	}
	r.lender.Window = r.window
	for o := range operations {
		if p.has(o) {
			r.number[o] = len(r.offered)
			r.offered = append(r.offered, o)
		}
	}
	// Removals go half way round behind additions, so that the two seldom meet.
	r.turns[Remove].Store(uint64(p.Images / 2))
	r.stock = newStock(p.Images, r.sizes.spares, r.sizes.images)
	r.drained = make(chan *image, r.sizes.images)
	r.quit = make(chan struct{})
	r.line.init()
	return r, nil
}

// Operations names the operations that are sent.
func (r *Run) Operations() []string {
	var names []string
	for _, o := range r.offered {
		names = append(names, o.String())
	}
	return names
}

// Waited is how long senders waited so far.
func (r *Run) Waited() Waited { return r.line.waited() }

// Lost is the number of acknowledged changes that are known to be gone so far.
func (r *Run) Lost() uint64 { return r.findings.so().Lost() }
