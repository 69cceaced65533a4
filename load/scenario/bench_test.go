package scenario

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
)

// BenchmarkNextAndSettle is what the scenario costs a request, its images
// included: they are made by a server that does nothing.
func BenchmarkNextAndSettle(b *testing.B) {
	for _, name := range []string{"add", "add-again", "remove", "churn", "wide", "hot", "long"} {
		b.Run(name, func(b *testing.B) {
			r := benchRun(b, name)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				var q attack.Request
				a := attack.Answer{Sent: time.Now(), Done: time.Now(), Status: http.StatusNoContent}
				a.Header = http.Header{"X-Openstack-Request-Id": {"req-01234567-0123-4123-8123-012345678901"}}
				for pb.Next() {
					if err := r.Next(&q); err != nil {
						b.Error(err)
						return
					}
					if problem := r.Settle(&q, &a); problem != "" {
						b.Error(problem)
						return
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(r.Waited().Images.Nanoseconds())/float64(b.N), "ns-waited-for-images/op")
		})
	}
}

// benchRun is a scenario on a server that keeps nothing: what it reads back is
// lost, which nobody asks for here.
func benchRun(b *testing.B, name string) *Run {
	b.Helper()
	var made atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown := map[string]any{"id": path.Base(r.URL.Path), "tags": []string{}}
		switch r.Method {
		case http.MethodPost:
			_ = json.NewDecoder(r.Body).Decode(&shown)
			shown["id"] = strconv.FormatInt(made.Add(1), 10)
			w.WriteHeader(http.StatusCreated)
		case http.MethodDelete:
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_ = json.NewEncoder(w).Encode(shown)
	}))
	b.Cleanup(front.Close)
	root, err := url.Parse(front.URL + "/v2")
	if err != nil {
		b.Fatal(err)
	}
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	t := target.Target{Root: root, Timeout: 10 * time.Second, Capabilities: target.Capabilities{TagQuota: target.QuotaNone}}
	p, _ := Named(name)
	r, err := New(b.Context(), p, Setup{Target: t, Client: t.Clients(recorder, "bench")[target.Owner], Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Close(context.Background()) })
	return r
}
