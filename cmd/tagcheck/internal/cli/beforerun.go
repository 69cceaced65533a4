package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// BeforeRun has a command do something before it runs, also if its command line is wrong and
// it does not run. It must be called when the Args of the command are set.
func BeforeRun(cmd *cobra.Command, do func() error) {
	args := cmd.Args
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		return errors.Join(args(cmd, given), do())
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return errors.Join(flagError(cmd, err), do())
	})
}

// FlagOf returns the value of a flag in a command line that may be wrong otherwise; the last
// one if there are several, empty if there is none.
func FlagOf(args []string, name string) string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.ParseErrorsAllowlist.UnknownFlags = true
	set.Usage = func() {}
	value := set.String(name, "", "")
	_ = set.Parse(args) // the command reports what is wrong
	return *value
}
