package cleanup

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli/clitest"
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

// create makes an image in a run of its own, which leaves it in the ledger, and
// returns its ID.
func (s *leftServer) create(role target.Role) string {
	s.t.Helper()
	ledger, err := images.OpenLedger(s.ledger)
	if err != nil {
		s.t.Fatal(err)
	}
	defer ledger.Close()
	image, err := images.NewManager(ledger).Create(
		s.t.Context(), s.client(role), string(role), imageapi.NewImage{Visibility: "private"},
	)
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

// key is that of the last run in the ledger.
func (s *leftServer) key() string {
	keys := regexp.MustCompile(`"run":"([0-9a-f]{32})"`).FindAllStringSubmatch(s.content(), -1)
	return keys[len(keys)-1][1]
}

// clean runs the command for the server, as the owner.
func (s *leftServer) clean(args ...string) clitest.Result {
	s.t.Helper()
	return invoke(s.t, append([]string{"cleanup", s.ledger, "--url", s.root, "--token", "owner-token"}, args...)...)
}

// append adds lines to the ledger.
func (s *leftServer) append(lines ...string) {
	s.t.Helper()
	if err := os.WriteFile(s.ledger, []byte(s.content()+strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
}
