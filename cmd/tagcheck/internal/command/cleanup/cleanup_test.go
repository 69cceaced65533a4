package cleanup

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// invoke runs the command.
func invoke(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	return invokeWith(t, nil, args...)
}

func invokeWith(t *testing.T, environment map[string]string, args ...string) clitest.Result {
	t.Helper()
	return clitest.Run(t, clitest.Options{Environment: environment}, clitest.One(New), args...)
}

// demoFlags are the tokens of all users of a server.
func demoFlags() []string {
	return []string{"--token", "owner-token", "--user", "stranger=stranger-token"}
}

func TestCleanup(t *testing.T) {
	s := newLeftServer(t)
	created := []string{s.create(target.Owner), s.create(target.Stranger), s.create(target.Owner)}
	got := s.clean("--user", "stranger=stranger-token")
	want := fmt.Sprintf(
		"cleaned up: image %s, named %s (owner)\ncleaned up: image %s, named %s (stranger)\n"+
			"cleaned up: image %s, named %s (owner)\nthe cleanup is complete; the ledger %s was removed\n",
		created[0],
		s.names[created[0]],
		created[1],
		s.names[created[1]],
		created[2],
		s.names[created[2]],
		s.ledger,
	)
	if got != (clitest.Result{Code: cli.ExitOK, Stdout: want}) {
		t.Errorf("got %d, %s%s\nwant %s", got.Code, got.Stdout, got.Stderr, want)
	}
	for _, id := range created {
		if s.has(id) {
			t.Errorf("%s is still there", id)
		}
	}
	if _, err := os.Stat(s.ledger); !os.IsNotExist(err) {
		t.Errorf("the ledger is still there: %v", err)
	}
}

