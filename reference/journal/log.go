package journal

import (
	"fmt"
	"io"
	"sync"
)

// File is what a journal is kept in; an [os.File] that was opened for
// appending is one.
type File interface {
	// Read reads from the beginning.
	io.Reader
	// Write appends. It is there after a crash once Sync has returned.
	io.Writer
	Sync() error
	Truncate(size int64) error
}

// Log is an open journal. It may be used by several goroutines.
type Log struct {
	mu   sync.Mutex
	file File
}

// Open gives the entries of a journal, and opens it for more. An empty file
// becomes a journal; any other file that is none is an error.
func Open(file File) (*Log, []Entry, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read the journal: %w", err)
	}
	entries, whole, err := decode(content)
	if err != nil {
		return nil, nil, fmt.Errorf("read the journal: %w", err)
	}
	l := &Log{file: file}
	if whole < len(content) {
		// Before anything is appended: it would make the rest a broken record.
		if err := file.Truncate(int64(whole)); err != nil {
			return nil, nil, fmt.Errorf("mend the journal: %w", err)
		}
	}
	if whole == 0 {
		err = l.write([]byte(header))
	} else {
		err = file.Sync()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("mend the journal: %w", err)
	}
	return l, entries, nil
}

// Append writes an entry and returns once it is there for good. After an error
// it is not known whether it is, and nothing more may be appended.
func (l *Log) Append(e Entry) error {
	record, err := encode(e)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write(record)
}

func (l *Log) write(p []byte) error {
	if _, err := l.file.Write(p); err != nil {
		return err
	}
	return l.file.Sync()
}
