package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"tagcheck/load/model"
)

// maxFile bounds the file in bytes, so that a wrong path is an error and no
// endless read.
const maxFile = 64 << 10

// Load reads a composition from a file. Each mistake is a *FileError, and the
// error a join of all of them.
func Load(file string) (Composition, error) {
	info, err := os.Stat(file)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxFile) {
		err = fmt.Errorf("it is no file of at most %d KiB", maxFile>>10)
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(file)
	}
	if err != nil {
		return Composition{}, &FileError{file, "cannot read the phases of a load: " + err.Error()}
	}
	return Parse(file, content)
}

// Parse reads a composition from the content of a file, whose name is for
// messages only.
func Parse(file string, content []byte) (Composition, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		return Composition{}, &FileError{file, "this is not UTF-8 text"}
	}
	d := &document{file: file}
	// Keys that are there twice are found by entries, with all other problems.
	tree, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return Composition{}, errors.Join(d.problems...)
	}
	var c Composition
	for _, part := range tree.Docs {
		if part.Body == nil {
			continue // empty, or nothing but comments
		}
		if len(c.Phases) > 0 {
			d.refuse(part.Body.GetToken(), "there must be a single document")
			break
		}
		c.Phases = d.phases(part.Body)
	}
	if len(c.Phases) == 0 && len(d.problems) == 0 {
		d.refuse(nil, "there are no phases")
	}
	return c, errors.Join(d.problems...)
}

// document is a YAML file while it is read. The syntax tree is walked by hand:
// each value needs its line, and all problems are reported at once.
type document struct {
	file     string
	problems []error
}

// entry is one key of a mapping, or one element of a list, and its value.
type entry struct {
	name  string
	at    *token.Token
	value ast.Node
}

func (d *document) phases(body ast.Node) (phases []Phase) {
	for _, e := range d.entries(body, body.GetToken()) {
		list, ok := e.value.(*ast.SequenceNode)
		switch {
		case e.name != "phases":
			d.refuse(e.at, "unknown key %q; the only key is phases", e.name)
			continue
		case !ok || len(list.Values) == 0:
			d.refuse(e.at, "a list of phases is needed here, each beginning with a hyphen")
			continue
		}
		lines := map[string]string{}
		for _, node := range list.Values {
			p := d.phase(entry{at: node.GetToken(), value: node})
			if first, twice := lines[p.Name]; twice && p.Name != "" {
				d.refuse(node.GetToken(), "the phase at %s is called %s already", first, p.Name)
			}
			lines[p.Name] = p.Origin
			phases = append(phases, p)
		}
	}
	return phases
}

// entries gives the keys of a mapping, each once.
func (d *document) entries(node ast.Node, at *token.Token) (entries []entry) {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		d.refuse(at, "keys with values are needed here, as in the line duration: 30s")
		return nil
	}
	first := map[string]int{}
	for _, pair := range mapping.Values {
		e := entry{name: pair.Key.GetToken().Value, at: pair.Key.GetToken(), value: pair.Value}
		if line, twice := first[e.name]; twice {
			d.refuse(e.at, "the key %q is already there in line %d", e.name, line)
			continue
		}
		first[e.name] = e.at.Position.Line
		entries = append(entries, e)
	}
	return entries
}

// text gives a plain value as it is written.
func (d *document) text(v entry) string {
	switch node := v.value.(type) {
	case *ast.StringNode:
		if node.Value != "" {
			return node.Value
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value
	case nil, *ast.NullNode:
	default:
		d.refuse(v.at, "a plain value is needed here, no list, no mapping, and no anchor, alias or tag of YAML")
		return ""
	}
	d.refuse(v.at, "a value is needed here")
	return ""
}

func (d *document) number(v entry, least, most int) int {
	text := d.text(v)
	n, err := strconv.Atoi(text)
	if text != "" && (err != nil || n < least || n > most) {
		d.refuse(v.at, "%q is no whole number from %d to %d", text, least, most)
		return 0
	}
	return n
}

var phaseName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,39}$`)

func (d *document) name(v entry) string {
	text := d.text(v)
	if text != "" && !phaseName.MatchString(text) {
		d.refuse(v.at, "%q is no name of a phase; it has letters, digits and hyphens, at most 40", text)
	}
	return text
}

// kinds gives one kind of tags, or those of a list.
func (d *document) kinds(v entry) (kinds []TagKind) {
	nodes := []ast.Node{v.value}
	if list, ok := v.value.(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	for _, node := range nodes {
		e := entry{at: v.at, value: node}
		text := d.text(e)
		kind := TagKind(text)
		switch {
		case text == "":
		case !slices.Contains(TagKinds(), kind):
			d.refuse(v.at, "there are no %q tags; the kinds are short, long, multi-byte", text)
		case slices.Contains(kinds, kind):
			d.refuse(v.at, "the kind %s is there twice", kind)
		default:
			kinds = append(kinds, kind)
		}
	}
	if len(nodes) == 0 {
		d.refuse(v.at, "a kind of tags is needed here: short, long, multi-byte")
	}
	return kinds
}

func (d *document) origin(at *token.Token) string {
	if at == nil || at.Position == nil {
		return d.file
	}
	return fmt.Sprintf("%s:%d", d.file, at.Position.Line)
}

// refuse records a problem with its place.
func (d *document) refuse(at *token.Token, format string, args ...any) {
	d.problems = append(d.problems, &FileError{d.origin(at), fmt.Sprintf(format, args...)})
}

func (d *document) syntax(err error) {
	var problem yaml.Error
	if !errors.As(err, &problem) || problem.GetToken() == nil {
		d.refuse(nil, "this is not YAML")
		return
	}
	d.refuse(problem.GetToken(), "this is not YAML: %s", strings.TrimSpace(problem.GetMessage()))
}

func planNames() string {
	var names []string
	for _, p := range Plans() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func operationList() string {
	var names []string
	for _, o := range model.Operations() {
		names = append(names, o.String())
	}
	return strings.Join(names, ", ")
}