func TestCleanupKeepsTheLedger(t *testing.T) {
	s := newLeftServer(t)
	s.create(target.Owner)
	if got := s.clean("--keep"); got.Code != cli.ExitOK ||
		!strings.HasSuffix(got.Stdout, "\nthe cleanup is complete\n") {
		t.Errorf("got %v", got)
	}
	before := s.requests.Load()
	// If nothing is pending, no token is needed.
	if got := invoke(t, "cleanup", s.ledger); got.Code != cli.ExitOK ||
		!strings.HasPrefix(got.Stdout, "the cleanup is complete; ") {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(s.ledger); !os.IsNotExist(err) || s.requests.Load() != before {
		t.Errorf("the ledger is still there, or something was sent: %v", err)
	}
}

func TestCleanupDryRun(t *testing.T) {
	s := newLeftServer(t)
	id := s.create(target.Owner)
	s.append(
		`{"event":"creating","url":"http://other/v2","user":"admin","name":"n-9"}`,
		`{"event":"borrowed","url":"http://other/v2","user":"owner","image":"b-1","tags":["a","b\u001b"]}`,
	)
	before, content := s.requests.Load(), s.content()
	want := fmt.Sprintf(`%s  image %s, named %s (owner)
http://other/v2  the image named n-9, if it was created (admin)
http://other/v2  the tags of image b-1, which were ["a" "b\x1b"] (owner)
3 images to clean up
`, s.root, id, s.names[id])
	if got := invoke(t, "cleanup", "--dry-run", s.ledger); got != (clitest.Result{Code: cli.ExitOK, Stdout: want}) {
		t.Errorf("got %d, %s%s\nwant %s", got.Code, got.Stdout, got.Stderr, want)
	}
	if s.requests.Load() != before || s.content() != content || !s.has(id) {
		t.Error("something was sent or changed")
	}
}

func TestCleanupUsesTheURLInTheLedger(t *testing.T) {
	s := newLeftServer(t)
	s.create(target.Owner)
	got := invokeWith(
		t, map[string]string{"TAGCHECK_URL": "http://127.0.0.1:1", "OS_TOKEN": "owner-token"}, "cleanup", s.ledger,
		"--url", strings.TrimSuffix(s.root, "/v2"),
	)
	if got.Code != cli.ExitOK {
		t.Errorf("got %v", got)
	}
}

func TestCleanupOfSeveralTargets(t *testing.T) {
	s, other := newLeftServer(t), newLeftServer(t)
	ours, theirs := s.create(target.Owner), other.create(target.Owner)
	s.append(strings.Split(strings.TrimSpace(other.content()), "\n")...)
	got := invoke(t, "cleanup", s.ledger, "--token", "owner-token")
	if got.Code != cli.ExitUsage ||
		!strings.Contains(got.Stderr, "has images of several targets; name one of them with --url: http://") {
		t.Errorf("got %v", got)
	}
	got = s.clean()
	want := fmt.Sprintf(
		"tagcheck: the cleanup of 1 image is still pending; the ledger %s is kept for another attempt\n          %s  "+
			"image %s, named %s (owner)\n",
		s.ledger,
		other.root,
		theirs,
		other.names[theirs],
	)
	if got.Code != cli.ExitInconclusive || got.Stderr != want || s.has(ours) || !other.has(theirs) {
		t.Errorf("got %d, %s\nwant %s", got.Code, got.Stderr, want)
	}
	other.ledger = s.ledger
	if got := other.clean(); got.Code != cli.ExitOK || other.has(theirs) {
		t.Errorf("got %v", got)
	}
}

func TestCleanupOfATargetThatIsNotReady(t *testing.T) {
	s := newLeftServer(t)
	s.create(target.Owner)
	content := s.content()
	got := invoke(t, "cleanup", s.ledger, "--url", s.root, "--token", "old-token")
	want := fmt.Sprintf(
		"tagcheck: %s answers 401 to the owner.\n          Nothing was changed; get a new token and give it with "+
			"--token @FILE.\n",
		s.root,
	)
	if got != (clitest.Result{Code: cli.ExitInconclusive, Stderr: want}) || s.content() != content {
		t.Errorf("got %v, want %s", got, want)
	}
	s.server.Close()
	got = s.clean()
	if got.Code != cli.ExitInconclusive || !strings.HasPrefix(got.Stderr, "tagcheck: "+s.root+" does not answer: ") ||
		s.content() != content {
		t.Errorf("got %v", got)
	}
}

// After an image that cannot be cleaned up the command goes on. The next attempt
// sends nothing for the others.
func TestCleanupTriesAgain(t *testing.T) {
	s := newLeftServer(t)
	first, second := s.create(target.Owner), s.create(target.Owner)
	refused := true
	s.intercept = func(w http.ResponseWriter, r *http.Request) bool {
		if refused && r.Method == "DELETE" && strings.HasSuffix(r.URL.Path, first) {
			http.Error(w, "not \x1b[31mnow", http.StatusConflict)
			return true
		}
		return false
	}
	got := s.clean()
	about := fmt.Sprintf("image %s, named %s (owner)", first, s.names[first])
	for _, want := range []string{
		"not cleaned up: " + about + ": ", "answered 409: \"not \\x1b[31mnow\"\n",
		"tagcheck: the cleanup of 1 image is still pending; the ledger " + s.ledger + " is kept for another attempt\n",
		"          " + s.root + "  " + about + "\n",
	} {
		if got.Code != cli.ExitInconclusive || !strings.Contains(got.Stderr, want) || s.has(second) {
			t.Errorf("got %d, %s\nwithout %q", got.Code, got.Stderr, want)
		}
	}
	refused = false
	if got := s.clean(); got.Code != cli.ExitOK ||
		strings.Contains(got.Stdout, second) ||
		s.has(first) {
		t.Errorf("got %v", got)
	}
}

func TestCleanupFindsAnImageByItsName(t *testing.T) {
	s := newLeftServer(t)
	s.create(target.Owner)
	name := "tagcheck-" + s.key() + "-lost-0001"
	x := s.client(target.Owner).CreateImage(t.Context(), imageapi.NewImage{Name: name})
	image, err := imageapi.DecodeImage(x.Content())
	if err != nil {
		t.Fatal(err)
	}
	s.append(`{"event":"creating","url":"` + s.root + `","user":"owner","name":"` + name + `"}`)
	if got := s.clean(); got.Code != cli.ExitOK || s.has(image.ID) {
		t.Errorf("got %v", got)
	}
}

// The tags are restored as they were before the first of two runs that did not
// end, and only if the user names the image.
func TestCleanupRestoresTags(t *testing.T) {
	s := newLeftServer(t)
	owner := s.client(target.Owner)
	image, err := imageapi.DecodeImage(
		owner.CreateImage(t.Context(), imageapi.NewImage{Name: "theirs", Tags: []string{"mine", "lost"}}).Content(),
	)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		ledger, err := images.OpenLedger(s.ledger)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := images.NewManager(ledger).Borrow(t.Context(), owner, "owner", image.ID); err != nil {
			t.Fatal(err)
		}
		ledger.Close()
		owner.RemoveTag(t.Context(), image.ID, "lost")
		owner.AddTag(t.Context(), image.ID, "run")
	}
	tags := func() []string {
		after, err := imageapi.DecodeImage(owner.ShowImage(t.Context(), image.ID).Content())
		if err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(slices.Values(after.Tags))
	}
	content := s.content()
	for _, flags := range [][]string{nil, {"--image", "another"}} {
		got := s.clean(flags...)
		if got.Code != cli.ExitInconclusive || !slices.Equal(tags(), []string{"mine", "run"}) || s.content() != content ||
			!strings.Contains(got.Stderr, "to restore its tags, name it with --image "+image.ID) {
			t.Errorf("got %v, tags %q", got, tags())
		}
	}
	if got := s.clean("--image", image.ID); got.Code != cli.ExitOK || !slices.Equal(tags(), []string{"lost", "mine"}) {
		t.Errorf("got %v, tags %q", got, tags())
	}
}

