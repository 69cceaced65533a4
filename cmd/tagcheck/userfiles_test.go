package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// bomb is YAML whose aliases stand for a thousand million values.
func bomb() string {
	var b strings.Builder
	b.WriteString("a: &a [x, x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'j'; c++ {
		item := "*" + string(c-1)
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat(item+", ", 9) + item + "]\n")
	}
	return b.String()
}

// TestReliabilityUserFiles gives every option that takes a file one that is too large, too deep, hostile, or not a file
// at all: it is refused before anything is sent, and the error names the file, and the line where there is one.
func TestReliabilityUserFiles(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, content := range map[string]string{
		"bomb.yaml": bomb(), "deep.yaml": strings.Repeat("[", 100<<10), "large.yaml": strings.Repeat("# a line\n", 10<<20/9),
		"latin.yaml": "a: b\nc: \xe9\n", "two.yaml": "a: b\n---\nc: d\n", "broken.yaml": "a: b\nc: [}\n",
	} {
		if err := os.WriteFile(path(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(path("fifo.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", path("zero.yaml")); err != nil {
		t.Fatal(err)
	}
	// What the error has after the name of the file. A replay is JSON, which has no aliases and one document.
	yaml := map[string]string{
		"bomb.yaml": ":", "deep.yaml": ":1: more than 32 levels", "large.yaml": "it is larger than 1024 KiB",
		"latin.yaml": ":2: this is not UTF-8", "two.yaml": ":2: a second document", "broken.yaml": ":2: this is not YAML",
		"fifo.yaml": "it is not a regular file", "zero.yaml": "it is not a regular file",
	}
	json := map[string]string{
		"bomb.yaml": "line 1", "deep.yaml": "line 1", "large.yaml": "it is larger than 1024 KiB", "latin.yaml": "UTF-8",
		"broken.yaml": "line 1", "fifo.yaml": "it is not a regular file", "zero.yaml": "it is not a regular file",
	}
	cases := 0
	for _, option := range []struct {
		args []string
		want map[string]string
	}{
		{[]string{"conform", "http://127.0.0.1:1", "--config"}, yaml},
		{[]string{"conform", "http://127.0.0.1:1", "--waivers"}, yaml},
		{[]string{"conform", "http://127.0.0.1:1", "--profile"}, yaml},
		{[]string{"conform", "http://127.0.0.1:1", "--replay"}, json},
		{[]string{"load", "http://127.0.0.1:1", "--phases"}, yaml},
	} {
		for file, want := range option.want {
			cases++
			t.Run(option.args[len(option.args)-1]+" "+file, func(t *testing.T) {
				t.Parallel()
				got := invoke(t, append(slices.Clone(option.args), path(file))...)
				if got.code != 2 || !strings.Contains(got.stderr, path(file)) || !strings.Contains(got.stderr, want) {
					t.Errorf("exit code %d\n%s\nwant %s", got.code, got.stderr, want)
				}
			})
		}
	}
	t.Logf("%d cases", cases)
}
