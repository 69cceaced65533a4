package reference

import (
	"log/slog"
	"net/http"
	"time"
)

// loggedWriter stores the status of a response for the access log.
type loggedWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader stores the status and writes it.
func (w *loggedWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] find the original writer.
func (w *loggedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logAccess writes one record. It contains no header fields, because one of them
// is the token.
func (s *Server) logAccess(w *loggedWriter, r *http.Request, id string, took time.Duration) {
	s.cfg.AccessLog.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("id", id),
		slog.String("method", r.Method),
		slog.String("target", requestTarget(r)),
		slog.Int("status", w.status),
		slog.Duration("duration", took),
	)
}
