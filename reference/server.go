package reference

import (
	"net/http"
	"strings"
	"time"

	"tagcheck/reference/internal/framing"
)

// Server is the reference server. It is safe for concurrent use, as a handler and
// with several calls of [Server.Serve].
type Server struct {
	cfg    Config
	parts  Parts
	outer  http.Handler // serve, wrapped by Parts.Handler
	bodies *bodyReader
	ids    *requestIDs
}

// New returns a server without images. The changes replace parts of it, in order.
func New(cfg Config, changes ...func(*Parts)) *Server {
	cfg = cfg.withDefaults()
	s := &Server{
		cfg: cfg, parts: newParts(cfg), bodies: newBodyReader(cfg.MaxBody, cfg.BodyTimeout), ids: newRequestIDs(),
	}
	for _, change := range changes {
		change(&s.parts)
	}
	s.outer = s.parts.Handler(http.HandlerFunc(s.serve))
	return s
}

// ServeHTTP answers one request. Every response has an X-Openstack-Request-Id. A
// request that is answered with an error has changed nothing.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.outer.ServeHTTP(w, r) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	w, end := s.begin(w, r)
	defer end()
	defer s.answerPanic(w, r)
	s.bodies.start(w, r)
	if p := s.answer(w, r); p != nil {
		s.parts.Render(w, r, p)
	}
}

// begin sets the request ID and starts the access log of a request. The caller
// uses the returned writer, and calls end after the response.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) (_ http.ResponseWriter, end func()) {
	const name = "X-Openstack-Request-Id"
	var room [len("req-01234567-0123-4123-8123-012345678901")]byte
	id := s.ids.append(room[:0])
	if !framing.SetField(r.Context(), name, id) {
		w.Header().Set(name, string(id))
	}
	if s.cfg.AccessLog == nil {
		return w, func() {}
	}
	requestID := string(id)
	start := time.Now()
	logged := &loggedWriter{ResponseWriter: w, status: http.StatusOK}
	return logged, func() { s.logAccess(logged, r, requestID, time.Since(start)) }
}

// answerPanic is deferred. It answers 500 to a panic: net/http would close the
// connection without a response.
func (s *Server) answerPanic(w http.ResponseWriter, r *http.Request) {
	switch v := recover(); v {
	case nil:
	case http.ErrAbortHandler:
		panic(v)
	default:
		s.parts.Render(w, r, &Problem{Status: http.StatusInternalServerError, Message: "The server failed.", Close: true})
	}
}

// answer answers a request, or returns the problem to answer it with.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) *Problem {
	rt := parsePath(requestTarget(r), s.cfg.PathPrefix)
	caller, p := s.admit(r, rt.op)
	if p != nil {
		s.bodies.abandon(w, r)
		return p
	}
	switch rt.op {
	case opRoot, opVersions:
		return s.serveVersions(w, r, rt)
	case opImages:
		return s.serveImages(w, r, caller, rt)
	case opImage:
		return s.serveImage(w, r, caller, rt)
	}
	return s.serveTag(w, r, caller, rt)
}

// admit authenticates a request and checks its path and method. It authenticates
// first, because every other error tells an unknown client something about the
// server. Only the list of versions needs no token.
func (s *Server) admit(r *http.Request, op operation) (Identity, *Problem) {
	var caller Identity
	if op != opRoot && op != opVersions {
		var known bool
		if caller, known = s.parts.Authenticate(r.Header); !known {
			challenge := `Keystone uri="` + s.cfg.AuthURL + `"`
			return caller, &Problem{
				Status: http.StatusUnauthorized, Message: "Authentication is required.", Challenge: challenge,
			}
		}
	}
	if op == opNone {
		return caller, &Problem{Status: http.StatusNotFound, Message: "There is nothing here."}
	}
	return caller, methodProblem(r.Method, op)
}

// methodProblem returns the problem if an operation does not have a method, with
// the methods that it has (RFC 9110, 15.5.6). Methods are case-sensitive (RFC
// 9110, 9.1).
func methodProblem(method string, op operation) *Problem {
	allow := "GET, HEAD"
	switch op {
	case opImages:
		allow = "GET, HEAD, POST"
	case opImage:
		allow = "GET, HEAD, PATCH, DELETE"
	case opTag:
		allow = "PUT, DELETE"
	}
	for name := range strings.SplitSeq(allow, ", ") {
		if method == name {
			return nil
		}
	}
	return &Problem{Status: http.StatusMethodNotAllowed, Message: "The method is not allowed here.", Allow: allow}
}

// requestTarget returns the request target as it was sent. Only a request that a
// test creates has no RequestURI.
func requestTarget(r *http.Request) string {
	if r.RequestURI != "" {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}
