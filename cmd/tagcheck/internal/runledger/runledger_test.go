package runledger

import (
	"os"
	"path/filepath"
	"strconv"
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
	file, err := os.OpenFile(f.Path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(lines); err != nil {
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
	if content, err := os.ReadFile(f.Path); err != nil || !strings.HasSuffix(string(content), "\n"+created) {
		t.Errorf("got %q, %v", content, err)
	}
}

// Damaged lines may name images: the ledger stays, and what can be read of it counts.
func TestCloseKeepsALedgerThatIsDamaged(t *testing.T) {
	for lines, want := range map[string]int{"hello\n" + created: 1, "hello\n" + created + deleted: 0} {
		f := opened(t, lines)
		if pending := f.Close(); len(pending) != want {
			t.Errorf("%q: got %+v", lines, pending)
		}
		if _, err := os.Stat(f.Path); err != nil {
			t.Error(err)
		}
	}
}

// While a run goes on, another one with the same ledger is refused.
func TestASecondRunIsToldWhoUsesTheLedger(t *testing.T) {
	f := opened(t, "")
	_, err := Open(f.Path, false)
	want := "the ledger " + f.Path + " is in use: its run (process " + strconv.Itoa(os.Getpid()) + " on "
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	f.Close()
	again, err := Open(f.Path, false)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestTheHintNamesTheTargetAndTheBorrowedImage(t *testing.T) {
	f := opened(t, created+`{"event":"borrowed","url":"http://h/v2","user":"owner","image":"b 1"}`+"\n")
	f.Close()
	want := "tagcheck cleanup " + f.Path + " --url 'http://h/v2' --image 'b 1', with the same login"
	if got := f.CleanupHint(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASummaryOfManyEntriesCountsThem(t *testing.T) {
	few := []images.Entry{{Event: images.Created, Image: "i", Name: "n", User: "owner"}}
	if got := Summary(few); len(got) != 1 || got[0] != "image i, named n (owner)" {
		t.Errorf("got %q", got)
	}
	if got := Summary(make([]images.Entry, 48)); len(got) != 1 || !strings.HasPrefix(got[0], "48 images") {
		t.Errorf("got %q", got)
	}
	if got := Summary(nil); len(got) > 0 {
		t.Errorf("got %q", got)
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
