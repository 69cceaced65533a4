package cleanup

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
)

// leftServer is a reference server on which a run left images, and the ledger of
// that run.
type leftServer struct {
	t         *testing.T
	server    *httptest.Server
	root      string
	ledger    string
	names     map[string]string // of the images, by ID
	requests  atomic.Int64
	intercept func(http.ResponseWriter, *http.Request) bool // true if it answered
	manager   *images.Manager
	users     bool
}

func newLeftServer(t *testing.T) *leftServer { return newServer(t, reference.Demo(), true) }

func newOpenServer(t *testing.T) *leftServer { return newServer(t, reference.Config{}, false) }

func newServer(t *testing.T, config reference.Config, users bool) *leftServer {
	t.Helper()
	s := &leftServer{t: t, users: users, names: map[string]string{}, ledger: filepath.Join(t.TempDir(), "test.ledger")}
	handler := reference.New(config)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		if s.intercept == nil || !s.intercept(w, r) {
			handler.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.server.Close)
	s.root = s.server.URL + "/v2"
	ledger, err := images.OpenLedger(s.ledger)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	s.manager = images.NewManager(ledger)
	return s
}

func (s *leftServer) client(role target.Role) *imageapi.Client {
	s.t.Helper()
	root, err := url.Parse(s.root)
	if err != nil {
		s.t.Fatal(err)
	}
	var tokens imageapi.Tokens
	if s.users {
		tokens = target.StaticToken(string(role) + "-token")
	}
	client := imageapi.NewClient(
		imageapi.Server{Root: root, Timeout: 10 * time.Second}, string(role), tokens, imageapi.NewRecorder(),
	)
	s.t.Cleanup(client.CloseIdle)
	return client
}

// create makes an image whose cleanup is pending in the ledger, and returns its ID.
func (s *leftServer) create(role target.Role) string {
	s.t.Helper()
	image, err := s.manager.Create(s.t.Context(), s.client(role), string(role), imageapi.NewImage{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.names[image.ID], _ = image.Attributes["name"].(string)
	return image.ID
}

func (s *leftServer) has(id string) bool {
	s.t.Helper()
	return s.client(target.Admin).ShowImage(s.t.Context(), id).Status() == http.StatusOK
}

func (s *leftServer) content() string {
	s.t.Helper()
	content, err := os.ReadFile(s.ledger)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

// append adds lines to the ledger.
func (s *leftServer) append(lines ...string) {
	s.t.Helper()
	if err := os.WriteFile(s.ledger, []byte(s.content()+strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
}
