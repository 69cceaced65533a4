package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"mvdan.cc/sh/v3/syntax"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
)

// What help and README show must be right: every command line in them is parsed,
// and every value is read by the parser that tagcheck itself uses.

// placeholders are the words that stand for something in a command line, with one
// value for each.
var placeholders = map[string]string{
	"COMMAND": "list", "TOPIC": "terms", "ID": "add.stores", "ID...": "add.stores", "NAME": "add-says-200", "N": "2",
	"URL": "http://127.0.0.1:9292", "[URL]": "http://127.0.0.1:9292", "LEDGER": "tagcheck.ledger",
}

// prose are the quotations in help that are neither a command line nor a value.
var prose = []string{"the server is wrong", "there is no verdict", "and", "or", "listening on URL"}

func testRoot() *cobra.Command {
	p := cli.NewProcess(
		nil, strings.NewReader(""), io.Discard, io.Discard, func(string) string { return "" }, build.Info{},
	)
	root := newRoot(p)
	root.InitDefaultHelpFlag()
	root.InitDefaultHelpCmd()
	return root
}

// everyCommand returns the root command and all below it, topics too.
func everyCommand() []*cobra.Command {
	var all []*cobra.Command
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		all = append(all, c)
		for _, below := range c.Commands() {
			visit(below)
		}
	}
	visit(testRoot())
	return all
}

// checkCommandLine parses a command line without running it, but for commands that
// only print.
func checkCommandLine(args []string) error {
	filled := false
	for i, arg := range args {
		if value, is := placeholders[arg]; is {
			args[i], filled = value, true
		}
	}
	root := testRoot()
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if cmd == root && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return fmt.Errorf("unknown command %q", args[0])
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if help := cmd.Flags().Lookup("help"); help != nil && help.Changed {
		return nil
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return err
	}
	var wrong error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if err := checkFlag(f, filled); err != nil && wrong == nil {
			wrong = err
		}
	})
	if wrong == nil && slices.Contains([]string{"list", "explain", "help", "version"}, cmd.Name()) {
		return cmd.RunE(cmd, cmd.Flags().Args())
	}
	return wrong
}

func checkFlag(f *pflag.Flag, filled bool) error {
	values := []string{f.Value.String()}
	if list, is := f.Value.(pflag.SliceValue); is {
		values = list.GetSlice()
	}
	for _, value := range values {
		if filled && value == strings.ToUpper(value) {
			continue // a placeholder
		}
		if err := checkValue(f, value); err != nil {
			return fmt.Errorf("--%s %s: %w", f.Name, value, err)
		}
	}
	return nil
}

// scriptCalls returns the calls of tagcheck in a shell script. What it cannot know,
// such as $(date), is one word.
func scriptCalls(script string) ([][]string, error) {
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		return nil, err
	}
	var calls [][]string
	syntax.Walk(file, func(node syntax.Node) bool {
		call, is := node.(*syntax.CallExpr)
		if !is || len(call.Args) == 0 || !slices.Contains([]string{"tagcheck", "bin/tagcheck"}, call.Args[0].Lit()) {
			return true
		}
		var args []string
		for _, word := range call.Args[1:] {
			args = append(args, plain(word))
		}
		calls = append(calls, args)
		return true
	})
	return calls, nil
}

// plain is a word without its quotes.
func plain(word *syntax.Word) string {
	var b strings.Builder
	var write func(parts []syntax.WordPart)
	write = func(parts []syntax.WordPart) {
		for _, part := range parts {
			switch p := part.(type) {
			case *syntax.Lit:
				b.WriteString(p.Value)
			case *syntax.SglQuoted:
				b.WriteString(p.Value)
			case *syntax.DblQuoted:
				write(p.Parts)
			default:
				b.WriteString("unknown")
			}
		}
	}
	write(word.Parts)
	return b.String()
}

// checkScript checks every call of tagcheck in a script, and returns how many
// there are.
func checkScript(t *testing.T, where, script string) int {
	t.Helper()
	calls, err := scriptCalls(script)
	if err != nil {
		t.Errorf("%s: %v in\n%s", where, err, script)
	}
	for _, args := range calls {
		if err := checkCommandLine(args); err != nil {
			t.Errorf("%s: tagcheck %s: %v", where, strings.Join(args, " "), err)
		}
	}
	return len(calls)
}

