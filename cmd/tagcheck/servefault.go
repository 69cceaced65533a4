package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/fixtures/nearest"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

// bankServer is the server of the bank that --fault or --variant names, with
// what is to be said of it.
type bankServer struct {
	fault.Server
	said []string
}

// chosen gives the server that is asked for: the reference server where none
// of the bank is.
func (s *serving) chosen() (bankServer, error) {
	switch {
	case s.fault != "" && s.variant != "":
		return bankServer{}, usagef("--fault and --variant: one server is served; give one of the two")
	case s.fault != "":
		return chosenFault(s.fault)
	case s.variant != "":
		return chosenVariant(s.variant)
	}
	plain := fault.Plain()
	if !s.demoUsers {
		plain.Config = reference.Config{}
	}
	return bankServer{Server: plain}, nil
}

func chosenFault(name string) (bankServer, error) {
	for _, f := range fault.Faults() {
		if f.Name == name {
			return bankServer{f.Server, faultLines(f)}, nil
		}
	}
	return bankServer{}, notInBank("--fault", name)
}

func faultLines(f fault.Fault) []string {
	lines := []string{fmt.Sprintf("mistake: %s (fault %s)", f.Text, f.Name)}
	if f.OneIn > 0 {
		lines = append(lines, fmt.Sprintf("it shows in one of %s, by chance", counted(f.OneIn, "request")))
	}
	if f.Equivalent != "" {
		return append(lines, "no requirement can catch it: "+f.Equivalent)
	}
	caught := "ought to be caught by: " + f.Caught
	if r, known := requirement.Lookup(f.Caught); known {
		caught += ", " + r.Statement
	}
	return append(lines, caught)
}

func chosenVariant(name string) (bankServer, error) {
	for _, v := range fault.Variants() {
		if v.Name == name {
			return bankServer{v.Server, []string{
				fmt.Sprintf("difference: %s (variant %s)", v.Text, v.Name), "no mistake, allowed by: " + v.Reading,
			}}, nil
		}
	}
	return bankServer{}, notInBank("--variant", name)
}

// notInBank says what was meant: perhaps the other flag.
func notInBank(flag, name string) error {
	other := map[string]string{"--fault": "--variant", "--variant": "--fault"}[flag]
	what := strings.TrimPrefix(flag, "--")
	var names, others []string
	for _, f := range fault.Faults() {
		names = append(names, f.Name)
	}
	for _, v := range fault.Variants() {
		others = append(others, v.Name)
	}
	if what == "variant" {
		names, others = others, names
	}
	for _, o := range others {
		if o == name {
			return usagef("%s: %s is a %s; write %s %s", flag, name, strings.TrimPrefix(other, "--"), other, name)
		}
	}
	if near := nearest.Nearest(name, names); len(near) > 0 {
		return usagef("%s: there is no %s %q; did you mean %s?", flag, what, name, strings.Join(near, " or "))
	}
	return usagef("%s: there is no %s %q; --list-faults shows all", flag, what, name)
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
func (s *serving) list(a *app, form string) error {
	bank := selfcheck.Whole()
	if form == "json" {
		out := jsonBank{Bank: fault.Digest(), Faults: []jsonFault{}, Variants: []jsonVariant{}}
		for _, f := range bank.Faults {
			out.Faults = append(out.Faults, jsonFault{f.Name, f.Caught, f.Text, f.Equivalent, f.OneIn})
		}
		for _, v := range bank.Variants {
			out.Variants = append(out.Variants, jsonVariant{v.Name, v.Reading, v.Text})
		}
		return a.printJSON(out)
	}
	var faults, variants [][]string
	for _, f := range bank.Faults {
		caught, text := f.Caught, f.Text
		if f.Equivalent != "" {
			caught, text = "none", text+" (equivalent: "+f.Equivalent+")"
		}
		faults = append(faults, []string{f.Name, caught, text})
	}
	for _, v := range bank.Variants {
		variants = append(variants, []string{v.Name, v.Reading, v.Text})
	}
	return a.print(columns([]string{"Fault", "Ought to be caught by", "Mistake"}, faults, a.width()) + "\n" +
		columns([]string{"Variant", "Allowed by", "Difference"}, variants, a.width()))
}

// completeBank has the shell complete the names of --fault and --variant.
func completeBank(cmd *cobra.Command) {
	complete(cmd, "fault", func() (names []string) {
		for _, f := range fault.Faults() {
			names = append(names, f.Name)
		}
		return names
	})
	complete(cmd, "variant", func() (names []string) {
		for _, v := range fault.Variants() {
			names = append(names, v.Name)
		}
		return names
	})
}
