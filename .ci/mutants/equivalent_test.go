package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseEntry(t *testing.T) {
	e, err := parseEntry("a/b.go | (*T).f | logical: x | y -> x & y | it is a | pipe")
	if err != nil || e.file != "a/b.go" || e.function != "(*T).f" || e.reason != "pipe" ||
		e.change != "logical: x | y -> x & y | it is a" {
		t.Errorf("got %+v, %v", e, err)
	}
	for _, line := range []string{"a.go", "a.go | f", "a.go | f | change", "a.go | f | change |", "a.go |  | c | r"} {
		if e, err := parseEntry(line); err == nil {
			t.Errorf("%q: got %+v", line, e)
		}
	}
}

func TestReadEquivalents(t *testing.T) {
	name := filepath.Join(t.TempDir(), "equivalent.txt")
	if err := os.WriteFile(name, []byte("# comment\n\na.go | f | c | r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := readEquivalents(name)
	if err != nil || len(entries) != 1 || entries[0] != (entry{"a.go", "f", "c", "r", 3}) {
		t.Errorf("got %+v, %v", entries, err)
	}
	if err := os.WriteFile(name, []byte("\na.go | f | c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readEquivalents(name); err == nil || !strings.Contains(err.Error(), name+":2: want FILE") {
		t.Errorf("got %v", err)
	}
}

func TestCheckEntries(t *testing.T) {
	all := []mutant{{file: "a.go", function: "f", kind: "bool", original: "true", replacement: "false", occurrence: 1}}
	good := entry{"a.go", "f", "bool: true -> false", "r", 1}
	stale, elsewhere := good, good
	stale.change, stale.line = "bool: false -> true", 2
	elsewhere.file = "other.go" // not changed in this run
	if err := checkEntries("list", []entry{good, elsewhere}, []string{"a.go"}, all); err != nil {
		t.Error(err)
	}
	if err := checkEntries("list", []entry{stale}, []string{"a.go"}, all); err == nil ||
		!strings.Contains(err.Error(), "list:2: a.go has no such mutant in f: bool: false -> true") {
		t.Errorf("a stale entry: %v", err)
	}
	if err := checkEntries("list", []entry{good, good}, []string{"a.go"}, all); err == nil {
		t.Error("an entry is there twice, and there is no error")
	}
}