func TestEveryExampleInTheHelpIsRight(t *testing.T) {
	for _, cmd := range everyCommand() {
		if strings.Contains(cmd.CommandPath(), " completion ") {
			continue // cobra's own texts
		}
		n := checkScript(t, cmd.CommandPath()+": examples", cmd.Example)
		if n == 0 && cmd.Runnable() {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		checkScript(t, cmd.CommandPath()+": text", indentedCalls(cmd.Long))
	}
}

// indentedCalls are the command lines in a text: indented, and perhaps continued
// on the next line.
func indentedCalls(text string) string {
	var b strings.Builder
	continued := false
	for line := range strings.Lines(text) {
		if continued || strings.HasPrefix(line, "  tagcheck ") {
			b.WriteString(line)
			continued = strings.HasSuffix(strings.TrimRight(line, "\n"), `\`)
		}
	}
	return b.String()
}

// quotation is a value or a command line in a text.
var quotation = regexp.MustCompile(`(?:^|[\s(])(?:'([^']+)'|"([^"]+)")(?:$|[\s.,;:)?])`)

// quoted returns the quotations in a text.
func quoted(text string) []string {
	text = strings.ReplaceAll(
		strings.Join(strings.Fields(text), " "), " ", "  ",
	) // so that none shares its space with the next
	var found []string
	for _, m := range quotation.FindAllStringSubmatch(text, -1) {
		found = append(found, strings.ReplaceAll(m[1]+m[2], "  ", " "))
	}
	return found
}

func TestEveryQuotedValueInTheHelpIsRight(t *testing.T) {
	values := 0
	for _, cmd := range everyCommand() {
		if strings.Contains(cmd.CommandPath(), " completion ") {
			continue
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, usage := pflag.UnquoteUsage(f)
			for _, value := range quoted(usage) {
				values++
				if err := checkValue(f, value); err != nil {
					t.Errorf("%s --%s: %q in the help: %v", cmd.CommandPath(), f.Name, value, err)
				}
			}
		})
		for _, text := range quoted(cmd.Short + "\n" + paragraphs(cmd.Long)) {
			if err := checkQuotation(text); err != nil {
				t.Errorf("%s: %q in the help: %v", cmd.CommandPath(), text, err)
			}
		}
	}
	if values == 0 {
		t.Error("no value is quoted")
	}
}

// paragraphs is a text without its indented lines, which are examples and tables.
func paragraphs(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, " ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// The grammars that topics show consist of examples.
func TestEveryExampleInAGrammarIsRight(t *testing.T) {
	columns := regexp.MustCompile(`^  (\S.*?) {2,}\S`)
	threshold := regexp.MustCompile(`(?:^|\s)([a-z][\w.-]*(?:[<>]=?|[=!]=)[^\s,]+)`)
	rates, thresholds := 0, 0
	for _, cmd := range everyCommand() {
		for line := range strings.Lines(cmd.Long) {
			switch m := columns.FindStringSubmatch(line); {
			case cmd.Name() == "rates" && m != nil:
				rates++
				if err := parsers()["rate"](m[1]); err != nil {
					t.Errorf("help rates: %v", err)
				}
			case cmd.Name() == "thresholds" && strings.HasPrefix(line, "  "):
				for _, example := range threshold.FindAllStringSubmatch(line, -1) {
					thresholds++
					if err := parsers()["slo"](example[1]); err != nil {
						t.Errorf("help thresholds: %v", err)
					}
				}
			}
		}
	}
	if rates < 5 || thresholds < 5 {
		t.Errorf("found %d rates and %d thresholds", rates, thresholds)
	}
}

// checkQuotation checks a quotation in a text: a command line, the name of a
// command, or prose that is listed.
func checkQuotation(text string) error {
	if args, is := strings.CutPrefix(text, "tagcheck "); is {
		return checkCommandLine(strings.Fields(args))
	}
	if slices.Contains(prose, text) || isProfile(text) {
		return nil
	}
	if found, _, err := testRoot().Find([]string{text}); err == nil && found.HasParent() {
		return nil
	}
	return fmt.Errorf("neither a command line nor the name of a command; if it is prose, list it")
}
