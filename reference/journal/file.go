package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// OpenFile opens the file of a journal, and makes it if need be. No other
// server may have it open: the error says so.
func OpenFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(file); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is in use by another server: %w", path, err), file.Close())
	}
	// The name of a new file has to last, too.
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