// The images that are being cleaned up when the signal comes are completed, and no
// other one is begun.
func TestCleanupStopsBetweenTwoImages(t *testing.T) {
	s := newLeftServer(t)
	var all []string
	for range 3 * images.Concurrency {
		all = append(all, s.create(target.Owner))
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	s.intercept = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == "DELETE" {
			cancel(&cli.Signalled{Signal: syscall.SIGTERM})
		}
		return false
	}
	got := clitest.Run(
		t, clitest.Options{Context: ctx}, clitest.One(New), "cleanup", s.ledger, "--token", "owner-token", "--url", s.root,
	)
	left := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return !s.has(id) })
	if got.Code != cli.ExitTerminated || got.Stderr != "tagcheck: stopped by a signal: terminated\n" ||
		len(left) < images.Concurrency || len(left) == len(all) {
		t.Errorf("got %v, %d images are left", got, len(left))
	}
	s.intercept = nil
	got = s.clean()
	if got.Code != cli.ExitOK || strings.Count(got.Stdout, "cleaned up: ") != len(left) {
		t.Errorf("got %v", got)
	}
}

func TestCleanupWithoutAuthentication(t *testing.T) {
	s := newOpenServer(t)
	id := s.create(target.Owner)
	if got := invoke(t, "cleanup", s.ledger, "--no-auth"); got.Code != cli.ExitOK || s.has(id) {
		t.Errorf("got %v", got)
	}
}

func TestCleanupAfterACrashWithinALine(t *testing.T) {
	s := newLeftServer(t)
	id := s.create(target.Owner)
	if err := os.WriteFile(s.ledger, []byte(s.content()+`{"time":"2026-01-`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := s.clean("--keep"); got.Code != cli.ExitOK || s.has(id) ||
		!strings.Contains(got.Stderr, ":4: skipped 1 damaged lines of the ledger") {
		t.Errorf("got %v", got)
	}
	if got := invoke(t, "cleanup", s.ledger); got.Code != cli.ExitOK {
		t.Errorf("the ledger is damaged: %v", got)
	}
}
