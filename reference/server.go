package reference

import (
	"net/http"
	"strings"
	"time"

	"tagcheck/reference/internal/wire"
)

// Server is the reference server. It is safe for concurrent use, as a handler
// and through any number of calls of [Server.Serve].
type Server struct {
	cfg    Config
	bodies *bodyReader
	ids    *requestIDs
	parts
}

// parts are the rules the server is made of, each of which can be looked at,
// and replaced, on its own.
type parts struct {
	decode       func(segment string) (string, error) // of the image and the tag in a path
	validTag     func(tag string) bool                // for a decoded tag
	authenticate authenticator
	authorize    authorizer
	store        store
	render       renderer
	now          func() time.Time
}

// New returns a server without images.
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{cfg: cfg, bodies: newBodyReader(cfg.MaxBody, cfg.BodyTimeout), ids: newRequestIDs()}
	s.parts = parts{
		decode:       decodeSegment,
		validTag:     validTag,
		authenticate: everybody,
		authorize:    byProject,
		store:        newMemory(cfg.MaxImages, cfg.MaxMemory),
		render:       renderProblem,
		now:          time.Now,
	}
	if cfg.Users != nil {
		s.authenticate = byToken(cfg.Users)
	}
	return s
}

// ServeHTTP answers one request. Every answer carries X-Openstack-Request-Id.
// A request that is refused has changed nothing.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w, end := s.begin(w, r)
	defer end()
	defer s.answerPanic(w, r)
	s.bodies.start(w, r)
	if p := s.answer(w, r); p != nil {
		s.render(w, r, p)
	}
}

// begin gives the exchange a name. The writer it returns is the one to use,
// and end is called after the answer.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) (_ http.ResponseWriter, end func()) {
	const name = "X-Openstack-Request-Id"
	var room [len("req-01234567-0123-4123-8123-012345678901")]byte
	id := s.ids.append(room[:0])
	if !wire.SetField(r.Context(), name, id) {
		w.Header().Set(name, string(id))
	}
	if s.cfg.AccessLog == nil {
		return w, func() {}
	}
	called := string(id)
	start := time.Now()
	logged := &loggedWriter{ResponseWriter: w, status: http.StatusOK}
	return logged, func() { s.logAccess(logged, r, called, time.Since(start)) }
}

// answerPanic answers 500 where net/http would close the connection without a
// word. It is deferred.
func (s *Server) answerPanic(w http.ResponseWriter, r *http.Request) {
	switch v := recover(); v {
	case nil:
	case http.ErrAbortHandler:
		panic(v)
	default:
		s.render(w, r, &problem{status: http.StatusInternalServerError, message: "The server failed.", close: true})
	}
}

// answer either answers the request or returns why it does not.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) *problem {
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

// admit refuses what needs no look at the body, the image or the tag. Who
// sends the request is asked first: every other answer tells something about
// what exists here. Only the versions are for everybody.
func (s *Server) admit(r *http.Request, op operation) (Identity, *problem) {
	var caller Identity
	if op != opRoot && op != opVersions {
		var known bool
		if caller, known = s.authenticate(r.Header); !known {
			challenge := `Keystone uri="` + s.cfg.AuthURL + `"`
			return caller, &problem{status: http.StatusUnauthorized, message: "Authentication is required.", challenge: challenge}
		}
	}
	if op == opNone {
		return caller, &problem{status: http.StatusNotFound, message: "There is nothing here."}
	}
	return caller, methodProblem(r.Method, op)
}

// methodProblem refuses every method that an operation does not have, known or
// not, and names those it has (RFC 9110, 15.5.6). Methods are case-sensitive
// (RFC 9110, 9.1).
func methodProblem(method string, op operation) *problem {
	allow := "GET, HEAD"
	switch op {
	case opImages:
		allow = "GET, HEAD, POST"
	case opImage:
		allow = "GET, HEAD, DELETE"
	case opTag:
		allow = "PUT, DELETE"
	}
	for name := range strings.SplitSeq(allow, ", ") {
		if method == name {
			return nil
		}
	}
	return &problem{status: http.StatusMethodNotAllowed, message: "The method is not allowed here.", allow: allow}
}

// requestTarget returns the target as it was sent. Only a request that was
// made by hand, for a test, has none.
func requestTarget(r *http.Request) string {
	if r.RequestURI != "" {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}
