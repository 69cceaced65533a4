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

// imagePath is one that nobody may put in order.
const imagePath = "//v2/images/a%2Fb/tags/"

// tags is a source that puts a fresh tag each time.
type tags struct {
	n   atomic.Int64
	end int64 // after so many; 0 for never
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

func (*tags) Settle(_ *Request, a *Answer) string {
	if a.Err != nil {
		return "no answer"
	}
	if a.Status != http.StatusNoContent {
		return "status " + strconv.Itoa(a.Status)
	}
	return ""
}

// attacked runs one attack and gives its samples.
func attacked(t *testing.T, handler http.HandlerFunc, rate string, duration time.Duration, change func(*Options)) ([]Sample, Health, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := arrival.Parse(rate, duration, 1)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Root: root, Timeout: 5 * time.Second, Workers: 8, UserAgent: "test"}
	if change != nil {
		change(&o)
	}
	a := New(o)
	defer a.Close()
	var samples []Sample
	health, err := a.Attack(t.Context(), &tags{}, schedule, func(s Sample) { samples = append(samples, s) })
	return samples, health, err
}

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func TestEveryDueRequestIsSentAndRecordedOnce(t *testing.T) {
	for _, netHTTP := range []bool{false, true} {
		var answered atomic.Int64
		samples, health, err := attacked(t, func(w http.ResponseWriter, r *http.Request) {
			answered.Add(1)
			if !strings.HasPrefix(r.RequestURI, imagePath) {
				t.Errorf("%s was asked for", r.RequestURI)
			}
			for name := range r.Header {
				if name == slotField || name == "X-Vegeta-Seq" {
					t.Errorf("%s goes out", name)
				}
			}
			w.WriteHeader(http.StatusNoContent)
		}, "1000/s", 200*time.Millisecond, func(o *Options) { o.NetHTTP = netHTTP })
		if err != nil || len(samples) != 200 || answered.Load() != 200 || health.Due != 200 || health.Sent != 200 {
			t.Fatalf("%v: %d samples of %d answers, %+v", err, len(samples), answered.Load(), health)
		}
		for i, s := range samples {
			if s.Problem != "" || s.Sent < s.Due || s.Done < s.Sent {
				t.Errorf("%d: %+v", i, s)
			}
		}
	}
}

func TestProblemsAreTheSourcesWords(t *testing.T) {
	samples, _, _ := attacked(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) }, "500/s", 20*time.Millisecond, nil)
	if len(samples) != 10 || samples[3].Problem != "status 409" {
		t.Errorf("%d: %+v", len(samples), samples)
	}
	samples, _, _ = attacked(t, noContent, "500/s", 20*time.Millisecond, func(o *Options) { o.Root = &url.URL{Scheme: "http", Host: "127.0.0.1:1"} })
	if len(samples) != 10 || samples[3].Problem != "no answer" {
		t.Errorf("%d: %+v", len(samples), samples)
	}
}

// While the server answers nobody, requests go on being due: their response
// times say so with eight workers, too, and the delay is not the generator's.
func TestAStalledServerIsNotOmitted(t *testing.T) {
	const stall = 300 * time.Millisecond
	// It begins with the first request and is over for all at the same moment.
	over := sync.OnceValue(func() <-chan struct{} {
		gate := make(chan struct{})
		time.AfterFunc(stall, func() { close(gate) })
		return gate
	})
	samples, health, err := attacked(t, func(w http.ResponseWriter, _ *http.Request) {
		<-over()
		w.WriteHeader(http.StatusNoContent)
	}, "1000/s", 300*time.Millisecond, nil)
	if err != nil || len(samples) != 300 {
		t.Fatalf("%v, %d samples", err, len(samples))
	}
	late, held := 0, 0
	for _, s := range samples {
		if s.Done-s.Due > 100*time.Millisecond {
			late++
		}
		if s.Held {
			held++
		}
	}
	if late < 150 || held < 150 || health.Saturated < 0.5 {
		t.Errorf("%d are late and %d were held, %+v", late, held, health)
	}
}

// shortOf is a source that waits for answers before it has another tag.
type shortOf struct{ tags }

func (s *shortOf) Next(q *Request) error {
	q.Waited = true
	return s.tags.Next(q)
}

func TestADelayIsTheTargetsWhereTheSourceWaitsForAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(noContent))
	defer server.Close()
	root, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := arrival.Parse("1000/s", 20*time.Millisecond, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []Source{&tags{}, &shortOf{}} {
		a := New(Options{Root: root, Timeout: time.Second, Workers: 64})
		defer a.Close()
		held := 0
		if _, err := a.Attack(t.Context(), source, schedule, func(s Sample) {
			if s.Held {
				held++
			}
		}); err != nil {
			t.Fatal(err)
		}
		if _, waits := source.(*shortOf); waits != (held == 20) {
			t.Errorf("%T: %d of 20 were held", source, held)
		}
	}
}

func TestAsFastAsPossible(t *testing.T) {
	samples, _, err := attacked(t, noContent, "max", 50*time.Millisecond, nil)
	if err != nil || len(samples) < 8 {
		t.Fatalf("%v, %d samples", err, len(samples))
	}
	for _, s := range samples {
		if s.Due != s.Sent {
			t.Fatalf("%+v", s)
		}
	}
}

func TestAnAttackEndsWithItsContext(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(noContent))
	defer server.Close()
	root, _ := url.Parse(server.URL)
	a := New(Options{Root: root, Timeout: time.Second, Workers: 2})
	defer a.Close()
	ctx, cancel := context.WithCancel(t.Context())
	schedule, err := arrival.Parse("0.01/s", time.Hour, 1)
	if err != nil {
		t.Fatal(err)
	}
	health, err := a.Attack(ctx, &tags{}, schedule, func(Sample) { cancel() }) // the next is due in a minute
	if err != nil || health.Sent != 1 {
		t.Errorf("%v, %+v", err, health)
	}
}

func TestAnAttackEndsWithItsSource(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(noContent))
	defer server.Close()
	root, _ := url.Parse(server.URL)
	a := New(Options{Root: root, Timeout: time.Second, Workers: 2})
	defer a.Close()
	health, err := a.Attack(t.Context(), &tags{end: 7}, arrival.Max{Duration: time.Hour}, func(Sample) {})
	if err == nil || err.Error() != "no more tags" || health.Sent != 7 {
		t.Errorf("%v, %+v", err, health)
	}
}
