package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// entry is a line of the list of equivalent mutants:
//
//	file | function | change | reason
//
// The change is as a survivor is printed, for example "boundary: n < 3 -> n <= 3".
type entry struct {
	file, function, change, reason string
	line                           int // in the list
}

func readEquivalents(name string) ([]entry, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the equivalent mutants: %w", err)
	}
	var entries []entry
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := parseEntry(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
		e.line = number
		entries = append(entries, e)
	}
	return entries, nil
}

// parseEntry splits at the first two and the last separator: the change itself may
// contain some.
func parseEntry(line string) (entry, error) {
	const separator = " | "
	file, rest, hasFunction := strings.Cut(line, separator)
	function, rest, hasChange := strings.Cut(rest, separator)
	last := strings.LastIndex(rest, separator)
	if !hasFunction || !hasChange || last < 0 {
		return entry{}, errors.New("want FILE | FUNCTION | CHANGE | REASON")
	}
	e := entry{
		file: strings.TrimSpace(file), function: strings.TrimSpace(function),
		change: strings.TrimSpace(rest[:last]), reason: strings.TrimSpace(rest[last+len(separator):]),
	}
	if e.file == "" || e.function == "" || e.change == "" || e.reason == "" {
		return entry{}, errors.New("the file, the function, the change or the reason is empty")
	}
	return e, nil
}

func (e entry) key() string { return e.file + "\n" + e.function + "\n" + e.change }

func (m mutant) key() string { return m.file + "\n" + m.function + "\n" + m.change() }

// checkEntries returns an error for each entry of the changed files that no mutant
// matches, and for each that is there twice.
func checkEntries(name string, entries []entry, files []string, all []mutant) error {
	known, changed, seen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range all {
		known[m.key()] = true
	}
	for _, file := range files {
		changed[file] = true
	}
	var errs []error
	for _, e := range entries {
		if changed[e.file] && !known[e.key()] {
			errs = append(errs, fmt.Errorf("%s:%d: %s has no such mutant in %s: %s",
				name, e.line, e.file, e.function, e.change))
		}
		if seen[e.key()] {
			errs = append(errs, fmt.Errorf("%s:%d: the entry is there twice", name, e.line))
		}
		seen[e.key()] = true
	}
	return errors.Join(errs...)
}
