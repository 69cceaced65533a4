package imagepool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
	"tagcheck/load/model"
	"tagcheck/reference"
)

// testbed is a pool of images on the reference server. Image n has the tags a and b, and n
// as a third one.
type testbed struct {
	*Pool
	server *reference.Server
	model  *model.Model

	mu      sync.Mutex
	placed  []*model.Image // by place
	stopped int
}

// newTestbed makes a pool of two places and one spare. wrap, which may be nil, is between
// the client and the server.
func newTestbed(t *testing.T, wrap func(next http.Handler) http.HandlerFunc, change func(*Options)) *testbed {
	t.Helper()
	server := reference.New(reference.Demo())
	var handler http.Handler = server
	if wrap != nil {
		handler = wrap(server)
	}
	front := httptest.NewServer(handler)
	t.Cleanup(front.Close)
	root, err := url.Parse(front.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	tokens := map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)}
	client := target.Target{Root: root, Timeout: 10 * time.Second, Users: tokens}.Clients(recorder, "test")[target.Owner]
	t.Cleanup(client.CloseIdle)
	b := &testbed{server: server, model: model.New(0), placed: make([]*model.Image, 2)}
	o := Options{
		Client: client, Root: root, Model: b.model, Places: 2, Spares: 1, MaxImages: 6,
		Layout: func(number uint64) model.Spec {
			return model.Spec{Tags: []string{"a", "b", strconv.FormatUint(number, 10)}, Present: 3, Usable: 3, MaxTags: 3}
		},
		Place: func(i *model.Image) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.placed[i.Place] = i
		},
		Stopped: func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.stopped++
		},
	}
	if change != nil {
		change(&o)
	}
	b.Pool = New(o)
	return b
}

func (b *testbed) open(t *testing.T) {
	t.Helper()
	if err := b.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (b *testbed) inUse() (images []*model.Image) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, i := range b.placed {
		if i != nil {
			images = append(images, i)
		}
	}
	return images
}

// finish reads back and releases all images.
func (b *testbed) finish(t *testing.T) model.Findings {
	t.Helper()
	b.ReadBack(t.Context(), b.inUse())
	if err := b.Release(t.Context()); err != nil {
		t.Error(err)
	}
	b.expectNoImages(t)
	return b.model.Findings()
}

func (b *testbed) list() string {
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoAdminToken)
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, r)
	return w.Body.String()
}

func (b *testbed) expectNoImages(t *testing.T) {
	t.Helper()
	if list := b.list(); !strings.Contains(list, `"images":[]`) {
		t.Errorf("left on the server: %.300s", list)
	}
}

// eventually waits until a condition holds that something in the background brings about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: it does not happen", what)
		}
	}
}

func TestEveryPlaceGetsItsImage(t *testing.T) {
	b := newTestbed(t, nil, nil)
	b.open(t)
	images := b.inUse()
	if len(images) != 2 || images[0].Place != 0 || images[1].Place != 1 || b.HasVacancy() || b.Err() != nil {
		t.Fatalf("%d images, vacancy %t, %v", len(images), b.HasVacancy(), b.Err())
	}
	shown, err := imageapi.DecodeImage(b.options.Client.ShowImage(t.Context(), images[1].ID()).Content())
	if err != nil || strings.Join(shown.Tags, "") != "1ab" {
		t.Errorf("%v, tags %q", err, shown.Tags)
	}
	found := b.finish(t)
	if found.Lost() > 0 || found.Unexpected > 0 || found.Unread > 0 || found.Images < 2 || found.Keys != 3*found.Images {
		t.Errorf("%+v", found)
	}
	if !errors.Is(b.Err(), ErrEnded) || b.stopped == 0 {
		t.Errorf("%v, stopped %d times", b.Err(), b.stopped)
	}
}

func TestRetiredImageIsReplacedReadBackAndReleased(t *testing.T) {
	b := newTestbed(t, nil, nil)
	b.open(t)
	eventually(t, "there is a spare", func() bool { return len(b.inventory.unread()) == 1 })
	old := b.inUse()[1]
	spare := b.Replace(old)
	if spare == nil || spare.Place != 1 || spare == old || b.HasVacancy() {
		t.Fatalf("the spare is %+v", spare)
	}
	b.options.Place(spare)
	b.Drained(old)
	eventually(t, "the old image is released", func() bool { return !strings.Contains(b.list(), old.ID()) })
	eventually(t, "there is another spare", func() bool { return len(b.inventory.unread()) == 1 })
	if found := b.finish(t); found.Images != 4 || found.Lost() > 0 {
		t.Errorf("%+v", found)
	}
}

