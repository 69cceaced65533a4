package loadmetrics

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tagcheck/load"
)

// headerTime bounds how long a client may take for the head of its request.
const headerTime = 10 * time.Second

// Server serves the metrics at /metrics.
type Server struct {
	listener  net.Listener
	server    *http.Server
	collector *collector
	ended     chan error
}

// Listen serves at a TCP address, HOST:PORT, until Close.
func Listen(address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &collector{}
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}))
	s := &Server{listener, &http.Server{Handler: mux, ReadHeaderTimeout: headerTime}, c, make(chan error, 1)}
	go func() { s.ended <- s.server.Serve(listener) }()
	return s, nil
}

// URL is where the metrics are.
func (s *Server) URL() string { return fmt.Sprintf("http://%s/metrics", s.listener.Addr()) }

// Measuring adds a phase to the metrics.
func (s *Server) Measuring(phase load.Live) { s.collector.add(phase) }

// Close ends the server. If it ended before, the error says why.
func (s *Server) Close() error {
	closed := s.server.Close()
	if err := <-s.ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return closed
}
