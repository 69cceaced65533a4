// Package help has the help topics. A topic is a text file topics/NAME.txt: its
// first line describes the topic in a few words, then comes an empty line, then
// the text. Adding a topic is adding a file. What the code knows, such as the
// exit codes, is generated: see [generated] for what a topic can include.
//
//	root.AddCommand(help.Topics()...) // 'tagcheck help NAME' shows the topic
package help

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

//go:embed topics/*.txt
var topics embed.FS

// PhasesExample is a file for --phases that shows all its keys.
//
//go:embed phases.yaml
var PhasesExample string

// Topics returns the topics as commands that do nothing but show their help.
func Topics() []*cobra.Command {
	files, err := topics.ReadDir("topics")
	if err != nil {
		panic(err) // they are part of the program
	}
	var commands []*cobra.Command
	for _, f := range files {
		short, text := read(f.Name())
		commands = append(commands, &cobra.Command{
			Use: strings.TrimSuffix(f.Name(), ".txt"), Short: short, Long: text,
		})
	}
	return commands
}

// read returns the description and the text of a topic. Files with mistakes are
// mistakes in the program, which the tests find.
func read(file string) (short, text string) {
	content, err := topics.ReadFile(path.Join("topics", file))
	if err != nil {
		panic(err)
	}
	short, body, _ := strings.Cut(string(content), "\n\n")
	var b bytes.Buffer
	if err := template.Must(template.New(file).Funcs(generated()).Parse(body)).Execute(&b, nil); err != nil {
		panic(err)
	}
	return short, b.String()
}

// generated are the parts that a topic includes with {{name}}.
func generated() template.FuncMap {
	return template.FuncMap{
		"exitCodes":  exitCodes,
		"scenarios":  scenarios,
		"phases":     func() string { return indented(strings.TrimSuffix(PhasesExample, "\n")) },
		"rates":      func() string { return indented(arrival.Grammar) },
		"thresholds": func() string { return indented(slo.Grammar) },
	}
}

func exitCodes() string {
	var lines []string
	for _, c := range cli.ExitCodes() {
		lines = append(lines, fmt.Sprintf("  %-3d  %s", c.Code, strings.ReplaceAll(c.Meaning, "\n", "\n       ")))
	}
	return strings.Join(lines, "\n")
}

func scenarios() string {
	var lines []string
	for _, p := range scenario.Plans() {
		lines = append(lines, fmt.Sprintf("  %-14s %s", p.Name, p.Text))
	}
	return strings.Join(lines, "\n")
}

func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
