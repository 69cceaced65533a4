package scenario

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"

	"tagcheck/load/attack"
)

func TestImagesOfAnInterruptedRunAreReleased(t *testing.T) {
	b := newTestbed(t, withQuota(10), nil)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := New(ctx, named(t, "add", 3), b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.send(t, r, 100, 4)
	cancel()
	if found := b.finish(t, r); y.failures() > 0 || !isClean(found) {
		t.Errorf("%v; %+v", y.problems, found)
	}
}

// A request without an end leaves its tag unknown, even on a retired image. Its answer may
// still come.
func TestRequestWithoutAnEndLeavesItsTagUnknown(t *testing.T) {
	b := newTestbed(t, withQuota(1), nil)
	r := b.start(t, named(t, "remove", 1))
	q := next(t, r)
	if found := b.finish(t, r); found.Unknown != 1 || !isClean(found) {
		t.Errorf("%+v", found)
	}
	if problem := r.Finish(q, &attack.Answer{Status: http.StatusNoContent}); problem != "" {
		t.Error(problem)
	}
}

// awaitWaiting waits until n workers wait for a tag.
func awaitWaiting(w *waiters, n int64) {
	for w.count.Load() < n {
		runtime.Gosched()
	}
	w.mu.Lock() // which is free when the last of them waits
	defer w.mu.Unlock()
}

func TestWaitingWorkersAreWokenByAnswersAndByTheEnd(t *testing.T) {
	b := newTestbed(t, withQuota(1), nil)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := New(ctx, named(t, "hot", 1), b.setup())
	if err != nil {
		t.Fatal(err)
	}
	q := next(t, r)
	got := make(chan error)
	var second attack.Request
	go func() { got <- r.Next(&second) }()
	awaitWaiting(&r.waiters, 1)
	if problem := r.Finish(q, b.answer(q)); problem != "" {
		t.Error(problem)
	}
	if err := <-got; err != nil || second.Path != q.Path || !second.Waited || q.Waited {
		t.Errorf("%v, %+v", err, second)
	}
	if w := r.Waited(); w.Keys == 0 || w.Images != 0 {
		t.Errorf("waited %+v", w)
	}
	go func() { got <- r.Next(q) }()
	awaitWaiting(&r.waiters, 1)
	cancel()
	if err := <-got; err == nil {
		t.Errorf("there is a request for %s, on which another is in flight", q.Path)
	}
	r.Finish(&second, b.answer(&second))
	if found := b.finish(t, r); !isClean(found) {
		t.Errorf("%+v", found)
	}
}

// Time that passes waiting for an image is counted by itself: the generator is to blame for
// it.
func TestWaitingForAnImageIsCounted(t *testing.T) {
	var closed atomic.Bool
	gate := make(chan struct{})
	b := newTestbed(t, withQuota(1), func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && closed.Load() {
				<-gate
			}
			next.ServeHTTP(w, r)
		}
	})
	r := b.start(t, named(t, "remove", 1)) // each image has a single tag
	closed.Store(true)
	requests := make(chan *attack.Request, 100)
	go func() {
		defer close(requests)
		for {
			q := &attack.Request{}
			if err := r.Next(q); err != nil {
				t.Error(err)
				return
			}
			requests <- q
			if q.Waited {
				return
			}
		}
	}()
	awaitWaiting(&r.waiters, 1) // no spare image is left
	if !r.pool.HasVacancy() {
		t.Error("every place has an image")
	}
	close(gate)
	for q := range requests {
		if problem := r.Finish(q, b.answer(q)); problem != "" {
			t.Error(problem)
		}
	}
	if w := r.Waited(); w.Images == 0 || w.Keys != 0 {
		t.Errorf("waited %+v", w)
	}
	b.finish(t, r)
}

func TestWorkerThatCannotProceedWakesTheNext(t *testing.T) {
	var w waiters
	w.init()
	var first, second atomic.Bool
	ended := make(chan string)
	for n, may := range []*atomic.Bool{&first, &second} {
		go func() {
			_ = w.until(func() (bool, error) { return may.Load(), nil }) // never returns an error
			ended <- []string{"first", "second"}[n]
		}()
		awaitWaiting(&w, int64(n+1))
	}
	second.Store(true)
	w.wakeOne()
	if who := <-ended; who != "second" {
		t.Errorf("the %s one ended", who)
	}
	first.Store(true)
	w.wakeOne()
	<-ended
}
