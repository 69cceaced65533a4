// Package runledger is the ledger file of one run: where it is, and what is left
// in it at the end.
//
//	ledger, err := runledger.Open("", false)
//	options.Ledger = ledger.Ledger // the run records its images
//	for _, e := range ledger.Close() {
//		fmt.Println("left over:", runledger.Describe(e))
//	}
package runledger

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tagcheck/fixtures/images"
)

// File is the ledger of a run and its path. Both are empty for the embedded
// server, whose images need no cleanup.
type File struct {
	*images.Ledger
	Path string
}

// Open opens the ledger at path or, if that is empty, a new one in the user's
// cache directory. A run on the embedded server needs none.
func Open(path string, embedded bool) (File, error) {
	if embedded && path == "" {
		return File{}, nil
	}
	if path == "" {
		path = defaultPath()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return File{}, fmt.Errorf("create the directory of the ledger: %w (choose another file with --ledger)", err)
		}
	}
	ledger, err := images.OpenLedger(path)
	return File{ledger, path}, err
}

// defaultPath is a file in the user's cache directory that no other run uses.
func defaultPath() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	name := fmt.Sprintf("%s-%d.ledger", time.Now().UTC().Format("20060102T150405"), os.Getpid())
	return filepath.Join(dir, "tagcheck", name)
}

// Close closes the ledger and returns the entries whose cleanup is pending. If
// there is none, and every line of the file can be read, it removes the file.
func (f File) Close() []images.Entry {
	if f.Ledger == nil {
		return nil
	}
	entries, err := f.Ledger.Pending()
	if err == nil && len(entries) == 0 {
		os.Remove(f.Path) // while it is locked: no other run uses it yet
	}
	f.Ledger.Close()
	return entries
}
