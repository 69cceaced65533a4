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

// header is the first line of a journal. A file that begins otherwise is never
// written to.
const header = "tagcheck journal 1\n"

// Kind is the kind of a change.
type Kind string

// The kinds of changes.
const (
	Insert Kind = "insert" // an image is created
	Delete Kind = "delete" // an image is deleted
	Add    Kind = "add"    // a tag is added
	Remove Kind = "remove" // a tag is removed
	Patch  Kind = "patch"  // an image is patched
)

// Entry is one change.
type Entry struct {
	Kind  Kind             `json:"kind"`
	New   *reference.Image `json:"new,omitempty"`   // the image of Insert
	Image string           `json:"image,omitempty"` // the image ID of all other kinds
	Tag   string           `json:"tag,omitempty"`   // the tag of Add and Remove
	Patch *reference.Patch `json:"patch,omitempty"` // the patch of Patch
	At    time.Time        `json:"at,omitzero"`     // the time of the change, except for Insert and Delete
}

// A record is a line: a checksum in hexadecimal, a space and the entry in JSON,
// which contains no line break.
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

// decodeFirst decodes the record at the beginning of content and returns its
// length, or 0 if there is no complete and correct record.
func decodeFirst(content []byte) (Entry, int) {
	line, _, ended := bytes.Cut(content, []byte("\n"))
	if !ended || !maybeRecord(line) {
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

// maybeRecord is a cheap check that excludes most lines that are not records.
func maybeRecord(line []byte) bool {
	if len(line) <= checksumLength || line[checksumLength] != ' ' {
		return false
	}
	_, err := hex.DecodeString(string(line[:checksumLength]))
	return err == nil
}

// decode decodes the entries of a journal. It returns how many bytes of the content
// are complete, including the header. A crash can only leave an incomplete record at
// the end, because each record is synced before the next one is written. If a
// correct record follows an incorrect one, the journal is damaged, which is an error.
func decode(content []byte) (entries []Entry, complete int, err error) {
	if !bytes.HasPrefix(content, []byte(header)) {
		if bytes.HasPrefix([]byte(header), content) {
			return nil, 0, nil // empty, or a crash left an incomplete header
		}
		return nil, 0, fmt.Errorf("the file is not a journal of a tag server: it begins with %.20q", content)
	}
	for complete = len(header); complete < len(content); {
		e, length := decodeFirst(content[complete:])
		if length == 0 {
			break
		}
		entries = append(entries, e)
		complete += length
	}
	for at := complete + 1; at < len(content); at++ {
		if _, length := decodeFirst(content[at:]); length > 0 {
			return nil, 0, fmt.Errorf(
				"the file is damaged: the record at byte %d is incorrect, but a correct one follows", complete)
		}
	}
	return entries, complete, nil
}
