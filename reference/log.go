package reference

import (
	"log/slog"
	"net/http"
	"time"
)

// loggedWriter remembers the status of an answer.
type loggedWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *loggedWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] find the writer underneath.
func (w *loggedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logAccess writes one record. Header fields stay out of it, because one of
// them is the token.
func (s *Server) logAccess(w *loggedWriter, r *http.Request, id string, took time.Duration) {
	s.cfg.AccessLog.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("id", id),
		slog.String("method", r.Method),
		slog.String("target", requestTarget(r)),
		slog.Int("status", w.status),
		slog.Duration("duration", took),
	)
}
