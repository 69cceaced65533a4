package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tagcheck/suites/requirement"
)

// selectionFlags say which requirements a command is about.
type selectionFlags struct {
	ids, exclude, levels, sources, operations []string
}

func (f *selectionFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.ids, "select", nil, "only these requirements, by `ID` or the beginning of one, such as add.length; repeatable")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "not these requirements, by `ID` or the beginning of one; repeatable")
	flags.StringSliceVar(&f.levels, "level", nil, "only requirements of this `LEVEL`: MUST, SHOULD, MAY; repeatable")
	flags.StringSliceVar(&f.sources, "source", nil, "only requirements from this `SOURCE`, such as document; repeatable")
	flags.StringSliceVar(&f.operations, "operation", nil, "only requirements of this `OPERATION`: add, remove; repeatable")
}

// given says whether anything but the whole catalogue is asked for.
func (f *selectionFlags) given(cmd *cobra.Command) bool {
	for _, name := range []string{"select", "exclude", "level", "source", "operation"} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

// apply gives the requirements; that none is left is an error.
func (f *selectionFlags) apply() ([]requirement.Requirement, error) {
	s := requirement.Selection{
		IDs: f.ids, Exclude: f.exclude, Levels: values[requirement.Level](f.levels),
		Sources: values[requirement.Source](f.sources), Operations: values[requirement.Operation](f.operations),
	}
	selected, err := s.Apply(requirement.All())
	if err != nil {
		return nil, fmt.Errorf("the selection: %w", err)
	}
	for _, r := range selected {
		if r.Unobservable == "" {
			return selected, nil
		}
	}
	return nil, fmt.Errorf("the selection holds only requirements that can't be checked from outside (tagcheck explain %s)", selected[0].ID)
}
