package catalogue

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/suites/requirement"
)

const explainLong = `Explain requirements: the statement, its source, what is sent to judge it, which
answers are accepted, common mistakes of servers, and how to run only this
requirement. A prefix of an ID up to a dot stands for all IDs that start with it.

'tagcheck list' shows the IDs.`

const explainExample = `  tagcheck explain add.repeat.single-instance
  tagcheck explain add.length wire.date
  tagcheck explain remove.twice.404 --output json`

// NewExplain makes the command 'tagcheck explain'.
func NewExplain(p *cli.Process) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "explain ID...",
		GroupID:           cli.GroupRead,
		Short:             "Explain a requirement: its source, how it is judged, common mistakes",
		Long:              explainLong,
		Example:           explainExample,
		ValidArgsFunction: completeIDs,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("missing argument: the ID of a requirement ('tagcheck list' shows the IDs)")
			}
			return nil
		},
	}
	format := flags.AddOutput(cmd, "text", flags.JSON)
	cmd.RunE = func(_ *cobra.Command, ids []string) error {
		selected, err := requirement.Selection{IDs: ids}.Apply(requirement.All())
		if err != nil {
			return cli.Usagef("%v", err)
		}
		if format.String() == flags.JSON {
			return p.PrintJSON(selected)
		}
		var pages []string
		for _, r := range selected {
			pages = append(pages, explanation(r, p.Stdout.Width()))
		}
		p.Print(strings.Join(pages, "\n"))
		return nil
	}
	return cmd
}

// widest is the greatest width of a text, however wide the terminal is.
const widest = 100

// explanation is everything that the catalogue has about a requirement, wrapped
// for a terminal of that width; 0 wraps nothing.
func explanation(r requirement.Requirement, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n%s\n\n", r.ID, r.Level, wrapped(r.Statement, "  ", width))
	field := func(label, content string) {
		if content != "" {
			fmt.Fprintf(
				&b, "  %-17s%s\n", label, strings.TrimLeft(wrapped(content, strings.Repeat(" ", 19), width), " "),
			)
		}
	}
	field("Source", string(r.Source)+", "+r.Clause)
	field("Operation", operationName(r.Operation))
	field("Sent", r.Sends)
	field("Accepted", r.Accepts)
	field("Common mistakes", r.Mistakes)
	field("Note", r.Note)
	field("Tempest", r.Tempest)
	field("Not judged", r.Unobservable)
	if r.Unobservable == "" {
		// A command line to copy is not wrapped.
		fmt.Fprintf(&b, "  %-17s%s\n", "Run only this", "tagcheck conform --select "+r.ID+" URL")
	}
	return b.String()
}

func operationName(o requirement.Operation) string {
	switch o {
	case requirement.Add:
		return "add, PUT /v2/images/{image_id}/tags/{tag}"
	case requirement.Remove:
		return "remove, DELETE /v2/images/{image_id}/tags/{tag}"
	}
	return "both, PUT and DELETE /v2/images/{image_id}/tags/{tag}"
}

// wrapped puts indent before each line of the text.
func wrapped(content, indent string, width int) string {
	if width > 0 {
		width = max(min(width, widest)-len(indent), 20)
		content = text.WrapSoft(content, width)
	}
	lines := strings.Split(content, "\n")
	for i, line := range lines {
		lines[i] = indent + strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}
