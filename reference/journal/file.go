package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// OpenFile opens a file for a journal, and creates it if it does not exist. It locks
// the file, and fails if another server has locked it. Windows and a few other
// systems have no such lock.
func OpenFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(file); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is in use by another server: %w", path, err), file.Close())
	}
	// The directory entry of a new file must survive a crash, too.
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return nil, errors.Join(fmt.Errorf("sync the directory of %s: %w", path, err), file.Close())
	}
	return file, nil
}
