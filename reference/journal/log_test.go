package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tagcheck/reference"
)

// memoryFile is a file in memory.
type memoryFile struct {
	content []byte
	read    int
	synced  int  // number of synced bytes
	full    bool // Write fails
}

func (f *memoryFile) Read(p []byte) (int, error) {
	n := copy(p, f.content[f.read:])
	f.read += n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *memoryFile) Write(p []byte) (int, error) {
	if f.full {
		return 0, errors.New("the disk is full")
	}
	f.content = append(f.content, p...)
	return len(p), nil
}

func (f *memoryFile) Sync() error {
	f.synced = len(f.content)
	return nil
}

func (f *memoryFile) Truncate(size int64) error {
	f.content = f.content[:size]
	return nil
}

// sample returns changes of all kinds.
func sample() []Entry {
	at := time.Date(2026, 3, 4, 5, 6, 7, 89, time.UTC)
	name := "n\u2028\n<é>"
	image := reference.Image{
		Attributes: reference.Attributes{ID: "i", Visibility: "private", Owner: "alpha", Created: at},
		Name:       &name, Updated: at, Tags: []string{"a", "日本"},
	}
	patch := reference.Patch{Renames: true, Name: &name, Retags: true, Tags: []string{"c"}}
	other := image
	other.ID, other.Name, other.Tags = "j", nil, []string{}
	return []Entry{
		{Kind: Insert, New: &image}, {Kind: Insert, New: &other},
		{Kind: Add, Image: "i", Tag: "e\u0301 \x00\r\n", At: at.Add(time.Second)},
		{Kind: Remove, Image: "i", Tag: "a", At: at.Add(2 * time.Second)},
		{Kind: Patch, Image: "i", Patch: &patch, At: at.Add(3 * time.Second)},
		{Kind: Patch, Image: "i", Patch: &reference.Patch{}},
		{Kind: Delete, Image: "j"},
	}
}

// written returns a journal with the entries.
func written(t *testing.T, entries []Entry) *memoryFile {
	t.Helper()
	file := &memoryFile{}
	log, past, err := Open(file)
	if err != nil || len(past) != 0 {
		t.Fatalf("a new journal: %v, %v", past, err)
	}
	for _, e := range entries {
		if err := log.Append(e); err != nil {
			t.Fatal(err)
		}
		if file.synced != len(file.content) {
			t.Fatalf("Append returned with %d of %d bytes synced", file.synced, len(file.content))
		}
	}
	return file
}

func same(a, b []Entry) bool { return fmt.Sprint(inJSON(a)) == fmt.Sprint(inJSON(b)) }

func inJSON(entries []Entry) (records []string) {
	for _, e := range entries {
		record, err := encode(e)
		records = append(records, fmt.Sprint(string(record), err))
	}
	return records
}

// A crash may cut off the journal at any byte. All complete records are read, and more can
// be appended.
func TestIncompleteLastRecordIsDropped(t *testing.T) {
	entries := sample()
	whole := written(t, entries).content
	ends := []int{len(header)} // position after so many records
	for _, e := range entries {
		record, _ := encode(e)
		ends = append(ends, ends[len(ends)-1]+len(record))
	}
	for cut := range len(whole) + 1 {
		complete := 0
		for complete < len(entries) && ends[complete+1] <= cut {
			complete++
		}
		file := &memoryFile{content: bytes.Clone(whole[:cut])}
		log, past, err := Open(file)
		if err != nil || !same(past, entries[:complete]) {
			t.Fatalf("cut at %d: %d entries instead of %d, %v", cut, len(past), complete, err)
		}
		if err := log.Append(entries[0]); err != nil {
			t.Fatal(err)
		}
		_, more, err := Open(&memoryFile{content: file.content})
		if err != nil || !same(more, append(entries[:complete:complete], entries[0])) {
			t.Errorf("cut at %d, then appended: %d entries, %v", cut, len(more), err)
		}
	}
}

// A damaged record is an error if others follow it, because these were acknowledged. The
// last record is dropped, because it may be incomplete.
func TestDamagedRecords(t *testing.T) {
	entries := sample()
	whole := written(t, entries).content
	last, _ := encode(entries[len(entries)-1])
	for at := range len(whole) - len(last) {
		for _, bit := range []byte{1, 0x80} {
			content := bytes.Clone(whole)
			content[at] ^= bit
			if _, past, err := Open(&memoryFile{content: content}); err == nil {
				t.Errorf("byte %d is damaged: read %d entries without an error", at, len(past))
			}
		}
	}
	for at := len(whole) - len(last); at < len(whole); at++ {
		content := bytes.Clone(whole)
		content[at] ^= 1
		if _, past, err := Open(&memoryFile{content: content}); err != nil || !same(past, entries[:len(entries)-1]) {
			t.Errorf("byte %d of the last record is damaged: %d entries, %v", at, len(past), err)
		}
	}
}

func TestFileThatIsNotAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter")
	if err := os.WriteFile(path, []byte("Dear reader"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, _, err := Open(file); err == nil || !strings.Contains(err.Error(), "is not a journal of a tag server") {
		t.Errorf("%v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "Dear reader" {
		t.Errorf("the file is now %q", content)
	}
}

func TestReopenedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	entries := sample()
	for n := range entries {
		file, err := OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		log, past, err := Open(file)
		if err != nil || !same(past, entries[:n]) {
			t.Fatalf("%d entries instead of %d, %v", len(past), n, err)
		}
		if err := log.Append(entries[n]); err != nil {
			t.Fatal(err)
		}
		if n == 2 { // an incomplete record, as a crash leaves it
			if _, err := file.WriteString(`01234567 {"kind"`); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := OpenFile(path); err == nil || !strings.Contains(err.Error(), "in use by another server") {
			t.Errorf("opened twice: %v", err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
