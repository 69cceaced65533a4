package journal

import (
	"fmt"
	"io"
	"sync"
)

// File is a file that contains a journal. An [os.File] opened with os.O_APPEND is
// one.
type File interface {
	// Read reads from the beginning.
	io.Reader
	// Write appends. What was written survives a crash when Sync has returned.
	io.Writer
	// Sync waits until everything written is on disk.
	Sync() error
	// Truncate cuts the file to a size in bytes.
	Truncate(size int64) error
}

// Log is an open journal. It is safe for concurrent use.
type Log struct {
	mu   sync.Mutex
	file File
}

// Open reads the entries of a journal and opens it for appending. It writes the
// header to an empty file, and cuts off an incomplete last record. A file that is
// not a journal, or a damaged one, is an error and is not changed.
func Open(file File) (*Log, []Entry, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read the journal: %w", err)
	}
	entries, complete, err := decode(content)
	if err != nil {
		return nil, nil, fmt.Errorf("read the journal: %w", err)
	}
	l := &Log{file: file}
	if complete < len(content) {
		// Otherwise the next record would continue the incomplete one.
		if err := file.Truncate(int64(complete)); err != nil {
			return nil, nil, fmt.Errorf("cut off the incomplete record at byte %d of the journal: %w", complete, err)
		}
	}
	if complete == 0 {
		if err := l.write([]byte(header)); err != nil {
			return nil, nil, fmt.Errorf("write the header of the journal: %w", err)
		}
		return l, entries, nil
	}
	if err := file.Sync(); err != nil {
		return nil, nil, fmt.Errorf("sync the journal: %w", err)
	}
	return l, entries, nil
}

// Append writes an entry and syncs the file. After an error it is unknown whether
// the entry is in the file, and nothing more may be appended.
func (l *Log) Append(e Entry) error {
	record, err := encode(e)
	if err != nil {
		return fmt.Errorf("encode the journal entry: %w", err)
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
