package cleanup

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/identity/identitytest"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
)

// somebodysImage creates an image that no run created.
func (s *leftServer) somebodysImage(name string) string {
	s.t.Helper()
	x := s.client(target.Owner).CreateImage(s.t.Context(), imageapi.NewImage{Name: name, Tags: []string{"mine"}})
	image, err := imageapi.DecodeImage(x.Content())
	if err != nil {
		s.t.Fatal(err)
	}
	return image.ID
}

// Lines that somebody wrote into a ledger change no image but those of the run.
func TestReliabilityOfCleanupWithForgedLines(t *testing.T) {
	s := newLeftServer(t)
	ours := s.create(target.Owner)
	golden := s.somebodysImage("golden")
	twins := []string{s.somebodysImage("twin"), s.somebodysImage("twin"), s.somebodysImage("twin")}
	lines := []string{
		`{"event":"created","url":"%s","user":"owner","name":"n","image":"` + golden + `"}`,
		`{"event":"created","url":"%s","user":"owner","name":"tagcheck-` + s.key() + `-1-0001","image":"` + golden + `"}`,
		`{"event":"created","url":"%s","user":"nobody","name":"tagcheck-` + s.key() + `-1-0001","image":"` + golden + `"}`,
		`{"event":"creating","url":"%s","user":"owner","name":"twin"}`,
		`{"event":"borrowed","url":"%s","user":"owner","image":"` + golden + `","tags":["other"]}`,
	}
	for _, line := range lines {
		s.append(fmt.Sprintf(line, s.root))
	}
	got := s.clean("--image", golden)
	want := fmt.Sprintf("the cleanup of %d images is still pending", len(lines))
	if got.Code != cli.ExitInconclusive || strings.Count(got.Stderr, "not cleaned up: ") != len(lines) ||
		!strings.Contains(got.Stderr, want) || s.has(ours) {
		t.Errorf("got %v", got)
	}
	for _, id := range append(twins, golden) {
		x := s.client(target.Owner).ShowImage(t.Context(), id)
		if image, err := imageapi.DecodeImage(x.Content()); err != nil || !slices.Equal(image.Tags, []string{"mine"}) {
			t.Errorf("image %s is now %+v, %v", id, image, err)
		}
	}
	t.Logf("%d cases", len(lines))
}

// A target that answers the same to everything, and a token of another project,
// leave the ledger as it is.
func TestReliabilityOfCleanupThatSeesNothing(t *testing.T) {
	type answer func(w http.ResponseWriter, r *http.Request)
	always := func(code int) answer { return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) } }
	cases := map[string]struct {
		answer answer
		token  string
	}{
		"404 to everything":            {always(404), "owner-token"},
		"200 to everything":            {always(200), "owner-token"},
		"204 to everything":            {always(204), "owner-token"},
		"503 to everything":            {always(503), "owner-token"},
		"the token of another project": {nil, "stranger-token"},
	}
	for name, test := range cases {
		s := newLeftServer(t)
		created := []string{s.create(target.Owner), s.create(target.Owner)}
		s.append(fmt.Sprintf(`{"event":"creating","url":%q,"user":"owner","name":"tagcheck-%s-9-0001"}`, s.root, s.key()))
		if test.answer != nil {
			s.intercept = func(w http.ResponseWriter, r *http.Request) bool {
				test.answer(w, r)
				return true
			}
		}
		got := invoke(t, "cleanup", s.ledger, "--url", s.root, "--token", test.token)
		if got.Code != cli.ExitInconclusive || strings.Contains(got.Stdout, "cleaned up") {
			t.Errorf("%s: got %v", name, got)
		}
		s.intercept = nil
		for _, id := range created {
			if !s.has(id) {
				t.Errorf("%s: image %s is gone", name, id)
			}
		}
		if got := s.clean(); got.Code != cli.ExitOK || s.has(created[0]) || s.has(created[1]) {
			t.Errorf("%s, then the right one: got %v", name, got)
		}
	}
	t.Logf("%d cases", len(cases))
}

// The images of a target that stopped answering are reported in two lines.
func TestReliabilityOfCleanupOnASilentTarget(t *testing.T) {
	s := newLeftServer(t)
	for range 20 {
		s.create(target.Owner)
	}
	s.intercept = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/v2/images" { // it answers once, and then no more
			return false
		}
		<-r.Context().Done()
		return true
	}
	got := s.clean("--patience", "200ms", "--timeout", "100ms")
	want := fmt.Sprintf("not cleaned up: 20 images: %s stopped answering\n"+
		"tagcheck: the cleanup of 20 images is still pending; the ledger %s is kept for another attempt\n", s.root, s.ledger)
	if got.Code != cli.ExitInconclusive || got.Stderr != want {
		t.Errorf("got %v, want %s", got, want)
	}
	t.Log("20 cases")
}

