package reference

import (
	"encoding/json"
	"net/http"
	"time"
)

// imageView is the JSON of an image.
type imageView struct {
	ID         string   `json:"id"`
	Name       *string  `json:"name"`
	Status     string   `json:"status"`
	Visibility string   `json:"visibility"`
	Owner      *string  `json:"owner"`
	Protected  bool     `json:"protected"`
	Tags       []string `json:"tags"`
	CreatedAt  string   `json:"created_at"`
	UpdatedAt  string   `json:"updated_at"`
	Self       string   `json:"self"`
	File       string   `json:"file"`
	Schema     string   `json:"schema"`
}

// view converts an image. It is always queued: no data can be uploaded.
func (s *Server) view(img Image) imageView {
	self := s.cfg.PathPrefix + "/v2/images/" + img.ID
	v := imageView{
		ID:         img.ID,
		Name:       img.Name,
		Status:     "queued",
		Visibility: img.Visibility,
		Tags:       img.Tags,
		CreatedAt:  img.Created.UTC().Format(time.RFC3339),
		UpdatedAt:  img.Updated.UTC().Format(time.RFC3339),
		Self:       self,
		File:       self + "/file",
		Schema:     s.cfg.PathPrefix + "/v2/schemas/image",
	}
	if img.Owner != "" {
		v.Owner = &img.Owner
	}
	return v
}

func (s *Server) serveImage(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *Problem {
	if r.Method == http.MethodPatch {
		return s.patchImage(w, r, caller, rt)
	}
	if p := s.bodies.discard(r); p != nil {
		return p
	}
	if r.Method == http.MethodDelete {
		return s.deleteImage(w, caller, rt)
	}
	rec, _, p := s.lookup(caller, rt.image)
	if p != nil {
		return p
	}
	img, err := rec.Image()
	if err != nil {
		return s.storeProblem(err)
	}
	return s.sendJSON(w, r, http.StatusOK, s.view(img))
}

func (s *Server) deleteImage(w http.ResponseWriter, caller Identity, rt route) *Problem {
	rec, p := s.writable(caller, rt.image)
	if p != nil {
		return p
	}
	if err := s.parts.Store.Remove(rec.Attributes().ID); err != nil {
		return s.storeProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) serveImages(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *Problem {
	if r.Method == http.MethodPost {
		return s.createImage(w, r, caller)
	}
	if p := s.bodies.discard(r); p != nil {
		return p
	}
	return s.listImages(w, r, caller, rt.query)
}

func (s *Server) createImage(w http.ResponseWriter, r *http.Request, caller Identity) *Problem {
	body, p := s.bodies.read(r)
	if p != nil {
		return p
	}
	wanted, err := parseNewImage(body)
	if err != nil {
		return badRequest("The image is not valid: " + err.Error() + ".")
	}
	for _, tag := range wanted.tags {
		if !s.parts.ValidTag(tag) {
			return badRequest("The image is not valid: a tag has 1 to 255 characters.")
		}
	}
	if !mayCreate(caller, wanted.visibility) {
		return forbidden()
	}
	img := wanted.image(caller.Project, s.parts.Now())
	if err := s.parts.Store.Insert(img, s.cfg.TagQuota); err != nil {
		return s.storeProblem(err)
	}
	// The response shows the image as it was inserted: another request may have
	// changed it since.
	v := s.view(img)
	w.Header().Set("Location", v.Self)
	return s.sendJSON(w, r, http.StatusCreated, v)
}

func (s *Server) sendJSON(w http.ResponseWriter, r *http.Request, status int, v any) *Problem {
	body, err := json.Marshal(v)
	if err != nil {
		return &Problem{Status: http.StatusInternalServerError, Message: "The server failed."}
	}
	send(w, r, status, typeJSON, body)
	return nil
}
