package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change of a source file.
type mutant struct {
	file        string // relative to the module, with slashes
	line        int
	function    string // such as "Parse" or "(*Manager).Release"; "package" outside of functions
	kind        string // what is changed: see operators.go
	original    string // the changed expression or statement, on one line
	replacement string
	occurrence  int // from 1: the number of this change among equal ones in the function

	start, end int    // the bytes that are replaced
	text       string // by this
}

// change describes the mutant without its place: "boundary: n < 3 -> n <= 3". If the
// function has several equal ones, all but the first have a number: "... #2".
func (m mutant) change() string {
	text := fmt.Sprintf("%s: %s -> %s", m.kind, m.original, m.replacement)
	if m.occurrence > 1 {
		text += fmt.Sprintf(" #%d", m.occurrence)
	}
	return text
}

// apply returns the changed source.
func (m mutant) apply(source []byte) []byte {
	return slices.Concat(source[:m.start], []byte(m.text), source[m.end:])
}

// findMutants returns all mutants of the files, ordered by file and place.
func findMutants(root string, files []string) ([]mutant, error) {
	var all []mutant
	for _, file := range files {
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			return nil, err
		}
		found, err := mutantsOf(file, source)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// mutantsOf returns the mutants of one file.
func mutantsOf(file string, source []byte) ([]mutant, error) {
	positions := token.NewFileSet()
	parsed, err := parser.ParseFile(positions, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{file: file, source: source, positions: positions}
	ast.Walk(visitor{f: f, function: "package"}, parsed)
	slices.SortStableFunc(f.found, func(a, b mutant) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.kind, b.kind), cmp.Compare(a.text, b.text))
	})
	count := map[string]int{}
	for i := range f.found {
		key := f.found[i].function + "\n" + f.found[i].change()
		count[key]++
		f.found[i].occurrence = count[key]
	}
	return f.found, nil
}

// finder collects the mutants of a file.
type finder struct {
	file      string
	source    []byte
	positions *token.FileSet
	found     []mutant
}

func (f *finder) offset(p token.Pos) int { return f.positions.Position(p).Offset }

// code returns the source of a node.
func (f *finder) code(n ast.Node) string {
	return string(f.source[f.offset(n.Pos()):f.offset(n.End())])
}

// visitor walks through a function. Its copies know where they are.
type visitor struct {
	f        *finder
	function string
	results  *ast.FieldList // of the innermost function
	failed   bool           // err is not nil here
	noNumber bool           // numbers are not changed here
}

// replace adds a mutant that replaces a node.
func (v visitor) replace(kind string, node ast.Node, text, shown string) {
	v.add(kind, node, node.Pos(), node.End(), text, shown)
}

// replaceOperator adds a mutant that replaces an operator in an expression or
// statement.
func (v visitor) replaceOperator(kind string, node ast.Node, at token.Pos, operator, other token.Token) {
	code := v.f.code(node)
	i := v.f.offset(at) - v.f.offset(node.Pos())
	shown := code[:i] + other.String() + code[i+len(operator.String()):]
	v.add(kind, node, at, at+token.Pos(len(operator.String())), other.String(), shown)
}

func (v visitor) add(kind string, node ast.Node, from, to token.Pos, text, shown string) {
	v.f.found = append(v.f.found, mutant{
		file: v.f.file, line: v.f.positions.Position(from).Line, function: v.function,
		kind: kind, original: oneLine(v.f.code(node)), replacement: oneLine(shown),
		start: v.f.offset(from), end: v.f.offset(to), text: text,
	})
}

// longestCode limits the code in the description of a mutant.
const longestCode = 100

// oneLine replaces white space by single spaces, and shortens long code.
func oneLine(code string) string {
	code = strings.Join(strings.Fields(code), " ")
	if runes := []rune(code); len(runes) > longestCode {
		return string(runes[:longestCode-4]) + " ..."
	}
	return code
}

// functionName returns "Name" or "(*Type).Name".
func (f *finder) functionName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return d.Name.Name
	}
	return "(" + f.code(d.Recv.List[0].Type) + ")." + d.Name.Name
}
