// Package version is the command 'tagcheck version' and the flag --version.
package version

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference/fault"
	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
)

const long = `Print the version, the commit, the Go version, the digest of the catalogue of
requirements, and the digest of the bank of faults and variants that 'tagcheck
selfcheck' measures this tagcheck with.

Two reports with the same digest of the catalogue were judged by the same
requirements.`

// edition is all that two reports must agree in to be comparable.
type edition struct {
	report.Build
	Go           string `json:"go"`
	Platform     string `json:"platform"`
	Catalogue    string `json:"catalogue"`
	Requirements int    `json:"requirements"`
	Bank         string `json:"bank"`
	Faults       int    `json:"faults"`
	Variants     int    `json:"variants"`
}

func editionOf(b report.Build) edition {
	return edition{
		Build: b, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Catalogue: requirement.Digest(), Requirements: len(requirement.All()),
		Bank: score.Bank(), Faults: len(fault.Faults()), Variants: len(fault.Variants()),
	}
}

// String has one fact a line.
func (e edition) String() string {
	return fmt.Sprintf("tagcheck %s\ncommit %s\n%s %s\ncatalogue: %s, SHA-256 %s\nbank: %s, %s, SHA-256 %s\n",
		e.Version, e.Commit, e.Go, e.Platform, cli.Count(e.Requirements, "requirement"), e.Catalogue,
		cli.Count(e.Faults, "fault"), cli.Count(e.Variants, "variant"), e.Bank)
}

// New makes the command.
func New(p *cli.Process) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		GroupID: cli.GroupSelf,
		Short:   "Print the version of tagcheck",
		Long:    long,
		Example: "  tagcheck version\n  tagcheck version --output json",
		Args:    cli.Exactly(),
	}
	format := flags.AddOutput(cmd, "text", flags.JSON)
	cmd.RunE = func(*cobra.Command, []string) error {
		if format.String() == flags.JSON {
			return p.PrintJSON(editionOf(p.Build))
		}
		p.Print(editionOf(p.Build).String())
		return nil
	}
	return cmd
}

// AddFlag adds --version to the root command. Cobra's own would take -v, which
// commands use for --verbose.
func AddFlag(p *cli.Process, root *cobra.Command) {
	version := root.Flags().Bool("version", false, "print the version of tagcheck")
	run := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if *version {
			p.Print(editionOf(p.Build).String())
			return nil
		}
		return run(cmd, args)
	}
}
