package scenario

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/load/attack"
	"tagcheck/reference"
)

func TestWhatIsInterruptedIsGivenBack(t *testing.T) {
	b := serve(t, quota(10), nil)
	ctx, cancel := context.WithCancel(t.Context())
	p := named(t, "add")
	p.Images = 3
	r, err := New(ctx, p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.load(t, r, 100, 4)
	cancel()
	if result := b.over(t, r); y.bad() > 0 || !result.Proven() {
		t.Errorf("%v; %+v", y.problems, result)
	}
}

func TestASetUpThatIsInterruptedLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var made atomic.Int64
	b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			if r.Method == http.MethodPost && made.Add(1) == 7 {
				cancel()
			}
		}
	})
	if _, err := New(ctx, named(t, "churn"), b.setup()); err == nil || made.Load() > 7+2*makers {
		t.Errorf("%v, %d images were made", err, made.Load())
	}
	if list := b.images(); !strings.Contains(list, `"images":[]`) {
		t.Errorf("left: %.300s", list)
	}
}

func TestAnImageThatCanNotBeMadeIsAnError(t *testing.T) {
	for _, after := range []int64{3, 40} {
		var made atomic.Int64
		b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && made.Add(1) > after {
					http.Error(w, "no more images", http.StatusForbidden)
					return
				}
				next.ServeHTTP(w, r)
			}
		})
		p := named(t, "add")
		p.Images = 4
		r, err := New(t.Context(), p, b.setup())
		for err == nil {
			err = one(b, r)
		}
		if err == nil || !strings.Contains(err.Error(), "create an image") || !strings.Contains(err.Error(), `answered 403: "no more images"`) {
			t.Errorf("%v", err)
		}
		if r != nil {
			b.over(t, r)
		}
		if list := b.images(); !strings.Contains(list, `"images":[]`) {
			t.Errorf("left: %.300s", list)
		}
	}
}

// A server that does not take tags with the creation gets them one by one.
func TestTagsOfTheSetUpArePutWhereCreationDropsThem(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
		"dropped": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(w, withoutTags(r))
		},
		"refused": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.ContentLength > 100 {
				http.Error(w, "no tags here", http.StatusBadRequest)
				return
			}
			next.ServeHTTP(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						answer(w, r, next)
						return
					}
					next.ServeHTTP(w, r)
				}
			})
			p := named(t, "remove")
			p.Images = 3
			r, err := New(t.Context(), p, b.setup())
			if err != nil {
				t.Fatal(err)
			}
			y := b.load(t, r, 60, 3)
			if result := b.over(t, r); y.bad() > 0 || !result.Proven() {
				t.Errorf("%v; %+v", y.problems, result)
			}
		})
	}
}

func withoutTags(r *http.Request) *http.Request {
	bare := httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader("{}"))
	bare.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	return bare
}

func TestImagesThatCanNotBeReadAreTold(t *testing.T) {
	b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				http.Error(w, "not for you", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		}
	})
	p := named(t, "churn")
	p.Images = 2
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	b.load(t, r, 20, 2)
	if result := b.over(t, r); result.Unread < 2 || result.Images > 0 || result.Proven() || !strings.Contains(result.WhyUnread, `answered 403: "not for you"`) {
		t.Errorf("%+v", result)
	}
}

// A request that nothing came of leaves its tag unknown, on an image that is
// retired too; its answer may still come.
func TestARequestWithoutAnEndLeavesItsTagUnknown(t *testing.T) {
	b := serve(t, quota(1), nil)
	p := named(t, "remove")
	p.Images = 1
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	q := next(t, r)
	result := b.over(t, r)
	if result.Unknown != 1 || !result.Proven() {
		t.Errorf("%+v", result)
	}
	if problem := r.Settle(q, &attack.Answer{Status: http.StatusNoContent}); problem != "" {
		t.Error(problem)
	}
}

func TestWhoWaitsIsWokenByAnAnswerAndByTheEnd(t *testing.T) {
	b := serve(t, quota(1), nil)
	p := named(t, "hot")
	ctx, cancel := context.WithCancel(t.Context())
	r, err := New(ctx, p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	q := next(t, r)
	got := make(chan error)
	var second attack.Request
	go func() { got <- r.Next(&second) }()
	for r.line.waiting.Load() == 0 {
		runtime.Gosched()
	}
	if problem := r.Settle(q, b.send(q)); problem != "" {
		t.Error(problem)
	}
	if err := <-got; err != nil || second.Path != q.Path || r.Waited().Keys == 0 || !second.Waited || q.Waited {
		t.Errorf("%v, %+v, waited %+v", err, second, r.Waited())
	}
	go func() { got <- r.Next(q) }()
	for r.line.waiting.Load() == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-got; err == nil {
		t.Errorf("there is a request on %s, whose tag is taken", q.Path)
	}
	r.Settle(&second, b.send(&second))
	if result := b.over(t, r); !result.Proven() {
		t.Errorf("%+v", result)
	}
}

func TestWhoCanNotUseItLetsTheNextOneTry(t *testing.T) {
	var l line
	l.init()
	var first, second atomic.Bool
	ended := make(chan string)
	for n, may := range []*atomic.Bool{&first, &second} {
		go func() {
			_ = l.until(func() (bool, error) { return may.Load(), nil }) // it never fails
			ended <- []string{"first", "second"}[n]
		}()
		for l.waiting.Load() <= int64(n) {
			runtime.Gosched()
		}
		func() {
			l.mu.Lock() // is to be had once it waits
			defer l.mu.Unlock()
		}()
	}
	second.Store(true)
	l.moved()
	if who := <-ended; who != "second" {
		t.Errorf("the %s one ended", who)
	}
	first.Store(true)
	l.moved()
	<-ended
}
