package scenario

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

// bed is a server, what wraps it, and a target that describes it.
type bed struct {
	server *reference.Server
	target target.Target
	sender *http.Client
	client *imageapi.Client
}

// middleware stands between the senders and the server.
type middleware func(next http.Handler) http.HandlerFunc

func serve(t *testing.T, s fault.Server, wrap middleware) *bed {
	t.Helper()
	server := s.New()
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
	b := &bed{server: server, sender: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	t.Cleanup(b.sender.CloseIdleConnections)
	b.target = target.Target{
		Root: root, Timeout: 10 * time.Second, Image: s.Declares.Image,
		Users:        map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
		Capabilities: target.Capabilities{TagQuota: s.Config.TagQuota, Window: s.Declares.Window},
	}
	if s.Declares.Alphabet != "" {
		b.target.Capabilities.Alphabet = regexp.MustCompile("^(?:" + s.Declares.Alphabet + ")+$")
	}
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	b.client = b.target.Clients(recorder, "tagcheck-test")[target.Owner]
	t.Cleanup(b.client.CloseIdle)
	return b
}

func (b *bed) setup() Setup { return Setup{Target: b.target, Client: b.client, Seed: 1} }

// tally is what came of a load, by problem; "" for what was expected.
type tally struct {
	mu       sync.Mutex
	problems map[string]int
	sent     map[string]int // by operation
}

func (y *tally) bad() int {
	n := 0
	for problem, times := range y.problems {
		if problem != "" {
			n += times
		}
	}
	return n
}

// load sends requests from several goroutines until there were so many.
func (b *bed) load(t *testing.T, r *Run, requests, senders int) *tally {
	t.Helper()
	y := &tally{problems: map[string]int{}, sent: map[string]int{}}
	var left atomic.Int64
	left.Store(int64(requests))
	var sending sync.WaitGroup
	for range senders {
		sending.Go(func() {
			for left.Add(-1) >= 0 {
				var q attack.Request
				if err := r.Next(&q); err != nil {
					t.Errorf("no request: %v", err)
					return
				}
				problem := r.Settle(&q, b.send(&q))
				y.mu.Lock()
				y.problems[problem]++
				y.sent[r.Operations()[q.Operation]]++
				y.mu.Unlock()
			}
		})
	}
	sending.Wait()
	return y
}

func (b *bed) send(q *attack.Request) *attack.Answer {
	a := &attack.Answer{Sent: time.Now()}
	defer func() { a.Done = time.Now() }()
	request, err := http.NewRequest(q.Method, "http://"+b.target.Root.Host+q.Path, nil)
	if err != nil {
		a.Err = err
		return a
	}
	request.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	response, err := b.sender.Do(request)
	if err != nil {
		a.Err = err
		return a
	}
	defer func() { _ = response.Body.Close() }()
	a.Status, a.Header = response.StatusCode, response.Header
	a.Body, a.Err = io.ReadAll(response.Body)
	return a
}

// images is what the server holds.
func (b *bed) images() string {
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoAdminToken)
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, r)
	return w.Body.String()
}

// over verifies a run, closes it and sees that nothing is left.
func (b *bed) over(t *testing.T, r *Run) Result {
	t.Helper()
	result := r.Verify(context.Background())
	if err := r.Close(context.Background()); err != nil {
		t.Errorf("close: %v", err)
	}
	if list := b.images(); !strings.Contains(list, `"images":[]`) {
		t.Errorf("left on the server: %.300s", list)
	}
	return result
}

func named(t *testing.T, name string) Plan {
	t.Helper()
	p, ok := Named(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	return p
}

func found(t *testing.T, name string) fault.Server {
	t.Helper()
	s, ok := fault.Find(name)
	if !ok {
		t.Fatalf("the bank has no %s", name)
	}
	return s
}

func tagged(r *http.Request) bool { return strings.Contains(r.URL.Path, "/tags/") }

var letters26 = regexp.MustCompile("^[a-z]+$")

func newImage(name string, tags ...string) imageapi.NewImage {
	return imageapi.NewImage{Name: name, Tags: tags}
}

func idOf(t *testing.T, content []byte) string {
	t.Helper()
	image, err := imageapi.DecodeImage(content)
	if err != nil {
		t.Fatal(err)
	}
	return image.ID
}

// tagsOf gives the tags of an image, sorted, with spaces between them.
func tagsOf(t *testing.T, b *bed, id string) string {
	t.Helper()
	image, err := imageapi.DecodeImage(b.client.ShowImage(t.Context(), id).Content())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(image.Tags)
	return strings.Join(image.Tags, " ")
}

// one sends a single request.
func one(b *bed, r *Run) error {
	var q attack.Request
	if err := r.Next(&q); err != nil {
		return err
	}
	r.Settle(&q, b.send(&q))
	return nil
}
