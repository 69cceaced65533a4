package reference

import "net/http"

// version is an entry in the JSON of the list of API versions.
type version struct {
	ID     string        `json:"id"`
	Status string        `json:"status"`
	Links  []versionLink `json:"links"`
}

type versionLink struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

// serveVersions lists the API versions: with 300 at the root (RFC 9110, 15.4.1),
// with 200 at /versions.
func (s *Server) serveVersions(w http.ResponseWriter, r *http.Request, rt route) *Problem {
	if p := s.bodies.discard(r); p != nil {
		return p
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	href := scheme + "://" + r.Host + s.cfg.PathPrefix + "/v2/"
	list := map[string][]version{"versions": {
		{ID: "v2.0", Status: "CURRENT", Links: []versionLink{{Rel: "self", Href: href}}},
	}}
	status := http.StatusOK
	if rt.op == opRoot {
		status = http.StatusMultipleChoices
	}
	return s.sendJSON(w, r, status, list)
}
