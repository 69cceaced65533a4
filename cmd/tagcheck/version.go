package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference/fault"
	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
)

// Set by the linker, as in -ldflags "-X main.version=1.2.3 -X main.commit=abc".
// Without it, what the go command recorded is used.
var version, commit string

// build tells which tagcheck this is.
func build() report.Build {
	info, _ := debug.ReadBuildInfo()
	return buildOf(report.Build{Version: version, Commit: commit}, info)
}

// buildOf completes what the linker set; info may be nil.
func buildOf(b report.Build, info *debug.BuildInfo) report.Build {
	recorded := report.BuildOf(info)
	return report.Build{Version: cmp.Or(b.Version, recorded.Version), Commit: cmp.Or(b.Commit, recorded.Commit)}
}

// edition is what a report must have been made with to be compared.
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

func thisEdition() edition {
	return edition{
		Build: build(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Catalogue: requirement.Digest(), Requirements: len(requirement.All()),
		Bank: score.Bank(), Faults: len(fault.Faults()), Variants: len(fault.Variants()),
	}
}

func (e edition) String() string {
	return fmt.Sprintf("tagcheck %s\ncommit %s\n%s %s\ncatalogue of %d requirements, SHA-256 %s\nbank of %s and %s, SHA-256 %s\n",
		e.Version, e.Commit, e.Go, e.Platform, e.Requirements, e.Catalogue, counted(e.Faults, "fault"), counted(e.Variants, "variant"), e.Bank)
}

func newVersion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		GroupID: groupSelf,
		Short:   "Tell which tagcheck this is",
		Long: `Tell the version, the commit, the Go version, the catalogue of requirements, and
the bank of faults and variants that 'tagcheck selfcheck' measures this tagcheck
by.

Two reports with the same SHA-256 of the catalogue were judged by the same
statements.`,
		Example: "  tagcheck version\n  tagcheck version --output json",
		Args:    exactly(),
	}
	output := addOutput(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		if output.value == "json" {
			return a.printJSON(thisEdition())
		}
		return a.print(thisEdition().String())
	}
	return cmd
}

// printJSON writes a value for programs, which find every character as it is.
func (a *app) printJSON(value any) error {
	encoder := json.NewEncoder(printer{a})
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// printer is standard output as a writer whose errors say so.
type printer struct{ app *app }

// Write is print.
func (p printer) Write(text []byte) (int, error) { return len(text), p.app.print(string(text)) }
