package output_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tagcheck/suites/report/output"
)

func TestOnlyOwnFilesOfAnEarlierRunAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"own": "by tagcheck", "kept": "by tagcheck", "foreign": "by somebody", "other": "by tagcheck",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "other"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	var files []output.Old
	for _, name := range []string{"own", "kept", "foreign", "link", "absent"} {
		files = append(files, output.Old{Name: name, Mark: "by tagcheck"})
	}
	if err := output.RemoveOld("--report", dir, filepath.Join(dir, "kept"), files); err != nil {
		t.Error(err)
	}
	var left []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{"foreign", "kept", "link", "other"}; err != nil || !slices.Equal(left, want) {
		t.Errorf("got %q, %v, want %q", left, err, want)
	}
	if err := output.RemoveOld("--report", filepath.Join(dir, "absent"), "", files); err != nil {
		t.Errorf("without a folder: %v", err)
	}
}
