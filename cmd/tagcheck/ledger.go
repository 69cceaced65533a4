package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tagcheck/fixtures/images"
)

// openedLedger is the ledger of a run and where it lies; both are empty for
// the embedded server, which keeps nothing.
type openedLedger struct {
	*images.Ledger
	path string
}

// openLedger opens the one at path, or a new one in the cache directory; a run
// on the embedded server needs none.
func openLedger(path string, embedded bool) (openedLedger, error) {
	if embedded && path == "" {
		return openedLedger{}, nil
	}
	if path == "" {
		path = defaultLedger()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return openedLedger{}, fmt.Errorf("make the directory of the ledger: %w (choose another file with --ledger)", err)
		}
	}
	ledger, err := images.OpenLedger(path)
	return openedLedger{ledger, path}, err
}

// defaultLedger is a file in the user's cache directory that no other run uses.
func defaultLedger() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	name := fmt.Sprintf("%s-%d.ledger", time.Now().UTC().Format("20060102T150405"), os.Getpid())
	return filepath.Join(dir, "tagcheck", name)
}

// settle removes the ledger of a run that gave everything back, and says what
// it still holds.
func (l openedLedger) settle() []images.Entry {
	if l.Ledger == nil {
		return nil
	}
	l.Close()
	entries, err := images.ReadLedger(l.path)
	if err == nil && len(entries) == 0 {
		os.Remove(l.path)
	}
	return entries
}
