package check

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// oneImage is a server that answers each GET with a status and a body. The name "b"
// stands for the one that the image was created with.
type oneImage struct {
	status int
	body   string
	name   string
}

func (s *oneImage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		var sent struct{ Name string }
		_ = json.NewDecoder(r.Body).Decode(&sent)
		s.name = sent.Name
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, s.shown())
	case http.MethodPut:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(s.status)
		io.WriteString(w, s.shown())
	}
}

func (s *oneImage) shown() string { return strings.Replace(s.body, `"b"`, strconv.Quote(s.name), 1) }

func TestCompareBystander(t *testing.T) {
	const (
		first = `{"id": "a", "name": "b", "tags": ["blue", "green", "red"]}`
		other = `{"tags": ["red", "blue", "green"], "name": "b", "id": "a"}`
		fewer = `{"id": "a", "name": "b", "tags": ["blue", "green"]}`
		named = `{"id": "a", "name": "c", "tags": ["blue", "green", "red"]}`
	)
	type read struct {
		status int
		body   string
	}
	for name, tt := range map[string]struct {
		reads    []read
		observed int
		seen     bool
	}{
		"unchanged":                {[]read{{200, first}, {200, first}}, 0, true},
		"in another order":         {[]read{{200, other}, {200, first}}, 0, true},
		"without a tag":            {[]read{{200, first}, {200, fewer}}, 1, true},
		"without a tag, twice":     {[]read{{200, fewer}, {200, fewer}}, 1, true},
		"without a tag, and back":  {[]read{{200, first}, {200, fewer}, {200, first}}, 2, true},
		"with another name":        {[]read{{200, named}}, 1, true},
		"deleted":                  {[]read{{404, ""}}, 1, true},
		"with another status":      {[]read{{203, first}}, 1, true},
		"with a server error last": {[]read{{200, first}, {500, first}}, 0, false},
		"after a server error":     {[]read{{500, ""}, {200, first}}, 0, true},
	} {
		server := &oneImage{status: http.StatusOK, body: first}
		env := envFor(t, server)
		env.CreateBystander(t.Context())
		for _, l := range tt.reads {
			server.status, server.body = l.status, l.body
			env.CompareBystander(t.Context(), "a check")
		}
		exists, seen := env.Bystander()
		if got := env.Observations(); len(got) != tt.observed || !exists || seen != tt.seen {
			t.Errorf("%s: exists %v, seen %v, observed %+v", name, exists, seen, got)
		}
	}
}

// envFor returns the environment of a run against the handler.
func envFor(t *testing.T, handler http.Handler) *Env {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	recorder := imageapi.NewRecorder()
	to := target.Target{Root: root, Timeout: 20 * time.Second}
	return &Env{
		Target: to, Found: target.Description{Creates: true, Shows: true, KeepsAlive: true},
		Clients: to.Clients(recorder, "tagcheck/test"), Images: images.NewManager(nil), Recorder: recorder,
	}
}
