package loadreport

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/load"
)

func formats() map[string]func(context.Context, io.Writer, load.Result) error {
	return map[string]func(context.Context, io.Writer, load.Result) error{
		"load.json": WriteJSON, "load.md": WriteMarkdown, "load.html": WriteHTML,
	}
}

func TestTheFilesOfAReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	paths, err := WriteDir(t.Context(), dir, sample())
	if err != nil || len(paths) != 3 {
		t.Fatalf("%v, %v", err, paths)
	}
	for name, write := range formats() {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(data) != written(t, write, sample()) {
			t.Errorf("%s is not what its writer writes: %v", name, err)
		}
	}
}

func TestEveryFormatSaysThatItCouldNotBeWritten(t *testing.T) {
	reason := errors.New("the disk is full")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	for name, write := range formats() {
		var out strings.Builder
		err := write(ctx, &out, sample())
		if !errors.Is(err, reason) || !strings.HasPrefix(err.Error(), "write the load as ") || out.Len() > 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
