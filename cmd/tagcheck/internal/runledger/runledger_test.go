package runledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/fixtures/images"
)

const (
	created = `{"event":"created","url":"http://h/v2","user":"owner","name":"n","image":"i"}` + "\n"
	deleted = `{"event":"released","url":"http://h/v2","user":"owner","name":"n","image":"i"}` + "\n"
)

// opened opens a new ledger and appends lines to it.
func opened(t *testing.T, lines string) File {
	t.Helper()
	f, err := Open(filepath.Join(t.TempDir(), "run.ledger"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.Path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCloseRemovesALedgerWithoutPendingEntries(t *testing.T) {
	f := opened(t, created+deleted)
	if pending := f.Close(); len(pending) != 0 {
		t.Errorf("got %+v", pending)
	}
	if _, err := os.Stat(f.Path); !os.IsNotExist(err) {
		t.Errorf("the ledger is still there: %v", err)
	}
}

func TestCloseKeepsALedgerWithPendingEntries(t *testing.T) {
	f := opened(t, created)
	if pending := f.Close(); len(pending) != 1 || pending[0].Image != "i" {
		t.Errorf("got %+v", pending)
	}
	if content, err := os.ReadFile(f.Path); err != nil || string(content) != created {
		t.Errorf("got %q, %v", content, err)
	}
}

// A ledger that cannot be read may name images: it stays.
func TestCloseKeepsALedgerThatIsDamaged(t *testing.T) {
	f := opened(t, "hello\n"+created)
	f.Close()
	if _, err := os.Stat(f.Path); err != nil {
		t.Error(err)
	}
}

func TestOpen(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	f, err := Open("", false)
	if err != nil || !strings.HasPrefix(f.Path, filepath.Join(cache, "tagcheck")+string(filepath.Separator)) {
		t.Errorf("got %+v, %v", f, err)
	}
	f.Close()
	if f, err := Open("", true); err != nil || f.Ledger != nil || f.Path != "" || f.Close() != nil {
		t.Errorf("the embedded server: got %+v, %v", f, err)
	}
	path := filepath.Join(t.TempDir(), "own.ledger")
	if f, err := Open(path, true); err != nil || f.Ledger == nil || f.Path != path {
		t.Errorf("the embedded server, --ledger: got %+v, %v", f, err)
	}
	if _, err := Open(filepath.Join(path, "below"), false); err == nil || !strings.Contains(err.Error(), "--ledger") {
		t.Errorf("got %v", err)
	}
}

func TestDescribe(t *testing.T) {
	for want, e := range map[string]images.Entry{
		"image i, named n (owner)": {
			Event: images.Created, Image: "i", Name: "n", User: "owner",
		},
		"the image named n, if it was created (admin)": {Event: images.Creating, Name: "n", User: "admin"},
		`the tags of image i, which were ["a" "b\x1b"] (owner)`: {
			Event: images.Borrowed, Image: "i", Tags: []string{"a", "b\x1b"}, User: "owner",
		},
		"image \ufffd, named n (owner)": {
			Event: images.Created, Image: "\x1b", Name: "n", User: "owner",
		},
	} {
		if got := Describe(e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := (File{Path: "/a b"}).CleanupHint(), "tagcheck cleanup '/a b', with the same login"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
