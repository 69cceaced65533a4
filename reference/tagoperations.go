package reference

import (
	"errors"
	"fmt"
	"net/http"
)

// serveTag implements the two documented operations. It makes all checks before it
// changes anything.
func (s *Server) serveTag(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *Problem {
	if p := s.bodies.discard(r); p != nil {
		return p
	}
	tag, err := s.parts.Decode(rt.tag)
	if err != nil {
		return badRequest("The tag is not percent-encoded UTF-8.")
	}
	if !s.parts.ValidTag(tag) {
		return badRequest(fmt.Sprintf("A tag has 1 to %d characters.", MaxTagLength))
	}
	rec, p := s.writable(caller, rt.image)
	if p != nil {
		return p
	}
	if r.Method == http.MethodPut {
		err = rec.AddTag(tag, s.cfg.TagQuota, s.parts.Now)
	} else {
		err = rec.RemoveTag(tag, s.parts.Now)
	}
	if err != nil {
		return s.storeProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// writable returns the image that a path names, if the caller may change it.
func (s *Server) writable(caller Identity, segment string) (Record, *Problem) {
	rec, may, p := s.lookup(caller, segment)
	switch {
	case p != nil:
		return nil, p
	case may < AccessWrite:
		return nil, forbidden()
	}
	return rec, nil
}

// lookup returns the image that a path names. An image that the caller may not read
// is answered like a missing one (RFC 9110, 15.5.4).
func (s *Server) lookup(caller Identity, segment string) (Record, Access, *Problem) {
	id, err := s.parts.Decode(segment)
	if err != nil {
		return nil, AccessNone, noImage()
	}
	rec, err := s.parts.Store.Find(id)
	if err != nil {
		return nil, AccessNone, s.storeProblem(err)
	}
	may := s.parts.Authorize(caller, rec.Attributes())
	if may == AccessNone {
		return nil, AccessNone, noImage()
	}
	return rec, may, nil
}

// storeProblem returns the problem for an error of the store.
func (s *Server) storeProblem(err error) *Problem {
	switch {
	case errors.Is(err, ErrNoImage):
		return noImage()
	case errors.Is(err, ErrNoTag):
		return &Problem{Status: http.StatusNotFound, Message: "The image has no such tag."}
	case errors.Is(err, ErrOverQuota):
		message := fmt.Sprintf("An image may have %d tags.", s.cfg.TagQuota)
		return &Problem{Status: http.StatusRequestEntityTooLarge, Message: message}
	case errors.Is(err, ErrFull):
		return &Problem{Status: http.StatusRequestEntityTooLarge, Message: "The server has no space for it."}
	case errors.Is(err, ErrTaken):
		return &Problem{Status: http.StatusConflict, Message: "The image ID is or was in use."}
	}
	return &Problem{Status: http.StatusInternalServerError, Message: "The server failed."}
}

func badRequest(message string) *Problem {
	return &Problem{Status: http.StatusBadRequest, Message: message}
}

func forbidden() *Problem {
	return &Problem{Status: http.StatusForbidden, Message: "You may not do this."}
}

func noImage() *Problem {
	return &Problem{Status: http.StatusNotFound, Message: "There is no such image."}
}