// Without a spare the place is vacant, and the next image that is created takes it.
func TestNextImageTakesAVacantPlace(t *testing.T) {
	var closed atomic.Bool
	gate := make(chan struct{})
	b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && closed.Load() {
				<-gate
			}
			next.ServeHTTP(w, r)
		}
	}, func(o *Options) { o.Spares = 0 })
	b.open(t)
	closed.Store(true)
	old := b.inUse()[0]
	if spare := b.Replace(old); spare != nil || !b.HasVacancy() {
		t.Fatalf("%v, vacancy %t", spare, b.HasVacancy())
	}
	close(gate)
	eventually(t, "the place has another image", func() bool { return b.inUse()[0] != old && !b.HasVacancy() })
	if i := b.inUse()[0]; i.Place != 0 {
		t.Errorf("it is in place %d", i.Place)
	}
	b.Drained(old)
	if found := b.finish(t); found.Images != 3 || found.Lost() > 0 {
		t.Errorf("%+v", found)
	}
}

// A retired image that is not drained is read back at the end, too.
func TestRetiredImagesAreReadBackAtTheEnd(t *testing.T) {
	b := newTestbed(t, nil, func(o *Options) { o.Spares = 0 })
	b.open(t)
	old := b.inUse()[0]
	var q attack.Request
	if ok, _ := old.Begin(model.Remove, &q); !ok {
		t.Fatal("there is no tag to remove")
	}
	b.Replace(old)
	eventually(t, "the place has another image", func() bool { return b.inUse()[0] != old })
	if found := b.finish(t); found.Images != 3 || found.Unknown != 1 || found.Lost() > 0 {
		t.Errorf("%+v", found)
	}
}

func TestNumberOfImagesIsBounded(t *testing.T) {
	b := newTestbed(t, nil, func(o *Options) { o.Spares, o.MaxImages = 100, 5 })
	b.open(t)
	eventually(t, "there are three spares", func() bool { return len(b.inventory.unread()) == 3 })
	b.inventory.mu.Lock()
	if total, creating := b.inventory.total, b.inventory.creating; total != 5 || creating != 0 {
		t.Errorf("%d images, %d are being created", total, creating)
	}
	b.inventory.mu.Unlock()
	b.finish(t)
}

func TestInterruptedSetupLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var created atomic.Int64
	b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			if r.Method == http.MethodPost && created.Add(1) == 7 {
				cancel()
			}
		}
	}, func(o *Options) { o.Places, o.MaxImages = 32, 70 })
	b.placed = make([]*model.Image, 32)
	if err := b.Open(ctx); !errors.Is(err, context.Canceled) || created.Load() > 7+2*Concurrency {
		t.Errorf("%v, %d images were created", err, created.Load())
	}
	b.expectNoImages(t)
}

// An image that cannot be created is an error of Open, or later of Err.
func TestImageThatCannotBeCreatedIsAnError(t *testing.T) {
	for _, later := range []bool{false, true} {
		var refuse atomic.Bool
		refuse.Store(!later)
		b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && refuse.Load() {
					http.Error(w, "no more images", http.StatusForbidden)
					return
				}
				next.ServeHTTP(w, r)
			}
		}, func(o *Options) { o.Spares = 0 })
		err := b.Open(t.Context())
		if later {
			if err != nil {
				t.Fatal(err)
			}
			refuse.Store(true)
			b.Replace(b.inUse()[0])
			eventually(t, "the creation fails", func() bool { return b.Err() != nil })
			err = b.Err()
			b.finish(t)
		}
		for _, want := range []string{"cannot create an image for the load: ", "answered 403: \"no more images\""} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("later %t: %v", later, err)
			}
		}
		b.expectNoImages(t)
	}
}

