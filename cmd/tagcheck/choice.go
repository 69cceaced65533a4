package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// choice is the value of a flag that is one of a few words.
type choice struct {
	value   string
	allowed []string
}

// String is the value.
func (c *choice) String() string { return c.value }

// Type names the words in the help.
func (c *choice) Type() string { return strings.Join(c.allowed, "|") }

// Set refuses what is none of the words.
func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return errors.New("it must be " + strings.Join(c.allowed, " or "))
	}
	c.value = value
	return nil
}

// addOutput adds --output, whose default is the first of the formats.
func addOutput(cmd *cobra.Command, formats ...string) *choice {
	c := &choice{value: formats[0], allowed: formats}
	cmd.Flags().VarP(c, "output", "o", "the form of the output")
	complete(cmd, "output", func() []string { return formats })
	return c
}

// complete has the shell complete the words of a flag. They are asked for only
// then: to gather them may take longer than a short command.
func complete[T ~string](cmd *cobra.Command, flag string, words func() []T) {
	// The error is for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var texts []cobra.Completion
		for _, w := range words() {
			texts = append(texts, string(w))
		}
		return texts, cobra.ShellCompDirectiveNoFileComp
	})
}
