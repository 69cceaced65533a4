package walk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/userfile"
	"tagcheck/suites/requirement"
)

// Format is the value of the field format in a file of this version. The number changes if older programs cannot
// read newer files.
const Format = "tagcheck sequence 1"

// MaxFile is the size of a file that [Load] reads, in bytes. One that a check wrote has some kilobytes.
const MaxFile = 1 << 20

// File is a walk that failed, for a replay. It is self-contained: it holds every tag in full, under a name.
type File struct {
	Name         string   `json:"-"` // without a folder
	Format       string   `json:"format"`
	Check        string   `json:"check"` // title of the check that found it
	Requirements []string `json:"requirements"`
	Seed         uint64   `json:"seed"`
	Runs         int      `json:"runs"`
	Failed       int      `json:"failed"` // runs that failed
	// that failed, from 1; the number of steps plus 1 for the read at the end
	Step     int               `json:"step"`
	Expected string            `json:"expected"`
	Got      string            `json:"came"`
	Images   map[string]string `json:"images"` // owner by image
	Tags     map[string]string `json:"tags"`   // by their names in the steps
	Steps    []json.RawMessage `json:"steps,omitempty"`
	Ops      []Op              `json:"-"`
}

// step is an Op in a file.
type step struct {
	Do      Verb             `json:"do"`
	By      string           `json:"by,omitempty"`
	Image   string           `json:"image"`
	Method  string           `json:"method,omitempty"`
	Tag     string           `json:"tag,omitempty"` // by its name
	Spelled string           `json:"spelled,omitempty"`
	Raw     string           `json:"raw,omitempty"`
	Suffix  string           `json:"behind,omitempty"`
	Query   string           `json:"query,omitempty"`
	Body    *Body            `json:"body,omitempty"`
	Fields  []imageapi.Field `json:"fields,omitempty"`
}

// Encode returns the content of the file: JSON, one step per line.
func (f File) Encode() []byte {
	f.Format, f.Steps, f.Tags = Format, nil, map[string]string{}
	names := map[string]string{}
	for _, tag := range tagsOf(f.Ops) {
		name := nameOf(tag)
		for n := 2; f.Tags[name] != ""; n++ {
			name = fmt.Sprintf("%s (%d)", nameOf(tag), n)
		}
		f.Tags[name], names[tag] = tag, name
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(encode(f, "  "), []byte("\n}")))
	b.WriteString(",\n  \"steps\": [")
	for n, o := range f.Ops {
		b.WriteString(strings.Repeat(",", min(n, 1)) + "\n    ")
		b.Write(encode(step{
			o.Do, o.By, o.Image, o.Method, names[o.Tag], o.Spelled, o.Raw, o.Suffix, o.Query, o.Body, o.Fields,
		}, ""))
	}
	b.WriteString("\n  ]\n}\n")
	return b.Bytes()
}

