package journal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"time"

	"tagcheck/reference"
)

// header is the first line of every journal: no other file is written to.
const header = "tagcheck journal 1\n"

// Kind says what a change does.
type Kind string

// The kinds of changes.
const (
	Insert Kind = "insert" // of an image
	Delete Kind = "delete" // of an image
	Add    Kind = "add"    // of a tag
	Remove Kind = "remove" // of a tag
	Patch  Kind = "patch"  // of an image
)

// Entry is one change.
type Entry struct {
	Kind  Kind             `json:"kind"`
	New   *reference.Image `json:"new,omitempty"`   // that is inserted
	Image string           `json:"image,omitempty"` // ID, of all but an insertion
	Tag   string           `json:"tag,omitempty"`
	Patch *reference.Patch `json:"patch,omitempty"`
	At    time.Time        `json:"at,omitzero"`
}

// A record is a line: the checksum of an entry in hexadecimal, a space and the
// entry in JSON, which has no line breaks.
const checksumLength = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(text []byte) []byte {
	return fmt.Appendf(nil, "%08x", crc32.Checksum(text, castagnoli))
}

func encode(e Entry) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	record := append(checksum(text), ' ')
	return append(append(record, text...), '\n'), nil
}

// first decodes the record at the beginning of content and gives its length;
// 0 where there is none that is whole.
func first(content []byte) (Entry, int) {
	line, _, ended := bytes.Cut(content, []byte("\n"))
	if !ended || !begins(line) {
		return Entry{}, 0
	}
	text := line[checksumLength+1:]
	if !bytes.Equal(line[:checksumLength], checksum(text)) {
		return Entry{}, 0
	}
	var e Entry
	if json.Unmarshal(text, &e) != nil {
		return Entry{}, 0
	}
	return e, len(line) + 1
}

// begins tells cheaply that something is no record.
func begins(line []byte) bool {
	if len(line) <= checksumLength || line[checksumLength] != ' ' {
		return false
	}
	_, err := hex.DecodeString(string(line[:checksumLength]))
	return err == nil
}

// decode gives the entries of a journal and how many of its octets they take,
// with the header. What follows them was cut off by a crash: each record was
// synced before the next one began, so no whole record can stand behind a
// broken one. Where one does, the journal is damaged, and that is the error.
func decode(content []byte) (entries []Entry, whole int, err error) {
	if !bytes.HasPrefix(content, []byte(header)) {
		if bytes.HasPrefix([]byte(header), content) {
			return nil, 0, nil // new, or a crash cut its beginning off
		}
		return nil, 0, fmt.Errorf("it is no journal of a tag server: it begins with %.20q", content)
	}
	for whole = len(header); whole < len(content); {
		e, length := first(content[whole:])
		if length == 0 {
			break
		}
		entries = append(entries, e)
		whole += length
	}
	for at := whole + 1; at < len(content); at++ {
		if _, length := first(content[at:]); length > 0 {
			return nil, 0, fmt.Errorf("it is damaged: the record at octet %d is broken, and others follow it", whole)
		}
	}
	return entries, whole, nil
}
