package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The groups of commands in the root's help.
const (
	groupJudge   = "judge"
	groupRead    = "read"
	groupServers = "servers"
	groupSelf    = "self"
)

// flagGroup annotates a flag with the heading that it stands below.
const flagGroup = "tagcheck-group"

// inGroup puts the flags that register adds to cmd below a heading of their
// own in the command's help.
func inGroup(cmd *cobra.Command, heading string, register func(*cobra.Command)) {
	before := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { before[f.Name] = true })
	register(cmd)
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !before[f.Name] {
			// The error is for a flag that is not there.
			_ = cmd.Flags().SetAnnotation(f.Name, flagGroup, []string{heading})
		}
	})
}

// writeUsage is cobra's usage with groups of flags, and without groups of
// commands that are empty.
func writeUsage(w io.Writer, cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", cmd.CommandPath())
	} else {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", strings.Trim(cmd.Example, "\n"))
	}
	for _, g := range cmd.Groups() {
		writeCommands(&b, g.Title, cmd, func(c *cobra.Command) bool { return c.GroupID == g.ID && c.IsAvailableCommand() })
	}
	writeCommands(&b, "Commands:", cmd, func(c *cobra.Command) bool { return c.GroupID == "" && c.IsAvailableCommand() })
	writeCommands(&b, "Help topics:", cmd, (*cobra.Command).IsAdditionalHelpTopicCommand)
	writeFlags(&b, cmd)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nRun '%s COMMAND --help' for more on a command.\n", cmd.CommandPath())
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
		fmt.Fprintf(b, "  %-11s  %s\n", c.Name(), c.Short)
	}
}

// writeFlags writes the flags, those without a group first.
func writeFlags(b *strings.Builder, cmd *cobra.Command) {
	const rest = "Flags"
	headings := []string{rest}
	sets := map[string]*pflag.FlagSet{rest: pflag.NewFlagSet("", pflag.ContinueOnError)}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		heading := rest
		if a := f.Annotations[flagGroup]; len(a) > 0 {
			heading = a[0]
		}
		if sets[heading] == nil {
			headings = append(headings, heading)
			sets[heading] = pflag.NewFlagSet("", pflag.ContinueOnError)
		}
		sets[heading].AddFlag(f)
	})
	for _, heading := range headings {
		if sets[heading].HasAvailableFlags() {
			fmt.Fprintf(b, "\n%s:\n%s", heading, sets[heading].FlagUsages())
		}
	}
}
