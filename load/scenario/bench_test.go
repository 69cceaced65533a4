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

// BenchmarkNextAndFinish is the cost of the scenario for one request, images included: a
// server that does nothing creates them.
func BenchmarkNextAndFinish(b *testing.B) {
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
					if problem := r.Finish(&q, &a); problem != "" {
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

// benchRun is a scenario on a server that stores nothing. What is read back is lost, which
// does not matter here.
func benchRun(b *testing.B, name string) *Run {
	b.Helper()
	var created atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown := map[string]any{"id": path.Base(r.URL.Path), "tags": []string{}}
		switch r.Method {
		case http.MethodPost:
			_ = json.NewDecoder(r.Body).Decode(&shown)
			shown["id"] = strconv.FormatInt(created.Add(1), 10)
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
	t := target.Target{Root: root, Timeout: 10 * time.Second}
	t.Capabilities.TagQuota = target.QuotaNone
	p, _ := ByName(name)
	r, err := New(b.Context(), p, Setup{Target: t, Client: t.Clients(recorder, "bench")[target.Owner], Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Close(context.Background()) })
	return r
}
