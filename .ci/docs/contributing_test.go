package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

func contributing(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, ".github", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Every path of the table, and every path in a recipe, exists.
func TestPathsInContributing(t *testing.T) {
	path := regexp.MustCompile("`((?:cmd|fixtures|suites|load|reference|\\.ci)/[A-Za-z0-9_./*-]*)`")
	found := path.FindAllStringSubmatch(contributing(t), -1)
	if len(found) == 0 {
		t.Fatal("CONTRIBUTING.md names no path")
	}
	for _, match := range found {
		files, err := filepath.Glob(filepath.Join(root, match[1]))
		if err != nil || len(files) == 0 {
			t.Errorf("%s does not exist (%v)", match[1], err)
		}
	}
}

func TestLinksInContributing(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	for _, match := range link.FindAllStringSubmatch(contributing(t), -1) {
		if _, err := os.Stat(filepath.Join(root, ".github", match[1])); err != nil {
			t.Error(err)
		}
	}
}

// Every make target exists.
func TestTargetsInContributing(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	target := regexp.MustCompile("(?m)(?:`|^\\$ )make ([a-z -]+)")
	for _, match := range target.FindAllStringSubmatch(contributing(t), -1) {
		for name := range strings.FieldsSeq(match[1]) {
			if !strings.Contains(string(makefile), "\n"+name+":") {
				t.Errorf("the Makefile has no target %s", name)
			}
		}
	}
}
