package flags_test

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/flags"
)

// A group of flags is registered once, and then checks the values itself.
func Example() {
	var target flags.Target
	var effort flags.Effort
	cmd := &cobra.Command{Use: "judge [URL]"}
	target.Register(cmd)
	effort.Register(cmd)
	if err := cmd.Flags().Parse([]string{"http://127.0.0.1:9292", "--no-auth", "--clients", "0"}); err != nil {
		fmt.Println(err)
	}
	t, embedded, err := target.Choose(cmd, os.Getenv)
	fmt.Println(t.Root, embedded, err)
	_, err = effort.Effort()
	fmt.Println(err)
	// Output:
	// http://127.0.0.1:9292/v2 false <nil>
	// --clients must be from 2 to 256 (got 0)
}