// A run that has not ended is named, and loses nothing.
func TestReliabilityOfCleanupDuringARun(t *testing.T) {
	s := newLeftServer(t)
	id := s.create(target.Owner)
	ledger, err := images.OpenLedger(s.ledger)
	if err != nil {
		t.Fatal(err)
	}
	content, before := s.content(), s.requests.Load()
	got := s.clean()
	want := fmt.Sprintf("tagcheck: the ledger %s is in use: its run (process %d on ", s.ledger, os.Getpid())
	if got.Code != cli.ExitUsage || !strings.HasPrefix(got.Stderr, want) || s.content() != content ||
		s.requests.Load() != before {
		t.Errorf("got %v", got)
	}
	ledger.Close()
	if got := s.clean(); got.Code != cli.ExitOK || s.has(id) {
		t.Errorf("got %v", got)
	}
	t.Log("2 cases")
}

// Where half a line is in the middle of the ledger, every other line counts.
func TestReliabilityOfCleanupWithTornLines(t *testing.T) {
	s := newLeftServer(t)
	var created []string
	for n := range 35 {
		created = append(created, s.create(target.Owner))
		if n%5 == 0 {
			s.append(`{"time":"2026-01-02T03:04:05Z","event":"crea`)
		}
	}
	got := s.clean()
	if got.Code != cli.ExitOK || strings.Count(got.Stdout, "cleaned up: image ") != len(created) ||
		!strings.Contains(got.Stderr, "skipped 7 damaged lines") {
		t.Errorf("got %v", got)
	}
	t.Logf("%d cases", len(created))
}

// The cleanup goes on although it cannot be recorded.
func TestReliabilityOfCleanupWithALedgerThatCannotBeWritten(t *testing.T) {
	s := newLeftServer(t)
	first, second := s.create(target.Owner), s.create(target.Owner)
	if err := os.Chmod(s.ledger, 0o400); err != nil {
		t.Fatal(err)
	}
	if file, err := os.OpenFile(s.ledger, os.O_WRONLY, 0); err == nil {
		file.Close()
		t.Skip("this user may write every file")
	}
	if got := s.clean(); got.Code != cli.ExitOK || s.has(first) || s.has(second) {
		t.Errorf("got %v", got)
	}
}

// loginServer is a reference server whose users log in at an identity service, and
// the environment of its owner.
func loginServer(t *testing.T) (front *httptest.Server, environment func(user string) map[string]string) {
	t.Helper()
	keystone := identitytest.Serve(t,
		identitytest.User{Name: "owner", Password: "owner-password", Project: "alpha", Roles: []string{"member"}},
		identitytest.User{Name: "stranger", Password: "stranger-password", Project: "beta", Roles: []string{"member"}},
	)
	handler := reference.New(reference.Demo())
	front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, valid := keystone.Valid(r.Header.Get("X-Auth-Token"))
		if valid {
			r.Header.Set("X-Auth-Token", user.Name+"-token")
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	keystone.Image = []identitytest.Endpoint{{Interface: "public", Region: "one", URL: front.URL}}
	return front, func(user string) map[string]string {
		return map[string]string{
			"OS_AUTH_URL": keystone.AuthURL(), "OS_USERNAME": user, "OS_PASSWORD": user + "-password",
			"OS_PROJECT_NAME":     map[string]string{"owner": "alpha", "stranger": "beta"}[user],
			"OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
		}
	}
}

// A token goes to the target of its own catalogue, and there only for the images of
// its own project.
func TestReliabilityOfCleanupWithALogin(t *testing.T) {
	front, environment := loginServer(t)
	s := newLeftServer(t) // another server, to which no token may go
	s.create(target.Owner)
	before := s.requests.Load()
	got := invokeWith(t, environment("owner"), "cleanup", s.ledger)
	if got.Code != cli.ExitUsage || s.requests.Load() != before ||
		!strings.Contains(got.Stderr, "but the URL in the catalogue of ") {
		t.Errorf("a ledger of another host: got %v", got)
	}

	s.root, s.ledger = front.URL+"/v2", filepath.Join(t.TempDir(), "own.ledger")
	ledger, err := images.OpenLedger(s.ledger)
	if err != nil {
		t.Fatal(err)
	}
	ledger.Close()
	name := "tagcheck-" + s.key() + "-1-0001"
	s.append(fmt.Sprintf(
		`{"event":"creating","url":%q,"user":"owner","login":"owner","project":"alpha","name":%q}`, s.root, name,
	))
	for _, flags := range [][]string{nil, {"--url", front.URL}} {
		got = invokeWith(t, environment("stranger"), append([]string{"cleanup", s.ledger}, flags...)...)
		if got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, "images of the project alpha") {
			t.Errorf("another project: got %v", got)
		}
	}
	if got = invokeWith(t, environment("owner"), "cleanup", s.ledger); got.Code != cli.ExitOK || got.Stderr != "" {
		t.Errorf("its own login: got %v", got)
	}
	t.Log("4 cases")
}
