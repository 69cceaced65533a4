package reference

import (
	"errors"
	"fmt"
	"net/http"
)

// serveTag does the two documented operations. Nothing is changed before
// everything that could refuse the request has been asked.
func (s *Server) serveTag(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *problem {
	if p := s.bodies.discard(r); p != nil {
		return p
	}
	tag, err := s.decode(rt.tag)
	if err != nil {
		return badRequest("The tag is not the percent-encoding of UTF-8 text.")
	}
	if !s.validTag(tag) {
		return badRequest(fmt.Sprintf("A tag has 1 to %d characters.", maxTagLength))
	}
	rec, p := s.writable(caller, rt.image)
	if p != nil {
		return p
	}
	if r.Method == http.MethodPut {
		err = rec.addTag(tag, s.cfg.TagQuota, s.now)
	} else {
		err = rec.removeTag(tag, s.now)
	}
	if err != nil {
		return s.storeProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// writable finds the image that a path names, provided the caller may change
// it.
func (s *Server) writable(caller Identity, segment string) (record, *problem) {
	rec, may, p := s.lookup(caller, segment)
	switch {
	case p != nil:
		return nil, p
	case may < accessWrite:
		return nil, forbidden()
	}
	return rec, nil
}

// lookup finds the image that a path names. An image that the caller may not
// even see is answered like one that does not exist (RFC 9110, 15.5.4).
func (s *Server) lookup(caller Identity, segment string) (record, access, *problem) {
	id, err := s.decode(segment)
	if err != nil {
		return nil, accessNone, noImage()
	}
	rec, err := s.store.find(id)
	if err != nil {
		return nil, accessNone, s.storeProblem(err)
	}
	may := s.authorize(caller, rec.attributes())
	if may == accessNone {
		return nil, accessNone, noImage()
	}
	return rec, may, nil
}

// storeProblem says in HTTP what the store said.
func (s *Server) storeProblem(err error) *problem {
	switch {
	case errors.Is(err, errNoImage):
		return noImage()
	case errors.Is(err, errNoTag):
		return &problem{status: http.StatusNotFound, message: "The image has no such tag."}
	case errors.Is(err, errOverQuota):
		message := fmt.Sprintf("An image may have %d tags.", s.cfg.TagQuota)
		return &problem{status: http.StatusRequestEntityTooLarge, message: message}
	case errors.Is(err, errFull):
		return &problem{status: http.StatusRequestEntityTooLarge, message: "This server can hold no more."}
	case errors.Is(err, errTaken):
		return &problem{status: http.StatusConflict, message: "An image with this id exists or has existed."}
	}
	return &problem{status: http.StatusInternalServerError, message: "The server failed."}
}

func badRequest(message string) *problem {
	return &problem{status: http.StatusBadRequest, message: message}
}

func forbidden() *problem {
	return &problem{status: http.StatusForbidden, message: "You may not do this."}
}

func noImage() *problem {
	return &problem{status: http.StatusNotFound, message: "There is no such image."}
}