// A request that a busy server did not carry out is tried again.
func TestFailedRequestsAreRetried(t *testing.T) {
	for status, retried := range map[int]bool{http.StatusInternalServerError: true, http.StatusForbidden: false} {
		var tries atomic.Int64
		b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet && tries.Add(1) < Tries {
					w.WriteHeader(status)
					return
				}
				next.ServeHTTP(w, r)
			}
		}, func(o *Options) { o.Places, o.Spares, o.MaxImages = 1, 0, 3 })
		b.open(t)
		if found := b.finish(t); found.Images == 1 != retried || found.Unread == 0 != retried {
			t.Errorf("%d: %d tries, %+v", status, tries.Load(), found)
		}
	}
}

// sentImage is the body of a request, which can be read again.
func sentImage(r *http.Request) map[string]any {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var image map[string]any
	_ = json.Unmarshal(body, &image)
	return image
}

// Tags are added one by one if the server does not create images with tags.
func TestTagsAreAddedIfCreationDoesNot(t *testing.T) {
	for name, post := range map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
		"drops them": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			name := fmt.Sprintf(`{"name":%q}`, sentImage(r)["name"])
			bare := httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(name))
			bare.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
			next.ServeHTTP(w, bare)
		},
		"refuses them": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if sentImage(r)["tags"] != nil {
				http.Error(w, "no tags here", http.StatusBadRequest)
				return
			}
			next.ServeHTTP(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						post(w, r, next)
						return
					}
					next.ServeHTTP(w, r)
				}
			}, nil)
			b.open(t)
			if b.bare.Load() != (name == "refuses them") {
				t.Errorf("bare: %t", b.bare.Load())
			}
			if found := b.finish(t); found.Lost() > 0 || found.Keys != 3*found.Images {
				t.Errorf("%+v", found)
			}
		})
	}
}

// The server loses all tags of an image that it deletes.
func TestImageThatIsGoneHasLostItsTags(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					w.WriteHeader(status)
					return
				}
				next.ServeHTTP(w, r)
			}
		}, func(o *Options) { o.Places, o.Spares = 1, 0 })
		b.open(t)
		found := b.finish(t)
		if found.LostAdditions != 3 || found.Unread > 0 || !strings.HasSuffix(found.Listed[0].Exchange.URL, "/v2/images") {
			t.Errorf("%d: %+v", status, found)
		}
	}
}

// An image that cannot be read proves nothing.
func TestImagesThatCannotBeReadAreUnread(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"refused":       func(w http.ResponseWriter) { http.Error(w, "not for you", http.StatusForbidden) },
		"another image": func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"id":"another","tags":[]}`)) },
		"not JSON":      func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{`)) },
	} {
		var ready atomic.Bool
		b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if ready.Load() && r.Method == http.MethodGet && r.URL.Path != "/v2/images" {
					answer(w)
					return
				}
				next.ServeHTTP(w, r)
			}
		}, func(o *Options) { o.Places, o.Spares, o.MaxImages = 1, 0, 3 })
		b.open(t)
		ready.Store(true)
		found := b.finish(t)
		if found.Unread != 1 || found.Images > 0 || found.Lost() > 0 {
			t.Errorf("%s: %+v", name, found)
		}
		if !strings.HasPrefix(found.WhyUnread, "cannot read back image ") {
			t.Errorf("%s: %s", name, found.WhyUnread)
		}
	}
}

// Images for which there is no time left are unread, and still released.
func TestImagesWithoutTimeLeftAreUnread(t *testing.T) {
	b := newTestbed(t, nil, nil)
	b.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.ReadBack(ctx, b.inUse())
	if found := b.model.Findings(); found.Unread < 2 || found.Images > 0 || found.Lost() > 0 {
		t.Errorf("%+v", found)
	}
	if err := b.Release(t.Context()); err != nil {
		t.Error(err)
	}
	b.expectNoImages(t)
}

func TestImagesThatCannotBeReleasedAreNamed(t *testing.T) {
	b := newTestbed(t, func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				http.Error(w, "not now", http.StatusConflict)
				return
			}
			next.ServeHTTP(w, r)
		}
	}, func(o *Options) { o.Spares = 0 })
	b.open(t)
	images := b.inUse()
	b.ReadBack(t.Context(), images)
	err := b.Release(t.Context())
	for _, i := range images {
		if err == nil || !strings.Contains(err.Error(), i.ID()) {
			t.Errorf("%v does not name %s", err, i.ID())
		}
	}
}
