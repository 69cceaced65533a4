package reference

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

const (
	benchClients = 32
	benchImages  = DefaultMaxImages
	benchID      = "0c6c9b5e-3d1f-4f7e-9b1a-%012d"
)

// benchClient sends prepared requests on one connection, one at a time, and checks only
// the status of the responses.
type benchClient struct {
	conn     net.Conn
	requests [][]byte
	answer   []byte
}

func newBenchClient(b *testing.B, address string, number int) *benchClient {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	c := &benchClient{conn: conn, answer: make([]byte, 1024)}
	for tag := range 8 {
		c.requests = append(c.requests, fmt.Appendf(nil,
			"PUT /v2/images/"+benchID+"/tags/tag-%d HTTP/1.1\r\nHost: bench\r\nX-Auth-Token: %s\r\nContent-Length: 0\r\n\r\n",
			number, tag, DemoOwnerToken))
	}
	return c
}

// run sends n requests. Each response is a 204, which ends with its header.
func (c *benchClient) run(n int) error {
	for i := range n {
		if _, err := c.conn.Write(c.requests[i%len(c.requests)]); err != nil {
			return err
		}
		size := 0
		for !bytes.HasSuffix(c.answer[:size], []byte("\r\n\r\n")) {
			more, err := c.conn.Read(c.answer[size:])
			if err != nil {
				return err
			}
			size += more
		}
		if !bytes.HasPrefix(c.answer, []byte("HTTP/1.1 204 ")) {
			return fmt.Errorf("%s", c.answer[:size])
		}
	}
	return nil
}

// benchRun shares n requests among the clients.
func benchRun(b *testing.B, clients []*benchClient, n int) {
	var wait sync.WaitGroup
	for i, c := range clients {
		wait.Go(func() {
			if err := c.run((n + i) / len(clients)); err != nil {
				b.Error(err)
			}
		})
	}
	wait.Wait()
}

func benchListener(b *testing.B) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// benchBare starts an unmodified net/http server with a handler that answers 204.
func benchBare(b *testing.B) []*benchClient {
	l := benchListener(b)
	bare := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})}
	go bare.Serve(l)
	b.Cleanup(func() { bare.Close() })
	return dialBench(b, l.Addr().String())
}

// benchReference starts the reference server.
func benchReference(b *testing.B) []*benchClient {
	l := benchListener(b)
	s := New(Demo())
	for i := range benchImages {
		img := newImage{id: fmt.Sprintf(benchID, i), visibility: visibilityPrivate}.image("alpha", time.Now())
		if err := s.parts.Store.Insert(img, 0); err != nil {
			b.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	return dialBench(b, l.Addr().String())
}

func dialBench(b *testing.B, address string) []*benchClient {
	clients := make([]*benchClient, benchClients)
	for i := range clients {
		clients[i] = newBenchClient(b, address, i)
	}
	return clients
}

// BenchmarkBare measures net/http with a handler that only answers 204.
func BenchmarkBare(b *testing.B) {
	clients := benchBare(b)
	b.ResetTimer()
	benchRun(b, clients, b.N)
}

// BenchmarkReference measures the reference server, with its filter, authentication,
// routing and store.
func BenchmarkReference(b *testing.B) {
	clients := benchReference(b)
	b.ResetTimer()
	benchRun(b, clients, b.N)
}

// BenchmarkRatio runs both alternately and reports the median and the quartiles of the
// ratios of their throughput. Other processes disturb ratios less than absolute figures.
func BenchmarkRatio(b *testing.B) {
	const rounds, requests = 41, 4_000
	bare, reference := benchBare(b), benchReference(b)
	timed := func(clients []*benchClient) float64 {
		start := time.Now()
		benchRun(b, clients, requests)
		return time.Since(start).Seconds()
	}
	timed(bare)
	timed(reference)
	for b.Loop() {
		var ratios []float64
		for i := range rounds {
			var tb, tr float64
			if i%2 == 0 {
				tb, tr = timed(bare), timed(reference)
			} else {
				tr, tb = timed(reference), timed(bare)
			}
			ratios = append(ratios, tb/tr)
		}
		slices.Sort(ratios)
		b.ReportMetric(ratios[rounds/2], "reference/bare")
		b.ReportMetric(ratios[rounds/4], "lower-quartile")
		b.ReportMetric(ratios[3*rounds/4], "upper-quartile")
	}
}
