package flags

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/suites/requirement"
)

// Selection is the requirements that are judged.
type Selection struct {
	ids, exclude, levels, sources, operations []string
}

// Register adds the flags to cmd.
func (f *Selection) Register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Selection", func(set *pflag.FlagSet) {
		set.StringSliceVar(&f.ids, "select", nil,
			"judge only these requirements, by `ID` or prefix of an ID up to a dot, such as add.length; repeatable")
		set.StringSliceVar(&f.exclude, "exclude", nil, "do not judge these requirements, by `ID` or prefix; repeatable")
		set.StringSliceVar(&f.levels, "level", nil,
			"judge only requirements of this `LEVEL`: "+join(requirement.Levels())+"; repeatable")
		set.StringSliceVar(&f.sources, "source", nil,
			"judge only requirements from this `SOURCE`: "+join(requirement.Sources())+"; repeatable")
		set.StringSliceVar(&f.operations, "operation", nil,
			"judge only requirements of this `OPERATION`: "+join(requirement.Operations())+"; repeatable")
	})
	Complete(cmd, "level", requirement.Levels)
	Complete(cmd, "source", requirement.Sources)
	Complete(cmd, "operation", requirement.Operations)
}

// Given reports whether the flags select a part of the catalogue.
func (f *Selection) Given(cmd *cobra.Command) bool {
	for _, name := range []string{"select", "exclude", "level", "source", "operation"} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

// Requirements returns the selected requirements. It is an error if none of them
// can be judged.
func (f *Selection) Requirements() ([]requirement.Requirement, error) {
	selected, err := requirement.Selection{
		IDs: f.ids, Exclude: f.exclude, Levels: typed[requirement.Level](f.levels),
		Sources: typed[requirement.Source](f.sources), Operations: typed[requirement.Operation](f.operations),
	}.Apply(requirement.All())
	if err != nil {
		return nil, fmt.Errorf("the selection: %w", err)
	}
	for _, r := range selected {
		if r.Unobservable == "" {
			return selected, nil
		}
	}
	return nil, fmt.Errorf(
		"the selection: no selected requirement can be judged from outside ('tagcheck explain %s' says why)",
		selected[0].ID,
	)
}

// Filter is the flags that filter a list of requirements.
type Filter struct {
	areas, levels, sources, operations []string
}

// Register adds the flags to cmd.
func (f *Filter) Register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Filters", func(*pflag.FlagSet) {
		addFilter(cmd, &f.areas, "area", requirement.Areas(requirement.All()))
		addFilter(cmd, &f.levels, "level", requirement.Levels())
		addFilter(cmd, &f.sources, "source", requirement.Sources())
		addFilter(cmd, &f.operations, "operation", requirement.Operations())
	})
}

// Requirements returns the requirements with these IDs that pass the filters. It
// is a usage error if there is none.
func (f *Filter) Requirements(ids []string) ([]requirement.Requirement, error) {
	selected, err := requirement.Selection{
		IDs: ids, Areas: f.areas, Levels: typed[requirement.Level](f.levels),
		Sources: typed[requirement.Source](f.sources), Operations: typed[requirement.Operation](f.operations),
	}.Apply(requirement.All())
	if err != nil {
		return nil, cli.Usagef("%v", err)
	}
	return selected, nil
}

// addFilter adds a flag that takes several of the known values.
func addFilter[T ~string](cmd *cobra.Command, into *[]string, name string, known []T) {
	cmd.Flags().StringSliceVar(into, name, nil,
		fmt.Sprintf("show only this `%s`: %s; repeatable", strings.ToUpper(name), join(known)))
	Complete(cmd, name, func() []T { return known })
}

func join[T ~string](values []T) string {
	var texts []string
	for _, v := range values {
		texts = append(texts, string(v))
	}
	return strings.Join(texts, ", ")
}
