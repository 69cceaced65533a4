package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
)

// A command gets a Process and returns an error. Run turns the error into the exit
// code.
func Example() {
	p := cli.NewProcess([]string{"greet", "you"}, strings.NewReader(""), os.Stdout, os.Stderr, os.Getenv, build.Info{})
	greet := &cobra.Command{
		Use:  "greet NAME",
		Args: cli.Exactly("the name"),
		RunE: func(_ *cobra.Command, args []string) error {
			p.Print("hello " + args[0] + "\n")
			return cli.Exit(cli.ExitInconclusive, nil)
		},
	}
	fmt.Println("exit code", cli.Run(context.Background(), p, cli.NewRoot(p, greet)))
	// Output:
	// hello you
	// exit code 3
}
