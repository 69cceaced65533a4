package reference

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// The media types of a JSON patch of an image. In the older one the operation
// names its path itself: {"replace": "/name", "value": "new"}.
const (
	typePatch      = "application/openstack-images-v2.1-json-patch"
	typePatchDraft = "application/openstack-images-v2.0-json-patch"
)

// patch is what a client asks for when it changes an image: nothing, or
// another name.
type patch struct {
	renames bool
	name    *string // nil for null
}

// patchImage changes the name of an image, by add or replace. Everything else
// that a patch of the Image API can do is refused: this server is about tags.
func (s *Server) patchImage(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *Problem {
	body, p := s.bodies.read(r)
	if p != nil {
		return p
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != typePatch && mediaType != typePatchDraft {
		return &Problem{Status: http.StatusUnsupportedMediaType, Message: "An image is changed by a JSON patch.", Patches: typePatch + ", " + typePatchDraft}
	}
	wanted, p := parsePatch(body, mediaType == typePatchDraft)
	if p != nil {
		return p
	}
	rec, p := s.writable(caller, rt.image)
	if p != nil {
		return p
	}
	img, err := wanted.apply(rec, s)
	if err != nil {
		return s.storeProblem(err)
	}
	return s.sendJSON(w, r, http.StatusOK, s.view(img))
}

// apply does all of the patch at one moment.
func (p patch) apply(rec Record, s *Server) (Image, error) {
	if !p.renames {
		return rec.Image()
	}
	return rec.Rename(p.name, s.parts.Now)
}

// parsePatch reads the body of PATCH. Its problems never quote the body.
func parsePatch(body []byte, draft bool) (patch, *Problem) {
	var wanted patch
	var operations []map[string]json.RawMessage
	if !utf8.Valid(body) || json.Unmarshal(body, &operations) != nil || operations == nil {
		return wanted, badRequest("The body is not a list of operations in JSON.")
	}
	for _, o := range operations {
		if p := wanted.read(o, draft); p != nil {
			return wanted, p
		}
	}
	return wanted, nil
}

// read takes one operation into the patch. Of several the last one counts.
func (p *patch) read(o map[string]json.RawMessage, draft bool) *Problem {
	verb, pointer := readOperation(o, draft)
	switch value, has := o["value"]; {
	case verb != "add" && verb != "replace" && verb != "remove":
		return badRequest("An operation is not one of add, replace and remove.")
	case !strings.HasPrefix(pointer, "/"):
		return badRequest("An operation has no path that begins with a slash.")
	case verb != "remove" && !has:
		return badRequest("An operation has no value.")
	case pointer != "/name" || verb == "remove":
		return &Problem{Status: http.StatusForbidden, Message: "Only the name of an image can be changed here."}
	default:
		name, err := parseName(value)
		if err != nil {
			return badRequest("The image would not be valid: " + err.Error() + ".")
		}
		p.renames, p.name = true, name
		return nil
	}
}

// readOperation gives empty strings for what is not there or is no string.
func readOperation(o map[string]json.RawMessage, draft bool) (verb, pointer string) {
	text := func(member string) (s string) {
		_ = json.Unmarshal(o[member], &s) // what is no string stays empty
		return s
	}
	if !draft {
		return text("op"), text("path")
	}
	for _, name := range []string{"add", "replace", "remove"} {
		switch _, has := o[name]; {
		case has && verb != "":
			return "", "" // it must be one
		case has:
			verb = name
		}
	}
	return verb, text(verb)
}
