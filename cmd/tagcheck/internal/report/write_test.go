package report

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/suites/verdict"
)

func TestWriteDirWritesEveryFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	d := New(build, failing())
	paths, err := d.WriteDir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	rendered := all(t, d)
	want := map[string]string{
		"report.json": rendered["json"], "junit.xml": rendered["junit"],
		"report.md": rendered["markdown"], "exchanges.har": rendered["har"],
	}
	if len(paths) != len(want) {
		t.Errorf("came %v", paths)
	}
	for _, p := range paths {
		got, err := os.ReadFile(p)
		if err != nil || string(got) != want[filepath.Base(p)] || filepath.Dir(p) != dir {
			t.Errorf("%s is not what is rendered: %v", p, err)
		}
	}
	if _, err := d.WriteDir(t.Context(), dir); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != len(want) {
		t.Errorf("other files are left: %v", left)
	}
}

func TestWriteDirSaysWhatWentWrongWhereAndWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(build, failing()).WriteDir(t.Context(), filepath.Join(file, "below"))
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "choose one") {
		t.Errorf("a file in the way: came %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "junit.xml"), 0o755); err != nil {
		t.Fatal(err)
	}
	written, err := New(build, failing()).WriteDir(t.Context(), dir)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "junit.xml")) || len(written) != 1 {
		t.Errorf("a folder in the way: came %v, %v", written, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestWriteDirStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := New(build, failing()).WriteDir(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("came %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("files: %v", left)
	}
}

func TestAFileThatCannotBeWrittenLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space")
	err := atomically(path, func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("new", 1<<16))
		return full
	})
	if got, _ := os.ReadFile(path); !errors.Is(err, full) || string(got) != "old" {
		t.Errorf("came %v, %.20q", err, got)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("temporary files are left: %v", left)
	}
}

// broken is where nothing can be written.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestEveryFormatSaysThatItCouldNotBeWritten(t *testing.T) {
	for name, render := range map[string]func(io.Writer, Document) error{"JSON": JSON, "JUnit": JUnit, "Markdown": Markdown, "HAR": HAR} {
		if err := render(broken{}, New(build, failing())); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: came %v", name, err)
		}
	}
}

func TestWhatChecksAttachedIsWrittenAndNamed(t *testing.T) {
	r := failing()
	for i := range r.Checks {
		if r.Checks[i].Outcome == verdict.Failed {
			r.Checks[i].Attachments = []verdict.Attachment{{Name: "history.html", MediaType: "text/html", Content: []byte("<p>")}}
			break
		}
	}
	dir, d := t.TempDir(), New(build, r)
	paths, err := d.WriteDir(t.Context(), dir)
	if err != nil || len(paths) != 5 {
		t.Fatalf("%v, %v", paths, err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "history.html")); err != nil || string(got) != "<p>" {
		t.Errorf("came %q, %v", got, err)
	}
	for format, want := range map[string]string{
		"json": `"history.html"`, "markdown": "[history.html](history.html)", "terminal": "see history.html in the folder of --report", "junit": "see history.html",
	} {
		if text := all(t, d)[format]; !strings.Contains(text, want) {
			t.Errorf("%s: %q is missing", format, want)
		}
	}
	if err := compiled(t).Validate(decodedDocument(t, d)); err != nil {
		t.Errorf("%#v", err)
	}
}
