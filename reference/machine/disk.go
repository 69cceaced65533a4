package machine

import (
	"errors"
	"io"
	"slices"
	"sync"
)

// errKilled is the error of the disk for a server that was killed.
var errKilled = errors.New("the server was killed")

// disk contains one file. A crash loses what was not synced.
type disk struct {
	mu      sync.Mutex
	content []byte
	synced  []byte // the content at the last sync
	opened  int    // how often it was opened: only the latest file may use it
}

// open returns the file for the next server. The file of the previous one fails from
// now on.
func (d *disk) open() *file {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	return &file{disk: d, generation: d.opened}
}

// crash drops what was not synced. All open files fail from now on.
func (d *disk) crash() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	d.content = slices.Clip(d.synced) // appending must copy, because other slices share the array
}

// file is the disk as one server has opened it.
type file struct {
	disk       *disk
	generation int
	read       int
}

// do calls work, unless the server was killed.
func (f *file) do(work func(d *disk)) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.generation != f.disk.opened {
		return errKilled
	}
	work(f.disk)
	return nil
}

// Read reads from the beginning.
func (f *file) Read(p []byte) (n int, err error) {
	err = f.do(func(d *disk) { n = copy(p, d.content[f.read:]) })
	f.read += n
	if err == nil && n == 0 && len(p) > 0 {
		err = io.EOF
	}
	return n, err
}

// Write appends.
func (f *file) Write(p []byte) (int, error) {
	if err := f.do(func(d *disk) { d.content = append(d.content, p...) }); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Sync protects what was written from a crash.
func (f *file) Sync() error { return f.do(func(d *disk) { d.synced = d.content }) }

// Truncate cuts the content to a size in bytes.
func (f *file) Truncate(size int64) error {
	// A copy: what was synced must not change before the next sync.
	return f.do(func(d *disk) { d.content = slices.Clone(d.content[:size]) })
}
