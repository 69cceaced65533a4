package attack

import (
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"tagcheck/load/arrival"
)

// answering answers 204 without a server.
type answering struct{}

func (answering) RoundTrip(req *http.Request) (*http.Response, error) {
	if _, err := io.WriteString(io.Discard, req.URL.RequestURI()); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusNoContent, Status: "204 No Content", Body: http.NoBody, Request: req}, nil
}

// BenchmarkAttack is the cost of a request in this package and in vegeta, without sending
// it.
func BenchmarkAttack(b *testing.B) {
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	a := New(Options{Root: root, Timeout: time.Second, Workers: 64, UserAgent: "bench"})
	defer a.Close()
	a.send = answering{}
	b.ReportAllocs()
	source := &tags{end: int64(b.N)}
	before := processTime()
	health, _ := a.Attack(b.Context(), source, arrival.Max{Duration: time.Hour}, func(Sample) {})
	if health.Sent != uint64(b.N) {
		b.Fatalf("%d requests were sent, not %d", health.Sent, b.N)
	}
	b.ReportMetric(float64((processTime()-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}
