package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Old is a file that an earlier run wrote.
type Old struct {
	Name string // without a folder
	Mark string // what the file has near its beginning and a file of another program has not
}

// markedIn is how many bytes at the beginning of a file hold its mark.
const markedIn = 4 << 10

// RemoveOld removes the files of an earlier run from dir, so that none of them is taken for
// one of this run. A file without its mark stays: another program wrote it. So does the file
// at the path keep. There need not be a dir. The error begins with the setting that names
// dir, such as "--report".
func RemoveOld(setting, dir, keep string, files []Old) error {
	var errs []error
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if isSame(path, keep) || !f.recognised(path) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("%s: remove the file of an earlier run: %w", setting, err))
		}
	}
	return errors.Join(errs...)
}

func isSame(path, other string) bool {
	a, err := os.Stat(path)
	if err != nil || other == "" {
		return false
	}
	b, err := os.Stat(other)
	return err == nil && os.SameFile(a, b)
}

func (f Old) recognised(path string) bool {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	begin, err := io.ReadAll(io.LimitReader(file, markedIn))
	return err == nil && bytes.Contains(begin, []byte(f.Mark))
}
