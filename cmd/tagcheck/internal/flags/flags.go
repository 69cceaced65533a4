// Package flags has the flags that commands share: each group is a struct with
// a Register method, and methods that check the values and turn them into what
// the rest of tagcheck takes. Every error names the flag.
//
//	var target flags.Target
//	target.Register(cmd)
//	// once the command line is parsed:
//	t, embedded, err := target.Choose(cmd, process.Getenv)
package flags

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/images"
)

// AtLeast is an error if value is less than least.
func AtLeast[T cmp.Ordered](flag string, value, least T) error {
	if value < least {
		return fmt.Errorf("%s must be at least %v (got %v)", flag, least, value)
	}
	return nil
}

// Within is an error if value is less than least or more than most.
func Within[T cmp.Ordered](flag string, value, least, most T) error {
	if value < least || value > most {
		return fmt.Errorf("%s must be from %v to %v (got %v)", flag, least, most, value)
	}
	return nil
}

// Positive is an error if the duration is 0 or less.
func Positive(flag string, d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("%s must be positive (got %s)", flag, d)
	}
	return nil
}

// RefuseEmptyLists refuses a list flag without a value, as a script with an empty
// variable produces it: it would select everything.
func RefuseEmptyLists(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if list, ok := f.Value.(pflag.SliceValue); ok && len(list.GetSlice()) == 0 {
			err = cli.Usagef("--%s: the value is empty", f.Name)
		}
	})
	return err
}

// AddLedger adds --ledger.
func AddLedger(set *pflag.FlagSet, path *string) {
	set.StringVar(path, "ledger", "",
		"record every image in this `FILE`, for tagcheck cleanup (default: a new file in your cache directory)")
}

// AddPatience adds --patience.
func AddPatience(set *pflag.FlagSet, patience *time.Duration) {
	set.DurationVar(patience, "patience", images.DefaultPatience,
		"the `DURATION` for which the release of images goes on once the target has stopped answering")
}

// typed converts the values of a flag.
func typed[T ~string](texts []string) []T {
	var list []T
	for _, t := range texts {
		list = append(list, T(t))
	}
	return list
}
