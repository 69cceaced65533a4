package reference

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"tagcheck/reference/internal/framing"
)

// Serve answers requests on connections accepted from l until ctx ends. It
// then stops accepting, lets requests in progress finish for at most
// [Config.ShutdownTimeout], closes everything and returns nil. It returns an
// error when l fails. Serve closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	guarded := s.filter(s.parts.Listener(l))
	engine := s.engine()
	failed := make(chan error, 1)
	go func() { failed <- engine.Serve(guarded) }()
	select {
	case err := <-failed:
		engine.Close()
		s.drain(ctx, guarded)
		return fmt.Errorf("reference: accept: %w", err)
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

// drain closes what is left of the connections.
func (s *Server) drain(ctx context.Context, guarded *framing.Listener) {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.ShutdownTimeout)
	defer cancel()
	guarded.Drain(grace)
}

// filter refuses what no handler should see.
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

// engine is net/http, told to leave to the filter and the handler what they do
// better.
func (s *Server) engine() *http.Server {
	return &http.Server{
		Handler:     framing.Handler(s, s.refuse),
		ConnContext: framing.ConnContext,
		// Never reached: the filter counts exactly, and the target may
		// have grown threefold on its way here.
		MaxHeaderBytes:               3*s.cfg.MaxRequestLine + s.cfg.MaxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// refuse answers what the filter refused.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, reason string) {
	w, end := s.begin(w, r)
	defer end()
	s.parts.Render(w, r, &Problem{Status: status, Message: reason, Close: true})
}
