package attack

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/load/arrival"
)

// imagePath must be sent unchanged.
const imagePath = "//v2/images/a%2Fb/tags/"

// tags is a source that puts a new tag each time.
type tags struct {
	n   atomic.Int64
	end int64 // the number of tags; 0 for no end
}

func (*tags) Operations() []string { return []string{"put"} }

func (t *tags) Next(q *Request) error {
	n := t.n.Add(1)
	if t.end > 0 && n > t.end {
		return errors.New("no more tags")
	}
	q.Method, q.Path = http.MethodPut, imagePath+strconv.FormatInt(n, 10)
	return nil
}

func (*tags) Finish(_ *Request, a *Answer) string {
	if a.Err != nil {
		return string(a.Err.Kind)
	}
	if a.Status != http.StatusNoContent {
		return "status " + strconv.Itoa(a.Status)
	}
	return ""
}

// rootOf starts a server and returns its URL.
func rootOf(t *testing.T, handler http.HandlerFunc) *url.URL {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func newAttacker(t *testing.T, o Options) *Attacker {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	a := New(o)
	t.Cleanup(a.Close)
	return a
}

func schedule(t *testing.T, rate string, duration time.Duration) arrival.Schedule {
	t.Helper()
	s, err := arrival.Parse(rate, duration, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// attack sends new tags and returns the samples.
func attack(t *testing.T, o Options, rate string, duration time.Duration) ([]Sample, Health) {
	t.Helper()
	var samples []Sample
	s := schedule(t, rate, duration)
	health, err := newAttacker(t, o).Attack(t.Context(), &tags{}, s, func(s Sample) { samples = append(samples, s) })
	if err != nil {
		t.Fatal(err)
	}
	return samples, health
}

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func TestEveryDueRequestIsSentAndRecordedOnce(t *testing.T) {
	for _, netHTTP := range []bool{false, true} {
		var answered atomic.Int64
		root := rootOf(t, func(w http.ResponseWriter, r *http.Request) {
			answered.Add(1)
			if !strings.HasPrefix(r.RequestURI, imagePath) {
				t.Errorf("the path is %s", r.RequestURI)
			}
			for name := range r.Header {
				if name == slotField || name == "X-Vegeta-Seq" {
					t.Errorf("the field %s is sent", name)
				}
			}
			w.WriteHeader(http.StatusNoContent)
		})
		samples, health := attack(t, Options{Root: root, NetHTTP: netHTTP}, "1000/s", 200*time.Millisecond)
		if len(samples) != 200 || answered.Load() != 200 || health.Due != 200 || health.Sent != 200 {
			t.Fatalf("%d samples of %d answers, %+v", len(samples), answered.Load(), health)
		}
		if health.Workers != DefaultWorkers {
			t.Errorf("%d workers", health.Workers)
		}
		for i, s := range samples {
			if s.Problem != "" || s.Sent < s.Due || s.Done < s.Sent {
				t.Errorf("%d: %+v", i, s)
			}
		}
	}
}

func TestProblemsAreThoseOfTheSource(t *testing.T) {
	conflict := rootOf(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) })
	nobody := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	for _, tt := range []struct {
		root    *url.URL
		netHTTP bool
		want    string
	}{{conflict, false, "status 409"}, {conflict, true, "status 409"}, {nobody, false, "dial"}, {nobody, true, "dial"}} {
		samples, _ := attack(t, Options{Root: tt.root, NetHTTP: tt.netHTTP}, "500/s", 20*time.Millisecond)
		if len(samples) != 10 || samples[3].Problem != tt.want {
			t.Errorf("%s, net/http %t: %d samples, %+v", tt.want, tt.netHTTP, len(samples), samples)
		}
	}
}

// gate is a handler that answers nobody until the gate opens, after a delay that begins
// with the first request.
func gate(delay time.Duration) http.HandlerFunc {
	open := sync.OnceValue(func() <-chan struct{} {
		opened := make(chan struct{})
		time.AfterFunc(delay, func() { close(opened) })
		return opened
	})
	return func(w http.ResponseWriter, _ *http.Request) {
		<-open()
		w.WriteHeader(http.StatusNoContent)
	}
}

// Requests are due while the server answers nobody (coordinated omission). Their
// response times show it, even with few workers.
func TestStalledServerIsMeasured(t *testing.T) {
	root := rootOf(t, gate(300*time.Millisecond))
	samples, health := attack(t, Options{Root: root, Workers: 8}, "1000/s", 300*time.Millisecond)
	if len(samples) != 300 {
		t.Fatalf("%d samples", len(samples))
	}
	slow, blocked := 0, 0
	for _, s := range samples {
		if s.Done-s.Due > 100*time.Millisecond {
			slow++
		}
		if s.BlockedByTarget {
			blocked++
		}
	}
	if slow < 150 || blocked < 150 || health.Saturated < 0.5 {
		t.Errorf("%d are slow and %d were blocked, %+v", slow, blocked, health)
	}
}

// waiting is a source that waits for answers before it has another tag.
type waiting struct{ tags }

func (w *waiting) Next(q *Request) error {
	q.Waited = true
	return w.tags.Next(q)
}

func TestRequestsForWhichTheSourceWaitedAreBlockedByTheTarget(t *testing.T) {
	root := rootOf(t, noContent)
	for name, tt := range map[string]struct {
		source  Source
		blocked int
	}{"waits": {&waiting{}, 20}, "does not wait": {&tags{}, 0}} {
		blocked := 0
		s := schedule(t, "1000/s", 20*time.Millisecond)
		_, err := newAttacker(t, Options{Root: root}).Attack(t.Context(), tt.source, s, func(s Sample) {
			if s.BlockedByTarget {
				blocked++
			}
		})
		if err != nil || blocked != tt.blocked {
			t.Errorf("%s: %v, %d of 20 were blocked", name, err, blocked)
		}
	}
}

func TestClosedLoopSendsAsFastAsPossible(t *testing.T) {
	samples, health := attack(t, Options{Root: rootOf(t, noContent), Workers: 8}, "max", 50*time.Millisecond)
	if len(samples) < 8 || health.Due != health.Sent || health.Sent != uint64(len(samples)) {
		t.Fatalf("%d samples, %+v", len(samples), health)
	}
	for _, s := range samples {
		if s.Due != s.Sent {
			t.Fatalf("%+v", s)
		}
	}
}

func TestAttackEndsWithItsContext(t *testing.T) {
	a := newAttacker(t, Options{Root: rootOf(t, noContent), Workers: 2})
	ctx, cancel := context.WithCancel(t.Context())
	s := schedule(t, "0.01/s", time.Hour)
	health, err := a.Attack(ctx, &tags{}, s, func(Sample) { cancel() }) // the next request is due in 100 s
	if err != nil || health.Sent != 1 || health.Due != 1 {
		t.Errorf("%v, %+v", err, health)
	}
}

// A request that is due after the attack was cancelled does not count as due, however
// long the last answer takes.
func TestDueRequestsAreCountedUntilTheAttackIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	release := make(chan struct{})
	root := rootOf(t, func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		<-release
		w.WriteHeader(http.StatusNoContent)
	})
	time.AfterFunc(600*time.Millisecond, func() { close(release) })
	a := newAttacker(t, Options{Root: root, Workers: 2})
	health, err := a.Attack(ctx, &tags{}, schedule(t, "100/s", time.Hour), func(Sample) {})
	if err != nil || health.Sent < 1 || health.Due < health.Sent || health.Due > 40 { // 60 until the answer
		t.Errorf("%v: cancelled at the first request, answered after 600 ms at 100/s: %+v", err, health)
	}
}

func TestAttackEndsWithItsSource(t *testing.T) {
	a := newAttacker(t, Options{Root: rootOf(t, noContent), Workers: 2})
	health, err := a.Attack(t.Context(), &tags{end: 7}, arrival.Max{Duration: time.Hour}, func(Sample) {})
	if err == nil || err.Error() != "no more tags" || health.Sent != 7 {
		t.Errorf("%v, %+v", err, health)
	}
}
