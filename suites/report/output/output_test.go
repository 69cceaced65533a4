package output_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/suites/report/output"
)

func text(_ context.Context, w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

func ExampleWriteFolder() {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	paths, err := output.WriteFolder(context.Background(), dir, "all good\n", []output.File[string]{
		{Name: "summary.txt", Render: text},
	})
	fmt.Println(filepath.Base(paths[0]), err)
	// Output: summary.txt <nil>
}

// broken is a form that cannot be written completely.
func broken(ctx context.Context, w io.Writer, s string) error {
	return errors.Join(text(ctx, w, strings.Repeat(s, 1<<16)), errors.New("no space left"))
}

func TestAFileThatCannotBeWrittenKeepsNoOtherFromIt(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "second")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	paths, err := output.WriteFolder(t.Context(), dir, "new", []output.File[string]{
		{Name: "first", Render: text}, {Name: "second", Render: broken}, {Name: "third", Render: text},
	})
	if want := []string{filepath.Join(dir, "first"), filepath.Join(dir, "third")}; !slices.Equal(paths, want) {
		t.Errorf("written: got %q, want %q", paths, want)
	}
	want := "write the file " + old + ": no space left (check that its folder is writable and that the disk has space)"
	if err == nil || err.Error() != want {
		t.Errorf("got the error %v, want %s", err, want)
	}
	for name, want := range map[string]string{"first": "new", "second": "old", "third": "new"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: got %.20q, %v; want %q", name, got, err, want)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 3 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestAFolderThatCannotBeCreatedIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	files := []output.File[string]{{Name: "x", Render: text}}
	paths, err := output.WriteFolder(t.Context(), filepath.Join(file, "below"), "", files)
	if paths != nil || err == nil || !strings.HasPrefix(err.Error(), "create the report folder: ") ||
		!strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "choose a folder") {
		t.Errorf("got %q, %v", paths, err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if err := output.Writable("--report", dir); err == nil || !strings.HasPrefix(err.Error(), "--report: ") {
			t.Errorf("%s: got %v", dir, err)
		}
	}
}

func TestWritableLeavesNothingButTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := output.Writable("--report", dir); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("got %v, %v", left, err)
	}
}

func TestAnEndedContextStopsTheWriting(t *testing.T) {
	reason := errors.New("the user gave up")
	dir := t.TempDir()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := func(ctx context.Context, w io.Writer, s string) error { cancel(reason); return text(ctx, w, s) }
	paths, err := output.WriteFolder(ctx, dir, "s", []output.File[string]{
		{Name: "first", Render: stop}, {Name: "second", Render: text},
	})
	want := "write the report to " + dir + ": stopped before second: the user gave up"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if len(paths) != 1 || filepath.Base(paths[0]) != "first" {
		t.Errorf("written: got %q", paths)
	}
	for name, write := range map[string]func(io.Writer) error{
		"JSON":     func(w io.Writer) error { return output.JSON(ctx, w, 1) },
		"Markdown": func(w io.Writer) error { return output.Markdown(ctx, w, []string{"a"}, "f") },
	} {
		var out bytes.Buffer
		if err := write(&out); !errors.Is(err, reason) || out.Len() > 0 {
			t.Errorf("%s: got %v, and %q is written", name, err, out.String())
		}
	}
}

func TestJSONIsIndentedAndEscapesNoMoreThanItMust(t *testing.T) {
	var out bytes.Buffer
	if err := output.JSON(t.Context(), &out, map[string]string{"a": "<&>\"\n"}); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"a\": \"<&>\\\"\\n\"\n}\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestMarkdownStaysBelowItsBoundAndSaysWhatIsMissing(t *testing.T) {
	var out bytes.Buffer
	block := strings.Repeat("x", 1000)
	if err := output.Markdown(t.Context(), &out, slices.Repeat([]string{block}, 1000), "all.json"); err != nil {
		t.Fatal(err)
	}
	note := regexp.MustCompile(`x\n(\d+) more parts did not fit here; all.json has all of them.\n$`)
	end := note.FindString(out.String())
	shown := strings.Count(out.String(), block)
	if end == "" || !strings.Contains(end, fmt.Sprint(1000-shown, " ")) {
		t.Errorf("%d blocks are shown, and the page ends with %q", shown, end)
	}
	if out.Len() > output.MaxMarkdown || out.Len() < output.MaxMarkdown-2000 {
		t.Errorf("it has %d bytes", out.Len())
	}
	out.Reset()
	if err := output.Markdown(t.Context(), &out, []string{"a", "b"}, "all.json"); err != nil || out.String() != "ab" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0 faults", 1: "1 fault", 2: "2 faults"} {
		if got := output.Count(n, "fault"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := output.Seconds(2149 * time.Millisecond); got != "2.1 s" {
		t.Errorf("got %s", got)
	}
	if got := output.Milliseconds(1234567 * time.Nanosecond); got != 1.235 {
		t.Errorf("got %v", got)
	}
	zone := time.FixedZone("east", 3600)
	if got := output.Timestamp(time.Date(2026, 3, 1, 1, 0, 0, 5e8, zone)); got != "2026-03-01T00:00:00.5Z" {
		t.Errorf("got %s", got)
	}
	if got := output.List[int](nil); got == nil || len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
