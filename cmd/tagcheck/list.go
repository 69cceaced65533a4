package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/suites/requirement"
)

const listLong = `List the requirements: the statements that a server is judged by.

MUST is what the documentation states, and gates. SHOULD is what HTTP and the
reference implementation add where the documentation is silent, and warns. MAY
is reported only. Several filters narrow each other; several values of one
filter widen it. An ID stands for all that it begins up to a dot: add.length is
add.length.accepted, add.length.over.400 and so on.`

const listExample = `  tagcheck list
  tagcheck list add.length remove.length
  tagcheck list --level MUST --operation remove
  tagcheck list --source rfc9110,rfc9112 --output json`

func newList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "list [ID...]",
		GroupID:           groupRead,
		Short:             "List the requirements that a server is judged by",
		Long:              listLong,
		Example:           listExample,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeIDs,
	}
	var areas, levels, sources, operations []string
	inGroup(cmd, "Filters", func(cmd *cobra.Command) {
		filter(cmd, &areas, "area", requirement.Areas(requirement.All()))
		filter(cmd, &levels, "level", requirement.Levels())
		filter(cmd, &sources, "source", requirement.Sources())
		filter(cmd, &operations, "operation", requirement.Operations())
	})
	output := addOutput(cmd, "table", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := emptyFilter(cmd); err != nil {
			return err
		}
		selected, err := requirement.Selection{
			IDs: args, Areas: areas, Levels: values[requirement.Level](levels),
			Sources: values[requirement.Source](sources), Operations: values[requirement.Operation](operations),
		}.Apply(requirement.All())
		if err != nil {
			return usagef("%v", err)
		}
		if output.value == "json" {
			return a.printJSON(selected)
		}
		return a.print(listing(selected, a.width()))
	}
	return cmd
}

// filter adds a flag that takes several of the known values.
func filter[T ~string](cmd *cobra.Command, into *[]string, name string, known []T) {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	cmd.Flags().StringSliceVar(into, name, nil, fmt.Sprintf("only of this `%s`: %s; repeatable", strings.ToUpper(name), strings.Join(names, ", ")))
	complete(cmd, name, func() []T { return known })
}

// emptyFilter refuses a filter that was given without a value, as happens to a
// script whose variable is empty: it would select everything.
func emptyFilter(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if list, ok := f.Value.(pflag.SliceValue); ok && len(list.GetSlice()) == 0 {
			err = usagef("--%s: the value is empty", f.Name)
		}
	})
	return err
}

func values[T ~string](texts []string) []T {
	var list []T
	for _, t := range texts {
		list = append(list, T(t))
	}
	return list
}

// narrowest is the least width that a table is made for: below it the lines
// are better broken by the terminal.
const narrowest = 100

// listing is a table of requirements. On a terminal the statements are
// wrapped; elsewhere (width 0) a requirement is one line, for tools to take.
func listing(list []requirement.Requirement, width int) string {
	var rows [][]string
	for _, r := range list {
		rows = append(rows, []string{r.ID, string(r.Level), string(r.Source), string(r.Operation), r.Statement})
	}
	out := columns([]string{"ID", "Level", "Source", "Operation", "Statement"}, rows, width)
	if width > 0 {
		out += fmt.Sprintf("\n%s. Run 'tagcheck explain ID' for more on one.\n", counted(len(list), "requirement"))
	}
	return out
}

// columns is a table without lines, whose last column is wrapped to the width
// that is left; 0 wraps nothing.
func columns(header []string, rows [][]string, width int) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Box.PaddingLeft, t.Style().Box.PaddingRight = "", "  "
	t.Style().Format.Header = text.FormatUpper
	t.SuppressTrailingSpaces()
	last := len(header) - 1
	used := make([]int, last)
	for i, cells := range append([][]string{header}, rows...) {
		row := table.Row{}
		for column, cell := range cells {
			row = append(row, cell)
			if column < last {
				used[column] = max(used[column], len(cell))
			}
		}
		if i == 0 {
			t.AppendHeader(row)
		} else {
			t.AppendRow(row)
		}
	}
	if width > 0 {
		left := max(width, narrowest)
		for _, w := range used {
			left -= w + len("  ")
		}
		t.SetColumnConfigs([]table.ColumnConfig{{Number: last + 1, WidthMax: max(left, 30) - len("  "), WidthMaxEnforcer: text.WrapSoft}})
	}
	return t.Render() + "\n"
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// completeIDs has the shell complete requirement IDs.
func completeIDs(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	given := map[string]bool{}
	for _, id := range args {
		given[id] = true
	}
	var ids []cobra.Completion
	for _, r := range requirement.All() {
		if strings.HasPrefix(r.ID, typed) && !given[r.ID] {
			ids = append(ids, cobra.CompletionWithDesc(r.ID, r.Statement))
		}
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
