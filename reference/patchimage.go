package reference

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// The media types of a JSON patch of an image. In the older one the name of the
// operation is a key with the path as its value: {"replace": "/name", "value": "new"}.
const (
	typePatch      = "application/openstack-images-v2.1-json-patch"
	typePatchDraft = "application/openstack-images-v2.0-json-patch"
)

// patchImage adds or replaces the name of an image and the list of its tags. All
// other operations of the Image API on an image answer 403.
func (s *Server) patchImage(w http.ResponseWriter, r *http.Request, caller Identity, rt route) *Problem {
	body, p := s.bodies.read(r)
	if p != nil {
		return p
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != typePatch && mediaType != typePatchDraft {
		return &Problem{
			Status: http.StatusUnsupportedMediaType, Message: "The body is not a JSON patch of an image.",
			Patches: typePatch + ", " + typePatchDraft,
		}
	}
	wanted, p := parsePatch(body, mediaType == typePatchDraft)
	if p != nil {
		return p
	}
	for _, tag := range wanted.Tags {
		if !s.parts.ValidTag(tag) {
			return badRequest("The image would not be valid: a tag has 1 to 255 characters.")
		}
	}
	rec, p := s.writable(caller, rt.image)
	if p != nil {
		return p
	}
	img, err := s.patched(rec, wanted)
	if err != nil {
		return s.storeProblem(err)
	}
	return s.sendJSON(w, r, http.StatusOK, s.view(img))
}

// patched applies a patch. A patch that changes nothing does not change updated_at.
func (s *Server) patched(rec Record, p Patch) (Image, error) {
	if !p.Renames && !p.Retags {
		return rec.Image()
	}
	return rec.Patch(p, s.cfg.TagQuota, s.parts.Now)
}

// parsePatch parses the body of PATCH. Its problems never quote the body.
func parsePatch(body []byte, draft bool) (Patch, *Problem) {
	var wanted Patch
	var operations []map[string]json.RawMessage
	if !utf8.Valid(body) || json.Unmarshal(body, &operations) != nil || operations == nil {
		return wanted, badRequest("The body is not a list of operations in JSON.")
	}
	for _, o := range operations {
		if p := wanted.readOperation(o, draft); p != nil {
			return wanted, p
		}
	}
	return wanted, nil
}

// readOperation adds an operation to the patch. The last operation on an attribute
// replaces earlier ones.
func (p *Patch) readOperation(o map[string]json.RawMessage, draft bool) *Problem {
	verb, pointer := operationOf(o, draft)
	switch value, has := o["value"]; {
	case verb != "add" && verb != "replace" && verb != "remove":
		return badRequest("An operation is not one of add, replace and remove.")
	case !strings.HasPrefix(pointer, "/"):
		return badRequest("An operation has no path that begins with a slash.")
	case verb != "remove" && !has:
		return badRequest("An operation has no value.")
	case pointer != "/name" && pointer != "/tags" || verb == "remove":
		return &Problem{Status: http.StatusForbidden, Message: "Only the name and the tags of an image can be changed here."}
	default:
		if err := p.readValue(pointer, value); err != nil {
			return badRequest("The image would not be valid: " + err.Error() + ".")
		}
		return nil
	}
}

func (p *Patch) readValue(pointer string, value json.RawMessage) (err error) {
	if pointer == "/name" {
		p.Renames = true
		p.Name, err = parseName(value)
		return err
	}
	p.Retags = true
	p.Tags, err = parseTags(value)
	return err
}

// operationOf returns empty strings if a member is missing or not a string.
func operationOf(o map[string]json.RawMessage, draft bool) (verb, pointer string) {
	text := func(member string) (s string) {
		_ = json.Unmarshal(o[member], &s) // s stays empty
		return s
	}
	if !draft {
		return text("op"), text("path")
	}
	for _, name := range []string{"add", "replace", "remove"} {
		switch _, has := o[name]; {
		case has && verb != "":
			return "", "" // more than one operation
		case has:
			verb = name
		}
	}
	return verb, text(verb)
}
