// Package output holds what all report writers share: one form of JSON, the
// numbers in it, Markdown pages that fit the summary of a CI job, and files
// that are complete or absent.
//
// A report is a value and the files in which it is written:
//
//	paths, err := output.WriteFolder(ctx, "report", value, []output.File[Value]{
//		{Name: "value.json", Render: writeJSON},
//		{Name: "value.md", Render: writeMarkdown},
//	})
package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// File is one of the forms in which a T is written.
type File[T any] struct {
	Name   string // without a folder
	Render func(ctx context.Context, w io.Writer, value T) error
}

// WriteFolder writes a value in each of the forms to dir, which it creates if
// need be, and returns the paths of the files that it wrote. Each file is
// complete or absent; a file of an earlier run stays until it can be replaced.
// Where one file cannot be written, the others still are. The error names every
// file that is missing, with the reason.
func WriteFolder[T any](ctx context.Context, dir string, value T, files []File[T]) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create the report folder: %w (choose a folder that you may write to)", err)
	}
	var written []string
	var errs []error
	for _, f := range files {
		if ctx.Err() != nil {
			errs = append(errs, fmt.Errorf("write the report to %s: stopped before %s: %w", dir, f.Name, context.Cause(ctx)))
			break
		}
		path := filepath.Join(dir, f.Name)
		err := WriteFile(path, func(w io.Writer) error { return f.Render(ctx, w, value) })
		if err != nil {
			errs = append(errs, err)
			continue
		}
		written = append(written, path)
	}
	return written, errors.Join(errs...)
}

// WriteFile renders a file and puts it in place once it is complete and on the
// disk. Until then, and after an error, a file of that name stays as it was.
func WriteFile(path string, render func(io.Writer) error) error {
	if err := replace(path, render); err != nil {
		return fmt.Errorf("write the file %s: %w (check that its folder is writable and that the disk has space)",
			path, err)
	}
	return nil
}

func replace(path string, render func(io.Writer) error) error {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%08x", filepath.Base(path), rand.Uint32()))
	// Not os.CreateTemp: the file shall have the permissions that the umask asks for.
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := fill(file, render); err != nil {
		os.Remove(temporary)
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		os.Remove(temporary)
		return err
	}
	return nil
}

func fill(file *os.File, render func(io.Writer) error) error {
	defer file.Close()
	out := bufio.NewWriter(file)
	if err := render(out); err != nil {
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

// Writable creates dir if need be and makes sure that files can be created in
// it, before a run spends time on a report that could not be written. The error
// begins with the setting that names dir, such as "--report".
func Writable(setting, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: create the folder: %w", setting, err)
	}
	probe, err := os.CreateTemp(dir, ".tagcheck-*")
	if err != nil {
		return fmt.Errorf("%s: create a file in the folder: %w", setting, err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}
