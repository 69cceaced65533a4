package reference

import (
	"net"
	"net/http"
	"time"
)

// Parts are the rules the server is made of. Each can be replaced on its own,
// which is how the servers of package fault come to differ from this one.
type Parts struct {
	// Handler wraps everything that answers requests.
	Handler func(next http.Handler) http.Handler
	// Listener wraps the connections as they are accepted, below the filter
	// that stands before net/http.
	Listener func(l net.Listener) net.Listener

	// Decode reads the image or the tag of a path, as it was sent.
	Decode func(segment string) (string, error)
	// ValidTag says whether a decoded tag may be one.
	ValidTag func(tag string) bool
	// Authenticate says who sends a request, or that nobody known does.
	Authenticate func(header http.Header) (Identity, bool)
	// Authorize decides what a caller may do with an image.
	Authorize func(caller Identity, img *Attributes) Access
	// Store keeps the images.
	Store Store
	// Render writes the reason for a refusal as an answer.
	Render func(w http.ResponseWriter, r *http.Request, p *Problem)
	// Now is the clock.
	Now func() time.Time
}

// newParts gives the parts of a server that does everything right.
func newParts(cfg Config) Parts {
	p := Parts{
		Handler:      func(next http.Handler) http.Handler { return next },
		Listener:     func(l net.Listener) net.Listener { return l },
		Decode:       decodeSegment,
		ValidTag:     validTag,
		Authenticate: everybody,
		Authorize:    byProject,
		Store:        newMemory(cfg.MaxImages, cfg.MaxMemory),
		Render:       renderProblem,
		Now:          time.Now,
	}
	if cfg.Users != nil {
		p.Authenticate = byToken(cfg.Users)
	}
	return p
}
