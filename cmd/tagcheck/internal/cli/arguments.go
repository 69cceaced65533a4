package cli

import "github.com/spf13/cobra"

// Exactly accepts one argument for each name. The names are for error messages,
// such as "the ledger file".
func Exactly(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return Usagef("missing argument: %s", names[len(args)])
		case len(args) > len(names):
			return Usagef("unexpected argument %q", args[len(names)])
		}
		return nil
	}
}

// OneURL accepts the URL of a target, or nothing.
func OneURL(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return Usagef("unexpected argument %q: only one URL can be given", args[1])
	}
	return nil
}
