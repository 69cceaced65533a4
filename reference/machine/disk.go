package machine

import (
	"errors"
	"io"
	"slices"
	"sync"
)

// errKilled is what a server gets from its disk once it was killed.
var errKilled = errors.New("the server was killed")

// disk holds one file. What was not synced is lost in a crash.
type disk struct {
	mu      sync.Mutex
	content []byte
	synced  []byte // the content at the last sync: the beginning of it, or what it was
	opened  int
}

// open gives the file to the next server; the one before can't use it any more.
func (d *disk) open() *file {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	return &file{disk: d, turn: d.opened}
}

// crash loses what was not synced.
func (d *disk) crash() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	d.content = slices.Clip(d.synced) // what is appended must not touch what another server holds
}

// file is the disk in the hands of one server.
type file struct {
	disk *disk
	turn int
	read int
}

// do works on the disk, as long as the server lives.
func (f *file) do(work func(d *disk)) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.turn != f.disk.opened {
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

// Sync makes what was written last.
func (f *file) Sync() error { return f.do(func(d *disk) { d.synced = d.content }) }

// Truncate cuts the content off behind size octets.
func (f *file) Truncate(size int64) error {
	// A copy, because what was synced must not change before the next sync.
	return f.do(func(d *disk) { d.content = slices.Clone(d.content[:size]) })
}
