package report

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

// WriteDir writes report.json, junit.xml, report.md and exchanges.har to dir,
// which it makes if need be, with the files that checks have attached, and
// gives the paths of the files it wrote. Each file is whole or not there at
// all, whatever happens on the way.
func (d Document) WriteDir(ctx context.Context, dir string) ([]string, error) {
	files := []File[Document]{{"report.json", JSON}, {"junit.xml", JUnit}, {"report.md", Markdown}, {"exchanges.har", HAR}}
	for _, c := range d.Result.Checks {
		for _, a := range c.Attachments {
			files = append(files, File[Document]{filepath.Base(a.Name), func(w io.Writer, _ Document) error {
				_, err := w.Write(a.Content)
				return err
			}})
		}
	}
	return WriteFiles(ctx, dir, d, files)
}

// File is one of the forms in which a T is written.
type File[T any] struct {
	Name   string
	Render func(io.Writer, T) error
}

// WriteFiles writes what in each of the forms to dir, which it makes if need be,
// and gives the paths. Each file is whole or not there at all.
func WriteFiles[T any](ctx context.Context, dir string, what T, files []File[T]) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for the report: %w (choose one that can be written)", err)
	}
	var written []string
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return written, fmt.Errorf("write the report to %s: stopped before %s: %w", dir, f.Name, err)
		}
		path := filepath.Join(dir, f.Name)
		if err := atomically(path, func(w io.Writer) error { return f.Render(w, what) }); err != nil {
			return written, fmt.Errorf("write the report %s: %w (see that the folder can be written and has room)", path, err)
		}
		written = append(written, path)
	}
	return written, nil
}

// WriteRecord writes the record of a self-check to a file, whole or not at all.
func WriteRecord(path string, r selfcheck.Record) error { return atomically(path, r.Write) }

// atomically writes a file beside path and puts it in place once it is whole
// and on the disk.
func atomically(path string, write func(io.Writer) error) error {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%08x", filepath.Base(path), rand.Uint32()))
	// Not os.CreateTemp: the file is to have the permissions that the umask asks for.
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := fill(file, write); err != nil {
		os.Remove(temporary)
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		os.Remove(temporary)
		return err
	}
	return nil
}

func fill(file *os.File, write func(io.Writer) error) error {
	defer file.Close()
	out := bufio.NewWriter(file)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}
