package flags

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Choice is the value of a flag that takes one of a few words.
type Choice struct {
	value   string
	allowed []string
}

// NewChoice makes a Choice of the words. The first is the default.
func NewChoice(words ...string) *Choice { return &Choice{value: words[0], allowed: words} }

// String is the value.
func (c *Choice) String() string { return c.value }

// Type lists the words, for the help.
func (c *Choice) Type() string { return strings.Join(c.allowed, "|") }

// Set refuses other words.
func (c *Choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return errors.New("must be " + strings.Join(c.allowed, " or "))
	}
	c.value = value
	return nil
}

// JSON is the value of --output for programs.
const JSON = "json"

// AddOutput adds --output. The default is the first format.
func AddOutput(cmd *cobra.Command, formats ...string) *Choice {
	c := NewChoice(formats...)
	cmd.Flags().VarP(c, "output", "o", "the format of the output")
	Complete(cmd, "output", func() []string { return formats })
	return c
}

// Complete makes the shell complete the values of a flag. It calls words only
// then: they may take longer to gather than a short command runs.
func Complete[T ~string](cmd *cobra.Command, flag string, words func() []T) {
	// The error is for a flag that does not exist.
	_ = cmd.RegisterFlagCompletionFunc(flag,
		func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var texts []cobra.Completion
			for _, w := range words() {
				texts = append(texts, string(w))
			}
			return texts, cobra.ShellCompDirectiveNoFileComp
		})
}
