package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The blocks of commands in README, and its code spans that are commands or flags.
func TestEveryExampleInTheREADMEIsRight(t *testing.T) {
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	prose := eachBlock(string(content), func(language, block string) {
		switch language {
		case "console":
			calls += checkScript(t, "README.md", typed(block))
		case "sh":
			calls += checkScript(t, "README.md", block)
		case "yaml":
			for line := range strings.Lines(block) {
				if _, run, is := strings.Cut(line, "run: "); is {
					calls += checkScript(t, "README.md", run)
				}
			}
		}
	})
	for _, span := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(prose, -1) {
		switch {
		case strings.HasPrefix(span[1], "tagcheck "):
			calls += checkScript(t, "README.md", span[1])
		case strings.HasPrefix(span[1], "--"):
			if err := checkFlagSpan(span[1]); err != nil {
				t.Errorf("README.md: `%s`: %v", span[1], err)
			}
		}
	}
	if calls == 0 {
		t.Error("no example was found")
	}
}

// eachBlock calls block for each fenced block and returns the text between them.
func eachBlock(text string, block func(language, content string)) (between string) {
	for i, part := range strings.Split(text, "\n```") {
		if i%2 == 0 {
			between += part
			continue
		}
		language, content, _ := strings.Cut(part, "\n")
		block(language, content)
	}
	return between
}

// typed is what a person types in a block: the lines after a prompt, and those
// that continue them.
func typed(block string) string {
	var b strings.Builder
	continued := false
	for line := range strings.Lines(block) {
		command, prompt := strings.CutPrefix(line, "$ ")
		if !prompt && !continued {
			continue
		}
		b.WriteString(command)
		continued = strings.HasSuffix(strings.TrimRight(line, "\n"), `\`)
	}
	return b.String()
}

// checkFlagSpan checks a flag, perhaps with a value, that stands alone: some
// command must have it.
func checkFlagSpan(span string) error {
	calls, err := scriptCalls("tagcheck " + span)
	if err != nil || len(calls) != 1 {
		return fmt.Errorf("%v: not a flag", err)
	}
	name, value, hasValue := strings.Cut(strings.TrimPrefix(calls[0][0], "--"), "=")
	if len(calls[0]) > 1 {
		value, hasValue = calls[0][1], true
	}
	for _, cmd := range everyCommand() {
		f := cmd.Flags().Lookup(name)
		if f == nil {
			continue
		}
		if !hasValue || value == strings.ToUpper(value) && value != strings.ToLower(value) ||
			strings.HasSuffix(value, "=") {
			return nil // no value, a placeholder, or the beginning of a value
		}
		if err := f.Value.Set(value); err != nil {
			return err
		}
		return checkValue(f, value)
	}
	return fmt.Errorf("no command has it")
}
