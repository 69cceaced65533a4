package reference

import (
	"net"
	"net/http"
	"time"
)

// Parts are the replaceable parts of the server. The servers of package fault
// replace some of them.
type Parts struct {
	// Handler wraps the handler of all requests.
	Handler func(next http.Handler) http.Handler
	// Listener wraps the listener. Its connections carry the bytes of the client,
	// before the filter in front of net/http sees them.
	Listener func(l net.Listener) net.Listener

	// Decode decodes a path segment: an image ID or a tag.
	Decode func(segment string) (string, error)
	// ValidTag reports whether a decoded tag is valid.
	ValidTag func(tag string) bool
	// Authenticate returns the sender of a request, or false if it is unknown.
	Authenticate func(header http.Header) (Identity, bool)
	// Authorize returns what a caller may do with an image.
	Authorize func(caller Identity, img *Attributes) Access
	// Store stores the images.
	Store Store
	// Render writes an error response.
	Render func(w http.ResponseWriter, r *http.Request, p *Problem)
	// Now returns the current time.
	Now func() time.Time
}

// newParts returns the parts of a correct server.
func newParts(cfg Config) Parts {
	p := Parts{
		Handler:      func(next http.Handler) http.Handler { return next },
		Listener:     func(l net.Listener) net.Listener { return l },
		Decode:       decodeSegment,
		ValidTag:     validTag,
		Authenticate: everybody,
		Authorize:    byProject,
		Store:        newMemoryStore(cfg.MaxImages, cfg.MaxMemory),
		Render:       renderProblem,
		Now:          time.Now,
	}
	if cfg.Users != nil {
		p.Authenticate = byToken(cfg.Users)
	}
	return p
}
