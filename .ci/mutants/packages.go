package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// selection is a package to change, as a line of the list has it:
//
//	./load/slo
//	./suites conclude.go,runner.go run=Conclu
type selection struct {
	Package string   // as "go list" understands it
	Files   []string // names or patterns of its files; all of them if there are none
	Run     string   // only the tests that match this regular expression; all if it is empty
}

func parseSelection(line string) (selection, error) {
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return selection{}, errors.New("the package is missing")
	}
	s := selection{Package: fields[0]}
	for _, field := range fields[1:] {
		if expression, ok := strings.CutPrefix(field, "run="); ok {
			s.Run = expression
			continue
		}
		s.Files = append(s.Files, strings.Split(field, ",")...)
	}
	return s, nil
}

// readList reads the packages from a file. Empty lines and lines that begin with # are
// ignored.
func readList(name string) ([]string, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the list of packages: %w", err)
	}
	var lines []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%s lists no package", name)
	}
	return lines, nil
}

// target is a package to change, with its files.
type target struct {
	selection
	ImportPath string
	Dir        string
	files      []string // relative to the module, with slashes
}

// findTarget asks the go command for a package.
func findTarget(ctx context.Context, root string, s selection) (target, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-json=ImportPath,Dir,GoFiles", s.Package)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return target{}, fmt.Errorf("go list %s: %w: %s", s.Package, err, bytes.TrimSpace(stderr.Bytes()))
	}
	var listed struct {
		ImportPath, Dir string
		GoFiles         []string
	}
	if err := json.Unmarshal(out, &listed); err != nil {
		return target{}, fmt.Errorf("go list %s: expected one package: %w", s.Package, err)
	}
	t := target{selection: s, ImportPath: listed.ImportPath, Dir: listed.Dir}
	relative, err := filepath.Rel(root, listed.Dir)
	if err != nil {
		return t, err
	}
	for _, pattern := range s.Files {
		if !slices.ContainsFunc(listed.GoFiles, func(file string) bool { return matches(pattern, file) }) {
			return t, fmt.Errorf("%s has no file %q", s.Package, pattern)
		}
	}
	for _, file := range listed.GoFiles {
		wanted := func(pattern string) bool { return matches(pattern, file) }
		if len(s.Files) == 0 || slices.ContainsFunc(s.Files, wanted) {
			t.files = append(t.files, filepath.ToSlash(filepath.Join(relative, file)))
		}
	}
	return t, nil
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}