// encode returns JSON without the escaping for HTML.
func encode(v any, indent string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		panic(err) // files and steps can always be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// nameOf returns a readable name for a tag: the tag itself if it is short and printable, else a description.
func nameOf(tag string) string {
	runes := []rune(tag)
	switch {
	case len(runes) <= 30 && printable(tag):
		return tag
	case len(runes) > 30 && strings.Count(tag, string(runes[0])) == len(runes):
		return fmt.Sprintf("%d times %s", len(runes), spelledOut(runes[:1]))
	case len(runes) > 30:
		return fmt.Sprintf("%d characters from %s", len(runes), spelledOut(runes[:3]))
	}
	for _, t := range corpus.Tags() {
		if t.Value == tag {
			return t.Name
		}
	}
	return spelledOut(runes)
}

func spelledOut(runes []rune) string {
	words := make([]string, len(runes))
	for i, r := range runes {
		words[i] = fmt.Sprintf("%U", r)
		if printable(string(r)) {
			words[i] = string(r)
		}
	}
	return strings.Join(words, " ")
}

// Load reads a file. The error names the file and the invalid field, with its line or step.
func Load(path string) (*File, error) {
	content, err := userfile.Read(path, MaxFile)
	if err != nil {
		return nil, err
	}
	f, err := decode(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Name = filepath.Base(path)
	return f, nil
}

// Users returns the users whose tokens the walk needs, sorted.
func (f *File) Users() []string {
	users := map[string]bool{}
	for _, op := range f.Ops {
		users[f.Images[op.Image]] = true
		if op.By != "" && op.By != UnknownUser {
			users[op.By] = true
		}
	}
	return slices.Sorted(maps.Keys(users))
}

// Authenticates returns whether the walk sends an invalid token.
func (f *File) Authenticates() bool {
	return slices.ContainsFunc(f.Ops, func(op Op) bool { return op.By == UnknownUser })
}

func decode(content []byte) (*File, error) {
	var f File
	if err := decodeStrictly(content, &f); err != nil {
		return nil, err
	}
	if f.Format != Format {
		return nil, fmt.Errorf("format: unknown format %q: this version reads %q", f.Format, Format)
	}
	if err := f.checkHead(); err != nil {
		return nil, err
	}
	for n, raw := range f.Steps {
		op, err := f.op(raw)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", n+1, err)
		}
		f.Ops = append(f.Ops, op)
	}
	f.Steps = nil
	return &f, nil
}

func (f *File) checkHead() error {
	if len(f.Requirements) == 0 {
		return errors.New("requirements: at least one is required")
	}
	for _, id := range f.Requirements {
		if err := requirement.CheckID(id); err != nil {
			return fmt.Errorf("requirements: %w", err)
		}
	}
	if f.Check == "" {
		return errors.New("check: the title is required")
	}
	if f.Failed < 1 || f.Runs < f.Failed {
		return fmt.Errorf("failed: %d of %d runs is not possible", f.Failed, f.Runs)
	}
	for name, owner := range f.Images {
		if !slices.Contains(owners, owner) {
			return fmt.Errorf(
				"images: %s: unknown owner %q; the owners are %s", name, owner, strings.Join(owners, ", "),
			)
		}
	}
	if len(f.Steps) == 0 {
		return errors.New("steps: at least one is required")
	}
	return nil
}

// owners are the users that may own images of a walk.
var owners = []string{"owner", "stranger"}

func (f *File) op(raw json.RawMessage) (Op, error) {
	var s step
	if err := decodeStrictly(raw, &s); err != nil {
		return Op{}, err
	}
	tag, known := f.Tags[s.Tag]
	switch {
	case s.Tag != "" && !known:
		return Op{}, fmt.Errorf("tag: unknown tag %q", s.Tag)
	case f.Images[s.Image] == "":
		return Op{}, fmt.Errorf("image: unknown image %q", s.Image)
	case s.By != "" && s.By != UnknownUser && !slices.Contains(owners, s.By):
		return Op{}, fmt.Errorf(
			"by: unknown user %q; the users are %s, %s", s.By, strings.Join(owners, ", "), UnknownUser,
		)
	}
	op := Op{s.Do, s.Image, s.By, s.Method, tag, s.Spelled, s.Raw, s.Suffix, s.Query, s.Body, s.Fields}
	return op, op.check()
}

// decodeStrictly decodes one JSON value and refuses unknown fields. The error names the line if it is known.
func decodeStrictly(content []byte, into any) error {
	if !utf8.Valid(content) {
		return errors.New("the file is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: unexpected data after the end", lineAt(content, d.InputOffset()))
		}
		return nil
	}
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %w", lineAt(content, broken.Offset), err)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("line %d: %s: unexpected %s", lineAt(content, wrong.Offset), wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("line %d: unexpected end of the file", lineAt(content, int64(len(content))))
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

func lineAt(content []byte, offset int64) int {
	return 1 + bytes.Count(content[:min(int(offset), len(content))], []byte("\n"))
}
