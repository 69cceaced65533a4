package check

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// shows is a server with one image, that it answers for as it is told.
type shows struct {
	status int
	body   string
}

func (s *shows) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, s.body)
	case http.MethodPut:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(s.status)
		io.WriteString(w, s.body)
	}
}

func TestTheBystanderIsComparedAtEachLook(t *testing.T) {
	const (
		first = `{"id": "a", "name": "b", "tags": ["blue", "green", "red"]}`
		other = `{"tags": ["red", "blue", "green"], "name": "b", "id": "a"}`
		fewer = `{"id": "a", "name": "b", "tags": ["blue", "green"]}`
		named = `{"id": "a", "name": "c", "tags": ["blue", "green", "red"]}`
	)
	type look struct {
		status int
		body   string
	}
	for name, tt := range map[string]struct {
		looks    []look
		observed int
		seen     bool
	}{
		"as it was":                {[]look{{200, first}, {200, first}}, 0, true},
		"in another order":         {[]look{{200, other}, {200, first}}, 0, true},
		"without a tag":            {[]look{{200, first}, {200, fewer}}, 1, true},
		"without a tag, twice":     {[]look{{200, fewer}, {200, fewer}}, 1, true},
		"without a tag, and back":  {[]look{{200, first}, {200, fewer}, {200, first}}, 2, true},
		"under another name":       {[]look{{200, named}}, 1, true},
		"gone":                     {[]look{{404, ""}}, 1, true},
		"under another status":     {[]look{{203, first}}, 1, true},
		"in no answer that counts": {[]look{{200, first}, {500, first}}, 0, false},
		"seen again":               {[]look{{500, ""}, {200, first}}, 0, true},
	} {
		server := &shows{http.StatusOK, first}
		env := watching(t, server)
		env.ReleaseCanary(t.Context())
		for _, l := range tt.looks {
			server.status, server.body = l.status, l.body
			env.LookAtCanary(t.Context(), "a check")
		}
		there, seen := env.Watches()
		if got := env.Observations(); len(got) != tt.observed || !there || seen != tt.seen {
			t.Errorf("%s: there %v, seen %v, observed %+v", name, there, seen, got)
		}
	}
}

// watching is the environment of a run against the handler.
func watching(t *testing.T, handler http.Handler) *Env {
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
		Clients: to.Clients(recorder, "tagcheck/test"), Lender: images.NewManager(nil), Recorder: recorder,
	}
}

// What a check was lent is given back once, and does not outlive the check.
func TestWhatIsOwedIsGivenBackInReverse(t *testing.T) {
	var returned []string
	env := watching(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		returned = append(returned, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the run is ending
	for _, id := range []string{"one", "other"} {
		if err := env.Lender.Adopt(env.Clients[target.Owner], string(target.Owner), id); err != nil {
			t.Fatal(err)
		}
		env.owe(id)
	}
	env.GiveBack(ctx)
	env.GiveBack(ctx)
	if len(returned) != 2 || returned[0] != "DELETE /v2/images/other" || returned[1] != "DELETE /v2/images/one" {
		t.Errorf("%q", returned)
	}
}
