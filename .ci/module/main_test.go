package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const published = "github.com/you/tagcheck"

// newTree writes a small module to a temporary directory.
func newTree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestRename(t *testing.T) {
	root := newTree(t, map[string]string{
		"go.mod":             "module tagcheck\n\ngo 1.26\n",
		"suites/suites.go":   "package suites\n\nimport \"tagcheck/suites/check\"\n\nvar agent = \"tagcheck/1\"\n",
		"suites/lint.conf":   "imports = [\"tagcheck/suites/check\"]\n",
		"README.md":          "```go\nimport \"tagcheck/suites\"\n```\nRun `tagcheck serve`: \"tagcheck\" answers.\n",
		".ci/c/go.mod":       "module example.com/c\n\nrequire tagcheck v0.0.0\n\nreplace tagcheck => ../..\n",
		"report/old.go":      "package old\n\nimport \"tagcheck/suites\"\n",
		"suites/report/r.go": "package report\n\nimport \"tagcheck/suites\"\n",
	})
	var out, errs bytes.Buffer
	code := run([]string{"-root", root, published}, &out, &errs)
	if code != 0 || !strings.Contains(out.String(), ": 6 files changed") {
		t.Fatalf("exit code %d: %s%s", code, out.String(), errs.String())
	}
	for name, want := range map[string]string{
		"go.mod":           "module github.com/you/tagcheck\n\ngo 1.26\n",
		"suites/lint.conf": "imports = [\"github.com/you/tagcheck/suites/check\"]\n",
		"suites/suites.go": "package suites\n\nimport \"github.com/you/tagcheck/suites/check\"\n\n" +
			"var agent = \"tagcheck/1\"\n",
		"README.md": "```go\nimport \"github.com/you/tagcheck/suites\"\n```\n" +
			"Run `tagcheck serve`: \"tagcheck\" answers.\n",
		".ci/c/go.mod": "module example.com/c\n\nrequire github.com/you/tagcheck v0.0.0\n\n" +
			"replace github.com/you/tagcheck => ../..\n",
		"report/old.go":      "package old\n\nimport \"tagcheck/suites\"\n",
		"suites/report/r.go": "package report\n\nimport \"github.com/you/tagcheck/suites\"\n",
	} {
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v\nwant %q", name, got, err, want)
		}
	}
}

func TestMistakes(t *testing.T) {
	root := newTree(t, map[string]string{"go.mod": "module tagcheck\n", "suites/s.go": "package suites\n"})
	for name, args := range map[string][]string{
		"no module":          {"-root", root},
		"no dot":             {"-root", root, "tagcheck"},
		"no name":            {"-root", root, "github.com"},
		"a URL":              {"-root", root, "https://github.com/you/tagcheck"},
		"a trailing slash":   {"-root", root, "github.com/you/"},
		"two modules":        {"-root", root, published, published},
		"no go.mod":          {"-root", t.TempDir(), published},
		"an unknown flag":    {"-nothing"},
		"spaces in the name": {"-root", root, "github.com/you/tag check"},
	} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != 2 || errs.Len() == 0 || out.Len() > 0 {
			t.Errorf("%s: exit code %d, %q, %q", name, code, out.String(), errs.String())
		}
	}
	if got, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil || string(got) != "module tagcheck\n" {
		t.Errorf("go.mod was changed to %q, %v", got, err)
	}
}

// The renamed tree must build, and its program must know its version.
func TestRenamedTreeBuilds(t *testing.T) {
	root := filepath.Join(t.TempDir(), "tree")
	copyTree(t, filepath.Join("..", ".."), root)
	var out, errs bytes.Buffer
	if code := run([]string{"-root", root, published}, &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	command(t, root, "go", "build", "./...")
	command(t, root, "go", "vet", "./suites", "./.ci/mutants", "./.ci/module")
	bin := filepath.Join(root, "bin", "tagcheck")
	command(t, root, "make", "build", "VERSION=v9.8.7", "COMMIT=abcdef", "BIN="+bin)
	if got := command(t, root, bin, "--version"); !strings.Contains(got, "v9.8.7") || !strings.Contains(got, "abcdef") {
		t.Errorf("--version prints %q", got)
	}
	if got := command(t, root, "go", "list", "-m"); got != published+"\n" {
		t.Errorf("the module is %q", got)
	}
	if got := command(t, root, "gofmt", "-l", "."); got != "" {
		t.Errorf("not formatted: %s", got)
	}
}

// copyTree copies the files of the module, without what git ignores at its top.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case slices.Contains([]string{".git", "bin", "report"}, name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil // .git of a worktree is a file
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		case !entry.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), content, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// command runs a command with a time limit and returns its output.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
