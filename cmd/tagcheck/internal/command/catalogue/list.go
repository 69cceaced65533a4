// Package catalogue has the commands that show the requirements: 'tagcheck list'
// and 'tagcheck explain'.
package catalogue

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/suites/requirement"
)

const listLong = `List the requirements that a server is judged by.

MUST is what the documentation states. A MUST that is not met fails a run. SHOULD
is what HTTP and the reference implementation add where the documentation is
silent. A SHOULD that is not met is a warning. MAY is only reported.

Different filters are combined with "and", several values of one filter with "or".
A prefix of an ID up to a dot stands for all IDs that start with it: add.length
stands for add.length.accepted, add.length.over.400 and so on.`

const listExample = `  tagcheck list
  tagcheck list add.length remove.length
  tagcheck list --level MUST --operation remove
  tagcheck list --source rfc9110,rfc9112 --output json`

// NewList makes the command 'tagcheck list'.
func NewList(p *cli.Process) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "list [ID...]",
		GroupID:           cli.GroupRead,
		Short:             "List the requirements that a server is judged by",
		Long:              listLong,
		Example:           listExample,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeIDs,
	}
	var filter flags.Filter
	filter.Register(cmd)
	format := flags.AddOutput(cmd, "table", flags.JSON)
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		if err := flags.RefuseEmptyLists(cmd); err != nil {
			return err
		}
		selected, err := filter.Requirements(ids)
		if err != nil {
			return err
		}
		if format.String() == flags.JSON {
			return p.PrintJSON(selected)
		}
		p.Print(listing(selected, p.Stdout.Width()))
		return nil
	}
	return cmd
}

// listing is a table of requirements. On a terminal the statements are wrapped;
// elsewhere (width 0) a requirement is one line, for other tools.
func listing(list []requirement.Requirement, width int) string {
	var rows [][]string
	for _, r := range list {
		rows = append(rows, []string{r.ID, string(r.Level), string(r.Source), string(r.Operation), r.Statement})
	}
	out := cli.Table([]string{"ID", "Level", "Source", "Operation", "Statement"}, rows, width)
	if width > 0 {
		out += fmt.Sprintf(
			"\n%s. 'tagcheck explain ID' shows the details of one.\n",
			cli.Count(len(list), "requirement"),
		)
	}
	return out
}

// completeIDs makes the shell complete requirement IDs.
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
