package score

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/scanner"
	"go/token"
	"hash"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"sync"

	"tagcheck/fixtures"
	"tagcheck/reference"
	"tagcheck/suites"
)

// Bank is the digest of the source of the reference server with its faults and
// variants: two scores with the same digest were measured by servers that do
// the same.
func Bank() string { return bankDigest() }

// Code is the digest of the source of the checks and their fixtures: two scores
// with the same digest are of checks that do the same.
func Code() string { return codeDigest() }

// They are computed when they are asked for, once: that takes milliseconds,
// which most commands need not spend.
var (
	bankDigest = sync.OnceValue(func() string { return digest(module, tree{reference.Source, nil}) })
	codeDigest = sync.OnceValue(func() string {
		return digest(module, tree{suites.Source, []string{"report"}}, tree{fixtures.Source, []string{"openstack"}})
	})
)

// module is the path of this module, which differs for whoever publishes it.
var module = strings.TrimSuffix(reflect.TypeFor[Record]().PkgPath(), "/cmd/tagcheck/internal/score")

// tree is a part of the source.
type tree struct {
	fs.FS
	without []string // folders that do not change what is found: report writers, scripts for a real cloud
}

// digest is the SHA-256, in hexadecimal, of what the sources of a module do: of
// the tokens of their Go files without comments and formatting, and of every
// other file as it is. Tests, documentation and the path of the module are left
// out.
func digest(module string, trees ...tree) string {
	sum := sha256.New()
	for i, t := range trees {
		fmt.Fprintf(sum, "tree %d\n", i)
		if err := t.add(sum, module); err != nil {
			panic(fmt.Sprintf("score: the embedded source cannot be read: %v", err)) // it is in memory
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (t tree) add(sum hash.Hash, module string) error {
	return fs.WalkDir(t, ".", func(name string, entry fs.DirEntry, err error) error { // ordered by name
		switch {
		case err != nil:
			return err
		case entry.IsDir() && t.leftOut(name):
			return fs.SkipDir
		case entry.IsDir() || !counts(name):
			return nil
		}
		data, err := fs.ReadFile(t, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "file %s\n", name)
		if path.Ext(name) == ".go" {
			writeTokens(sum, data, module)
			return nil
		}
		fmt.Fprintf(sum, "%d\n", len(data))
		sum.Write(data)
		return nil
	})
}

func (t tree) leftOut(dir string) bool {
	for _, d := range t.without {
		if dir == d {
			return true
		}
	}
	return path.Base(dir) == "testdata"
}

// counts reports whether a file can change what a check or a server does.
func counts(name string) bool {
	return !strings.HasSuffix(name, "_test.go") && path.Ext(name) != ".md" && path.Base(name) != "staticcheck.conf"
}

// writeTokens writes the tokens of a Go file, each with a NUL behind it, which
// no token holds. Of the comments only directives such as //go:embed count,
// which the go command obeys. What gofmt or a line break changes is left out:
// the comma or semicolon before a closing bracket, and whether a semicolon is
// written or implied.
func writeTokens(sum hash.Hash, source []byte, module string) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	s.Init(file, source, func(token.Position, string) {}, scanner.ScanComments)
	out := make([]byte, 0, 2*len(source))
	separator := token.ILLEGAL // a comma or semicolon that is written unless a closing bracket follows
	imports := false
	for {
		_, kind, text := s.Scan()
		switch {
		case kind == token.EOF:
			sum.Write(out)
			return
		case kind == token.COMMENT && !strings.HasPrefix(text, "//go:"):
			continue
		case separator != token.ILLEGAL && kind != token.RPAREN && kind != token.RBRACK && kind != token.RBRACE:
			out = append(append(out, separator.String()...), 0)
		}
		separator = token.ILLEGAL
		if kind == token.COMMA || kind == token.SEMICOLON {
			separator = kind
			continue
		}
		importing := kind <= token.STRING || kind == token.LPAREN || kind == token.PERIOD
		if imports = kind == token.IMPORT || imports && importing; imports {
			text = strings.Replace(text, `"`+module+"/", `"./`, 1)
		}
		if text == "" {
			text = kind.String() // of an operator
		}
		out = append(append(out, text...), 0)
	}
}
