package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tagcheck/suites/requirement"
)

func newExplain(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "explain ID...",
		GroupID: groupRead,
		Short:   "Explain a requirement: its source, how it is judged, what gets it wrong",
		Long: `Explain requirements: the statement, the text that it stands on, what is sent
to judge it, which answers pass, what commonly gets it wrong, and how to run
only this one. An ID stands for all that it begins up to a dot.

'tagcheck list' shows the IDs.`,
		Example: `  tagcheck explain add.repeat.single-instance
  tagcheck explain add.length wire.date
  tagcheck explain remove.twice.404 --output json`,
		ValidArgsFunction: completeIDs,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("the ID of a requirement is missing; 'tagcheck list' shows the IDs")
			}
			return nil
		},
	}
	output := addOutput(cmd, "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		selected, err := requirement.Selection{IDs: args}.Apply(requirement.All())
		if err != nil {
			return usagef("%v", err)
		}
		if output.value == "json" {
			return a.printJSON(selected)
		}
		var pages []string
		for _, r := range selected {
			pages = append(pages, explanation(r, a.width()))
		}
		return a.print(strings.Join(pages, "\n"))
	}
	return cmd
}

// widest is how wide a text for reading gets on a wide terminal.
const widest = 100

// explanation is everything that the catalogue holds of a requirement, wrapped
// for a terminal of that many columns; 0 wraps nothing.
func explanation(r requirement.Requirement, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n%s\n\n", r.ID, r.Level, wrapped(r.Statement, "  ", width))
	field := func(label, content string) {
		if content != "" {
			fmt.Fprintf(&b, "  %-13s%s\n", label, strings.TrimLeft(wrapped(content, strings.Repeat(" ", 15), width), " "))
		}
	}
	field("Source", string(r.Source)+", "+r.Clause)
	field("Operation", operationName(r.Operation))
	field("Sent", r.Sends)
	field("Accepted", r.Accepts)
	field("Often wrong", r.Mistakes)
	field("Note", r.Note)
	field("Tempest", r.Tempest)
	field("Not judged", r.Unobservable)
	if r.Unobservable == "" {
		// Not wrapped: it is to be pasted.
		fmt.Fprintf(&b, "  %-13s%s\n", "Only this", "tagcheck conform --select "+r.ID+" URL")
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

// wrapped gives text with indent before each of its lines.
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
