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

// headerTimeout is how long a client may take for the header of its request.
const headerTimeout = 10 * time.Second

// Server answers GET /metrics.
type Server struct {
	listener  net.Listener
	server    *http.Server
	collector *collector
	ended     chan error
}

// Listen serves at a TCP address, such as 127.0.0.1:9100, until Close.
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
	s := &Server{listener, &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout}, c, make(chan error, 1)}
	go func() { s.ended <- s.server.Serve(listener) }()
	return s, nil
}

// URL is that of the metrics.
func (s *Server) URL() string { return fmt.Sprintf("http://%s/metrics", s.listener.Addr()) }

// Measuring adds a phase to the metrics. It is for [load.Options].Measuring.
func (s *Server) Measuring(phase load.Live) { s.collector.add(phase) }

// Close stops the server. The error is why it stopped before, if it did.
func (s *Server) Close() error {
	closed := s.server.Close()
	if err := <-s.ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return closed
}
