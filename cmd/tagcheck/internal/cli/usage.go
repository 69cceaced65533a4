package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The groups of commands in the help of the root command.
const (
	GroupTest    = "test"
	GroupRead    = "read"
	GroupServers = "servers"
	GroupSelf    = "self"
)

func groups() []*cobra.Group {
	return []*cobra.Group{
		{ID: GroupTest, Title: "Test a server:"},
		{ID: GroupRead, Title: "Read the requirements:"},
		{ID: GroupServers, Title: "Run the reference server, clean up:"},
		{ID: GroupSelf, Title: "About tagcheck:"},
	}
}

// flagGroup is the annotation of a flag that holds its heading.
const flagGroup = "tagcheck-group"

// InGroup puts the flags that register adds to cmd below a heading of their own
// in the help of the command.
func InGroup(cmd *cobra.Command, heading string, register func(*pflag.FlagSet)) {
	before := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { before[f.Name] = true })
	register(cmd.Flags())
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !before[f.Name] {
			// The error is for a flag that does not exist.
			_ = cmd.Flags().SetAnnotation(f.Name, flagGroup, []string{heading})
		}
	})
}

// The width of the help, in columns: that of the terminal within these limits, or
// the usual one.
const (
	narrowestUsage = 80
	usualUsage     = 100
	widestUsage    = 120
)

func usageWidth(w io.Writer) int {
	if out, ok := w.(*Output); ok && out.Width() > 0 {
		return min(max(out.Width(), narrowestUsage), widestUsage)
	}
	return usualUsage
}

// writeUsage is cobra's usage with groups of flags. A command that can be run and
// has subcommands shows both forms.
func writeUsage(w io.Writer, cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if cmd.Runnable() && cmd.Annotations[needsCommand] == "" {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", cmd.CommandPath())
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", strings.Trim(cmd.Example, "\n"))
	}
	for _, g := range cmd.Groups() {
		writeCommands(
			&b, g.Title, cmd, func(c *cobra.Command) bool { return c.GroupID == g.ID && c.IsAvailableCommand() },
		)
	}
	writeCommands(
		&b, "Commands:", cmd, func(c *cobra.Command) bool { return c.GroupID == "" && c.IsAvailableCommand() },
	)
	writeCommands(&b, "Help topics:", cmd, (*cobra.Command).IsAdditionalHelpTopicCommand)
	writeFlags(&b, cmd, usageWidth(w))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nRun '%s COMMAND --help' for the help of a command", cmd.CommandPath())
		if !cmd.HasParent() {
			b.WriteString(", 'tagcheck help TOPIC' for a topic")
		}
		b.WriteString(".\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeCommands(b *strings.Builder, title string, cmd *cobra.Command, wanted func(*cobra.Command) bool) {
	headed := false
	for _, c := range cmd.Commands() {
		if !wanted(c) {
			continue
		}
		if !headed {
			fmt.Fprintf(b, "\n%s\n", title)
			headed = true
		}
		fmt.Fprintf(b, "  %-12s  %s\n", c.Name(), c.Short)
	}
}

// writeFlags writes the groups of flags in the order of their registration, and
// the flags without a group at the end.
func writeFlags(b *strings.Builder, cmd *cobra.Command, width int) {
	var headings []string
	sets := map[string]*pflag.FlagSet{}
	cmd.Flags().SortFlags = false
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		heading := ""
		if a := f.Annotations[flagGroup]; len(a) > 0 {
			heading = a[0]
		}
		if sets[heading] == nil {
			headings = append(headings, heading)
			sets[heading] = pflag.NewFlagSet("", pflag.ContinueOnError)
			sets[heading].SortFlags = false
		}
		sets[heading].AddFlag(f)
	})
	if i := slices.Index(headings, ""); i >= 0 {
		headings = append(slices.Delete(headings, i, i+1), "")
	}
	for _, heading := range headings {
		title := heading
		switch {
		case heading == "" && len(headings) == 1:
			title = "Flags"
		case heading == "":
			title = "Other flags"
		}
		if sets[heading].HasAvailableFlags() {
			fmt.Fprintf(b, "\n%s:\n%s", title, sets[heading].FlagUsagesWrapped(width))
		}
	}
}
