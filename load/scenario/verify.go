package scenario

import (
	"context"
	"errors"
	"sync"
)

// errEnded is what Next says once Verify or Close was called.
var errEnded = errors.New("the load has ended")

// Verify reads every image back that is not yet read, and gives what was found
// in all of them. It comes once, when each request of Next is settled; a key
// that still is on its way counts as unknown. Images that ctx leaves no time
// for count as unread.
func (r *Run) Verify(ctx context.Context) Result {
	defer context.AfterFunc(ctx, r.cancel)()
	r.end()
	var left []*image
	for i := range r.slots {
		if m := r.slots[i].Load(); m != nil {
			left = append(left, m)
		}
	}
	left = append(left, r.stock.unread()...)
	parallel(left, func(m *image) { r.readBack(ctx, m) })
	return r.findings.so()
}

// Close gives all images back that the run still has. The error names those
// that it could not; the ledger has them.
func (r *Run) Close(ctx context.Context) error {
	r.forget()
	r.halt(errEnded)
	defer context.AfterFunc(ctx, r.cancel)()
	r.making.Wait()
	r.cancel()
	r.end()
	var mu sync.Mutex
	var errs []error
	parallel(r.lender.Pending(), func(id string) {
		if err := r.lender.Release(ctx, id); err != nil {
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
		}
	})
	return errors.Join(errs...)
}

// halt says why no more images are made and wakes whoever waits for one.
func (r *Run) halt(why error) {
	r.endSetup()
	r.stock.stop(why)
	r.line.all()
}

// end waits until nothing is done behind the back any more: images that are
// being made are there, retired ones are read back.
func (r *Run) end() {
	r.halt(errEnded)
	r.making.Wait()
	r.ending.Do(func() { close(r.quit) })
	r.reading.Wait()
}

// parallel does something to each, a few at a time.
func parallel[T any](all []T, do func(T)) {
	next := make(chan T)
	var doing sync.WaitGroup
	for range makers {
		doing.Go(func() {
			for one := range next {
				do(one)
			}
		})
	}
	for _, one := range all {
		next <- one
	}
	close(next)
	doing.Wait()
}
