package reference

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"tagcheck/reference/internal/framing"
)

// Serve accepts connections from l and answers their requests until ctx ends. Then
// it stops accepting, waits for requests in flight for at most
// [Config.ShutdownTimeout], closes all connections and returns nil. It returns an
// error if l fails. Serve closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	guarded := s.filter(s.parts.Listener(l))
	engine := s.engine()
	failed := make(chan error, 1)
	go func() { failed <- engine.Serve(guarded) }()
	select {
	case err := <-failed:
		engine.Close()
		s.drain(ctx, guarded)
		return fmt.Errorf("accept a connection on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.ShutdownTimeout)
	defer cancel()
	guarded.CloseUnused()
	if engine.Shutdown(grace) != nil {
		engine.Close()
	}
	guarded.Drain(grace)
	<-failed
	return nil
}

// drain closes the remaining connections.
func (s *Server) drain(ctx context.Context, guarded *framing.Listener) {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.ShutdownTimeout)
	defer cancel()
	guarded.Drain(grace)
}

// filter puts the filter for malformed requests in front of net/http.
func (s *Server) filter(l net.Listener) *framing.Listener {
	return framing.Listen(l, framing.Limits{
		RequestLine:  s.cfg.MaxRequestLine,
		HeaderBytes:  s.cfg.MaxHeaderBytes,
		HeaderFields: s.cfg.MaxHeaderFields,
		HeadTimeout:  s.cfg.HeadTimeout,
		IdleTimeout:  s.cfg.IdleTimeout,
		WriteTimeout: s.cfg.WriteTimeout,
		Linger:       s.cfg.LingerTimeout,
	})
}

// engine returns the net/http server. The filter and the handler replace some of
// what it does by default.
func (s *Server) engine() *http.Server {
	return &http.Server{
		Handler:     framing.Handler(s, s.refuse),
		ConnContext: framing.ConnContext,
		// Never reached: the filter enforces the exact limit. It escapes some targets,
		// which makes them up to three times as long.
		MaxHeaderBytes:               3*s.cfg.MaxRequestLine + s.cfg.MaxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// refuse answers a request that the filter refused.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, reason string) {
	w, end := s.begin(w, r)
	defer end()
	s.parts.Render(w, r, &Problem{Status: status, Message: reason, Close: true})
}
