// Package imagepool provides the images of a load: it creates them, replaces those that
// are used up, reads them back, and releases them.
//
// [New] makes a [Pool] without images. [Pool.Open] creates one image for each place and
// gives it to Options.Place; from then on spare images are created in the background.
// When an image is retired, [Pool.Replace] returns a spare for its place. When nothing is
// in flight on it any more, [Pool.Drained] has it read back and released. [Pool.ReadBack]
// reads back what is left at the end, and [Pool.Release] releases all images.
//
// What an image must look like is the Layout of the user of the pool; what it is expected
// to contain is in package model.
package imagepool

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/load/model"
)

// ErrEnded is the error of a pool that ReadBack or Release has ended.
var ErrEnded = errors.New("the load has ended")

// Options configures a Pool.
type Options struct {
	// Client creates, reads and deletes images as the owner. Its recorder must not
	// keep exchanges, see imageapi.Recorder.KeepNone.
	Client *imageapi.Client
	Ledger *images.Ledger // of the images that are created; nil for a server that keeps nothing
	Root   *url.URL       // of the API, such as http://127.0.0.1:9292/v2
	Borrow string         // the id of an image to use instead of creating images; "" to create
	Window time.Duration  // how long a change may take to become visible; 0 for at once
	// Patience is how long the release goes on once the target has stopped answering; 0
	// for images.DefaultPatience.
	Patience time.Duration
	Model    *model.Model

	Places    int // images in use at a time
	Spares    int // images that are created ahead
	MaxImages int // images that exist at a time, those that are being read back included

	// Layout returns the tags of an image by its number: Tags, Present, Usable,
	// MaxTags and Retire of its Spec. Numbers below Places are the first images.
	Layout func(number uint64) model.Spec

	// Place is called when an image was created for a place (Image.Place), or borrowed.
	Place func(*model.Image)

	// Stopped is called when no more images are created. Pool.Err says why.
	Stopped func()
}

// Pool is the images of a load. It is safe for concurrent use.
type Pool struct {
	options   Options
	manager   *images.Manager
	inventory *inventory
	bare      atomic.Bool // the server does not create images with tags

	work     context.Context // of all requests
	cancel   context.CancelFunc
	creation context.Context // ends when no more images are created
	endSetup context.CancelFunc
	detach   func() bool // from the context of Open

	creating, reading sync.WaitGroup
	drained           chan *model.Image
	quit              chan struct{}
	quitOnce          sync.Once
}

// New returns a pool without images.
func New(o Options) *Pool {
	p := &Pool{
		options: o, manager: images.NewManager(o.Ledger), inventory: newInventory(o.Places, o.Spares, o.MaxImages),
		drained: make(chan *model.Image, o.MaxImages), quit: make(chan struct{}),
	}
	p.manager.Window = o.Window
	return p
}

// Open creates the images of all places, Concurrency at a time, or borrows the one of
// Options.Borrow. After an error nothing is left over, or the ledger has it. When ctx
// ends, no more images are created; ReadBack and Release still work, and Release must be
// called.
func (p *Pool) Open(ctx context.Context) error {
	p.work, p.cancel = context.WithCancel(context.WithoutCancel(ctx))
	p.creation, p.endSetup = context.WithCancel(p.work)
	p.detach = context.AfterFunc(ctx, func() { p.stop(context.Cause(ctx)) })
	err := p.fill()
	if err == nil {
		return nil
	}
	cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), CleanupTimeout)
	defer cancel()
	if left := p.Release(cleanup); left != nil {
		err = fmt.Errorf("%w; images could not be released: %w", err, left)
	}
	return err
}

func (p *Pool) fill() error {
	for range Concurrency {
		p.reading.Go(p.releaseDrained)
	}
	if p.options.Borrow != "" {
		image, err := p.borrow(p.options.Borrow)
		if err == nil {
			p.options.Place(image)
		}
		return err
	}
	for range Concurrency {
		p.creating.Go(p.createOrdered)
	}
	return p.inventory.awaitPlaces()
}

// Replace returns a spare image for the place of one that is retired. If there is none it
// returns nil, and the next image that is created takes the place.
func (p *Pool) Replace(retired *model.Image) *model.Image {
	spare := p.inventory.replace(retired)
	if spare != nil {
		spare.Place = retired.Place
	}
	return spare
}

// Drained has a retired image, on which nothing is in flight, read back and released. It
// does not block.
func (p *Pool) Drained(image *model.Image) { p.drained <- image } // has space for every image

// HasVacancy says that a place has no image.
func (p *Pool) HasVacancy() bool { return p.inventory.hasVacancy() }

// Err returns why no more images are created, nil while they are.
func (p *Pool) Err() error { return p.inventory.failure() }

// ReadBack reads back the images in use, the spares, and retired images that are not read
// back yet. It must be called once, when nothing is in flight. Images for which ctx leaves
// no time count as unread.
func (p *Pool) ReadBack(ctx context.Context, inUse []*model.Image) {
	defer context.AfterFunc(ctx, p.cancel)()
	p.end()
	inParallel(append(inUse, p.inventory.unread()...), func(i *model.Image) { p.readBack(ctx, i) })
}

// Release deletes all images that the pool created, and restores the tags of a borrowed
// one. The error names those for which that failed; the ledger has them.
func (p *Pool) Release(ctx context.Context) error {
	p.detach()
	p.stop(ErrEnded)
	defer context.AfterFunc(ctx, p.cancel)()
	p.creating.Wait()
	p.cancel()
	p.end()
	return images.Left(p.manager.ReleaseAll(ctx, p.options.Patience))
}

// stop ends the creation of images.
func (p *Pool) stop(why error) {
	p.endSetup()
	p.inventory.stop(why)
	p.options.Stopped()
}

// end waits until nothing happens in the background: images that are being created exist,
// and drained ones are read back.
func (p *Pool) end() {
	p.stop(ErrEnded)
	p.creating.Wait()
	p.quitOnce.Do(func() { close(p.quit) })
	p.reading.Wait()
}

// inParallel calls do for each element, Concurrency at a time.
func inParallel[T any](all []T, do func(T)) {
	next := make(chan T)
	var running sync.WaitGroup
	for range Concurrency {
		running.Go(func() {
			for one := range next {
				do(one)
			}
		})
	}
	for _, one := range all {
		next <- one
	}
	close(next)
	running.Wait()
}
