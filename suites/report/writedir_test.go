package report

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/verdict"
)

func TestWriteDirWritesEveryFormat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	d := documentOf(reporttest.Failing())
	paths, err := d.WriteDir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := all(t, d)
	want := map[string]string{
		"report.json": texts["JSON"], "junit.xml": texts["JUnit"], "report.md": texts["Markdown"],
		"exchanges.har": texts["HAR"],
	}
	if len(paths) != len(want) {
		t.Errorf("got %v", paths)
	}
	for _, p := range paths {
		got, err := os.ReadFile(p)
		if err != nil || string(got) != want[filepath.Base(p)] || filepath.Dir(p) != dir {
			t.Errorf("%s is not what its writer writes: %v", p, err)
		}
	}
	if _, err := d.WriteDir(t.Context(), dir); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != len(want) {
		t.Errorf("other files are left: %v", left)
	}
}

// A folder that is in the way of one file costs that file alone.
func TestWriteDirSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "junit.xml"), 0o755); err != nil {
		t.Fatal(err)
	}
	paths, err := New(reporttest.Failing()).WriteDir(t.Context(), dir)
	if err == nil || !strings.HasPrefix(err.Error(), "write the file "+filepath.Join(dir, "junit.xml")+": ") {
		t.Errorf("got %v", err)
	}
	var written []string
	for _, p := range paths {
		written = append(written, filepath.Base(p))
	}
	if !slices.Equal(written, []string{"report.json", "report.md", "exchanges.har"}) {
		t.Errorf("written: got %v", written)
	}
}

func TestNothingIsWrittenAfterTheContextEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := New(reporttest.Failing()).WriteDir(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("files: %v", left)
	}
	for name, write := range formats(New(reporttest.Failing())) {
		var out strings.Builder
		if err := write(ctx, &out); !errors.Is(err, context.Canceled) || out.Len() > 0 {
			t.Errorf("%s: got %v, and %d bytes", name, err, out.Len())
		}
	}
}

// full is a disk with space for so many bytes.
type full struct{ space int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.space {
		return f.space, errors.New("no space left")
	}
	f.space -= len(p)
	return len(p), nil
}

func TestEveryFormatSaysThatItCouldNotBeWritten(t *testing.T) {
	for name, write := range formats(New(reporttest.Failing())) {
		var all bytes.Buffer
		if err := write(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		for _, space := range []int{0, 60, all.Len() / 2, all.Len() - 1} { // 60: within the XML, behind its header
			err := write(t.Context(), &full{space})
			if err == nil || !strings.Contains(err.Error(), name) || !strings.HasSuffix(err.Error(), ": no space left") {
				t.Errorf("%s after %d bytes: got %v", name, space, err)
			}
		}
	}
}

func TestAttachmentsAreWrittenAndNamed(t *testing.T) {
	r := reporttest.Failing()
	r.Checks[0].Attachments = []verdict.Attachment{
		{Name: "../history.html", MediaType: "text/html", Content: []byte("<p>")},
	}
	dir, d := t.TempDir(), documentOf(r)
	paths, err := d.WriteDir(t.Context(), dir)
	if err != nil || len(paths) != 5 {
		t.Fatalf("%v, %v", paths, err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "history.html")); err != nil || string(got) != "<p>" {
		t.Errorf("got %q, %v", got, err)
	}
	for format, want := range map[string]string{
		"JSON": `"history.html"`, "Markdown": "[history.html](history.html)", "JUnit": "\nsee history.html\n",
	} {
		if text := all(t, d)[format]; !strings.Contains(text, want) {
			t.Errorf("%s: %q is missing", format, want)
		}
	}
	if err := compiled(t).Validate(decodedDocument(t, d)); err != nil {
		t.Errorf("%#v", err)
	}
}
