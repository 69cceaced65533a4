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

// memoryFile is a file that lives in memory.
type memoryFile struct {
	content []byte
	read    int
	synced  int  // octets of the content
	full    bool // nothing more can be written
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

// sample is a few changes of each kind.
func sample() []Entry {
	at := time.Date(2026, 3, 4, 5, 6, 7, 89, time.UTC)
	name := "n\u2028\n<é>"
	image := reference.Image{Attributes: reference.Attributes{ID: "i", Visibility: "private", Owner: "alpha", Created: at}, Name: &name, Updated: at, Tags: []string{"a", "日本"}}
	other := image
	other.ID, other.Name, other.Tags = "j", nil, []string{}
	return []Entry{
		{Kind: Insert, New: &image}, {Kind: Insert, New: &other},
		{Kind: Add, Image: "i", Tag: "e\u0301 \x00\r\n", At: at.Add(time.Second)},
		{Kind: Remove, Image: "i", Tag: "a", At: at.Add(2 * time.Second)},
		{Kind: Patch, Image: "i", Patch: &reference.Patch{Renames: true, Name: &name, Retags: true, Tags: []string{"c"}}, At: at.Add(3 * time.Second)}, {Kind: Patch, Image: "i", Patch: &reference.Patch{}},
		{Kind: Delete, Image: "j"},
	}
}

// written is the journal of some entries.
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
			t.Fatalf("%d octets are acknowledged, and %d are synced", len(file.content), file.synced)
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

// Wherever a crash cuts the journal off, all that was whole is there, and the
// journal goes on.
func TestATailThatIsTornIsDropped(t *testing.T) {
	entries := sample()
	whole := written(t, entries).content
	ends := []int{len(header)} // of what is whole with so many entries
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
			t.Errorf("cut at %d, and gone on: %d entries, %v", cut, len(more), err)
		}
	}
}

// A record that is damaged is never taken for one that was cut off, unless it
// is the last: what follows it was acknowledged.
func TestADamagedRecordIsNoTornTail(t *testing.T) {
	entries := sample()
	whole := written(t, entries).content
	last, _ := encode(entries[len(entries)-1])
	for at := range len(whole) - len(last) {
		for _, bit := range []byte{1, 0x80} {
			content := bytes.Clone(whole)
			content[at] ^= bit
			if _, past, err := Open(&memoryFile{content: content}); err == nil {
				t.Errorf("octet %d: read as %d entries", at, len(past))
			}
		}
	}
	for at := len(whole) - len(last); at < len(whole); at++ {
		content := bytes.Clone(whole)
		content[at] ^= 1
		if _, past, err := Open(&memoryFile{content: content}); err != nil || !same(past, entries[:len(entries)-1]) {
			t.Errorf("octet %d of the last record: %d entries, %v", at, len(past), err)
		}
	}
}

func TestAnotherFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter")
	if err := os.WriteFile(path, []byte("Dear reader"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, _, err := Open(file); err == nil || !strings.Contains(err.Error(), "no journal of a tag server") {
		t.Errorf("%v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "Dear reader" {
		t.Errorf("the file is now %q", content)
	}
}

func TestAFileThatIsReopened(t *testing.T) {
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
		if n == 2 { // a crash cuts off what comes next
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
