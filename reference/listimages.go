package reference

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// listView is the JSON of a page of images.
type listView struct {
	Images []imageView `json:"images"`
	First  string      `json:"first"`
	Next   string      `json:"next,omitempty"`
	Schema string      `json:"schema"`
}

func (s *Server) listImages(w http.ResponseWriter, r *http.Request, caller Identity, rawQuery string) *Problem {
	query, err := parseQuery(rawQuery)
	if err != nil {
		return badRequest("The query is malformed.")
	}
	sel, p := s.selection(caller, query)
	if p != nil {
		return p
	}
	images, more, err := s.parts.Store.Page(sel)
	if err != nil {
		return s.storeProblem(err)
	}
	self := s.cfg.PathPrefix + "/v2/images"
	v := listView{Images: []imageView{}, First: link(self, query, ""), Schema: s.cfg.PathPrefix + "/v2/schemas/images"}
	for _, img := range images {
		v.Images = append(v.Images, s.view(img))
	}
	if more && len(images) > 0 {
		v.Next = link(self, query, images[len(images)-1].ID)
	}
	return s.sendJSON(w, r, http.StatusOK, v)
}

// parseQuery decodes a query once. Like a path, it must be UTF-8.
func parseQuery(raw string) (url.Values, error) {
	query, err := url.ParseQuery(raw)
	for name, values := range query {
		if !utf8.ValidString(name) || !utf8.ValidString(strings.Join(values, "")) {
			err = errNotUTF8
		}
	}
	return query, err
}

// selection parses the query of a list. Unknown parameters are ignored.
func (s *Server) selection(caller Identity, query url.Values) (Selection, *Problem) {
	sel := Selection{Tags: query["tag"], Marker: query.Get("marker"), Limit: DefaultPageSize}
	if query.Has("limit") {
		limit, err := strconv.Atoi(query.Get("limit"))
		if err != nil || limit < 0 {
			return sel, badRequest("The limit is not a non-negative integer.")
		}
		sel.Limit = min(limit, MaxPageSize)
	}
	if query.Has("name") {
		sel.Name = new(query.Get("name"))
	}
	visibility := query.Get("visibility")
	sel.Wanted = func(img *Attributes) bool {
		if query.Has("visibility") && img.Visibility != visibility {
			return false
		}
		return s.listed(caller, img, visibility)
	}
	return sel, nil
}

// listed reports whether a list contains an image. Community images of other
// projects are listed only if the query asks for community images.
func (s *Server) listed(caller Identity, img *Attributes, visibility string) bool {
	if s.parts.Authorize(caller, img) == AccessNone {
		return false
	}
	foreign := img.Owner != caller.Project && caller.Role != RoleAdmin
	return !foreign || img.Visibility != visibilityCommunity || visibility == visibilityCommunity
}

// link returns the URL of the list with the same filters that starts after the marker.
func link(path string, query url.Values, marker string) string {
	query.Del("marker")
	if marker != "" {
		query.Set("marker", marker)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
