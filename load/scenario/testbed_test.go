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
	"tagcheck/load/model"
	"tagcheck/load/transport"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

// testbed is a server, and a target that describes it.
type testbed struct {
	server *reference.Server
	target target.Target
	sender *http.Client
	client *imageapi.Client
}

// middleware is between the senders and the server.
type middleware func(next http.Handler) http.HandlerFunc

func newTestbed(t *testing.T, s fault.Server, wrap middleware) *testbed {
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
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	b := &testbed{server: server, sender: &http.Client{Timeout: 10 * time.Second, Transport: transport}}
	t.Cleanup(b.sender.CloseIdleConnections)
	b.target = target.Target{
		Root: root, Timeout: 10 * time.Second, Image: s.Declares.Image,
		Users: map[target.Role]target.TokenSource{
			target.Owner: target.StaticToken(reference.DemoOwnerToken),
		},
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

func (b *testbed) setup() Setup { return Setup{Target: b.target, Client: b.client, Seed: 1} }

// start creates the images of a plan.
func (b *testbed) start(t *testing.T, p Plan) *Run {
	t.Helper()
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tally counts the answers to the requests of a load.
type tally struct {
	mu       sync.Mutex
	problems map[string]int // "" for expected answers
	sent     map[string]int // by operation
}

// failures returns the number of answers with a problem.
func (y *tally) failures() int {
	n := 0
	for problem, times := range y.problems {
		if problem != "" {
			n += times
		}
	}
	return n
}

// send sends a number of requests from several goroutines.
func (b *testbed) send(t *testing.T, r *Run, requests, workers int) *tally {
	t.Helper()
	y := &tally{problems: map[string]int{}, sent: map[string]int{}}
	var left atomic.Int64
	left.Store(int64(requests))
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for left.Add(-1) >= 0 {
				var q attack.Request
				if err := r.Next(&q); err != nil {
					t.Errorf("no request: %v", err)
					return
				}
				problem := r.Finish(&q, b.answer(&q))
				y.mu.Lock()
				y.problems[problem]++
				y.sent[r.Operations()[q.Operation]]++
				y.mu.Unlock()
			}
		})
	}
	running.Wait()
	return y
}

// answer sends a single request.
func (b *testbed) answer(q *attack.Request) *attack.Answer {
	a := &attack.Answer{Sent: time.Now()}
	defer func() { a.Done = time.Now() }()
	request, err := http.NewRequest(q.Method, "http://"+b.target.Root.Host+q.Path, nil)
	if err != nil {
		a.Err = transport.Classify(err)
		return a
	}
	request.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	response, err := b.sender.Do(request)
	if err != nil {
		a.Err = transport.Classify(err)
		return a
	}
	defer func() { _ = response.Body.Close() }()
	a.Status, a.Header = response.StatusCode, response.Header
	if a.Body, err = io.ReadAll(response.Body); err != nil {
		a.Err = transport.Classify(err)
	}
	return a
}

// images returns the list of all images on the server.
func (b *testbed) images() string {
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoAdminToken)
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, r)
	return w.Body.String()
}

func (b *testbed) expectNoImages(t *testing.T) {
	t.Helper()
	if list := b.images(); !strings.Contains(list, `"images":[]`) {
		t.Errorf("left on the server: %.300s", list)
	}
}

// finish reads back and closes a run, after which no image may be left.
func (b *testbed) finish(t *testing.T, r *Run) model.Findings {
	t.Helper()
	found := r.ReadBack(context.Background())
	if err := r.Close(context.Background()); err != nil {
		t.Errorf("close: %v", err)
	}
	b.expectNoImages(t)
	return found
}

// isClean says that every image was read back and is as expected.
func isClean(f model.Findings) bool { return f.Lost() == 0 && f.Unexpected == 0 && f.Unread == 0 }

// named returns a scenario that uses at most maxImages images.
func named(t *testing.T, name string, maxImages int) Plan {
	t.Helper()
	p, ok := ByName(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	p.Images = min(p.Images, maxImages)
	return p
}

func faulty(t *testing.T, name string) fault.Server {
	t.Helper()
	s, ok := fault.Find(name)
	if !ok {
		t.Fatalf("there is no fault or variant %s", name)
	}
	return s
}

// withQuota is the reference server with a quota of tags, 0 for none.
func withQuota(n int) fault.Server {
	s := fault.Plain()
	s.Config.TagQuota = n
	return s
}

func isTagRequest(r *http.Request) bool { return strings.Contains(r.URL.Path, "/tags/") }

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

// tagsOf returns the tags of an image, sorted and separated by spaces.
func tagsOf(t *testing.T, b *testbed, id string) string {
	t.Helper()
	image, err := imageapi.DecodeImage(b.client.ShowImage(t.Context(), id).Content())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(image.Tags)
	return strings.Join(image.Tags, " ")
}

func next(t *testing.T, r *Run) *attack.Request {
	t.Helper()
	var q attack.Request
	if err := r.Next(&q); err != nil {
		t.Fatal(err)
	}
	return &q
}
