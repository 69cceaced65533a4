package serve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/fixtures/nearest"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

// bankServer is the server that --fault or --variant names, and its description.
type bankServer struct {
	fault.Server

	description []string // lines
}

// chosen returns the server that the flags name: by default the reference server.
func (c *command) chosen() (bankServer, error) {
	switch {
	case c.fault != "" && c.variant != "":
		return bankServer{}, cli.Usagef("--fault cannot be combined with --variant")
	case c.fault != "":
		return chosenFault(c.fault)
	case c.variant != "":
		return chosenVariant(c.variant)
	}
	plain := fault.Plain()
	if !c.demoUsers {
		plain.Config = reference.Config{}
	}
	return bankServer{Server: plain}, nil
}

func chosenFault(name string) (bankServer, error) {
	for _, f := range fault.Faults() {
		if f.Name == name {
			return bankServer{f.Server, describeFault(f)}, nil
		}
	}
	return bankServer{}, unknownServer("fault", name, faultNames(), "variant", variantNames())
}

func describeFault(f fault.Fault) []string {
	lines := []string{fmt.Sprintf("fault %s: %s", f.Name, f.Text)}
	if f.OneIn > 0 {
		lines = append(lines, fmt.Sprintf("it shows in one of %s, at random", cli.Count(f.OneIn, "request")))
	}
	if f.Equivalent != "" {
		return append(lines, "no requirement can catch it: "+f.Equivalent)
	}
	caught := "must be caught by: " + f.Caught
	if r, known := requirement.Lookup(f.Caught); known {
		caught += ", " + r.Statement
	}
	return append(lines, caught)
}

func chosenVariant(name string) (bankServer, error) {
	for _, v := range fault.Variants() {
		if v.Name == name {
			return bankServer{v.Server, []string{
				fmt.Sprintf("variant %s: %s", v.Name, v.Text), "it is correct: " + v.Reading,
			}}, nil
		}
	}
	return bankServer{}, unknownServer("variant", name, variantNames(), "fault", faultNames())
}

// unknownServer suggests what was meant: perhaps the other flag.
func unknownServer(what, name string, names []string, other string, others []string) error {
	if slices.Contains(others, name) {
		return cli.Usagef("--%s: %s is a %s; use --%s %s", what, name, other, other, name)
	}
	if near := nearest.Names(name, names); len(near) > 0 {
		return cli.Usagef("--%s: unknown %s %q (did you mean %s?)", what, what, name, strings.Join(near, " or "))
	}
	return cli.Usagef("--%s: unknown %s %q (--list-faults shows all)", what, what, name)
}

func faultNames() (names []string) {
	for _, f := range fault.Faults() {
		names = append(names, f.Name)
	}
	return names
}

func variantNames() (names []string) {
	for _, v := range fault.Variants() {
		names = append(names, v.Name)
	}
	return names
}

// jsonBank is the bank for programs.
type jsonBank struct {
	Bank     string        `json:"bank"` // digest
	Faults   []jsonFault   `json:"faults"`
	Variants []jsonVariant `json:"variants"`
}

type jsonFault struct {
	Name       string `json:"name"`
	Caught     string `json:"ought_to_be_caught_by"`
	Text       string `json:"text"`
	Equivalent string `json:"equivalent,omitempty"`
	OneIn      int    `json:"one_in,omitempty"`
}

type jsonVariant struct {
	Name    string `json:"name"`
	Reading string `json:"reading"`
	Text    string `json:"text"`
}

// list prints the bank.
func (c *command) list() error {
	all := bank.Full()
	if c.format.String() == flags.JSON {
		out := jsonBank{Bank: score.Bank(), Faults: []jsonFault{}, Variants: []jsonVariant{}}
		for _, f := range all.Faults {
			out.Faults = append(out.Faults, jsonFault{f.Name, f.Caught, f.Text, f.Equivalent, f.OneIn})
		}
		for _, v := range all.Variants {
			out.Variants = append(out.Variants, jsonVariant{v.Name, v.Reading, v.Text})
		}
		return c.process.PrintJSON(out)
	}
	var faults, variants [][]string
	for _, f := range all.Faults {
		caught, text := f.Caught, f.Text
		if f.Equivalent != "" {
			caught, text = "none", text+" (equivalent: "+f.Equivalent+")"
		}
		faults = append(faults, []string{f.Name, caught, text})
	}
	for _, v := range all.Variants {
		variants = append(variants, []string{v.Name, v.Reading, v.Text})
	}
	width := c.process.Stdout.Width()
	c.process.Print(cli.Table([]string{"Fault", "Must be caught by", "Defect"}, faults, width) + "\n" +
		cli.Table([]string{"Variant", "Allowed by", "Difference"}, variants, width))
	return nil
}

// completeBank makes the shell complete the names of --fault and --variant.
func completeBank(cmd *cobra.Command) {
	flags.Complete(cmd, "fault", faultNames)
	flags.Complete(cmd, "variant", variantNames)
}
