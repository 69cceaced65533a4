package cli

import (
	"strings"

	"tagcheck/fixtures/nearest"

	"github.com/spf13/cobra"
)

const rootLong = `tagcheck tests servers that implement the image tag operations of the Image API
v2: PUT and DELETE /v2/images/{image_id}/tags/{tag}. 'conform' gives one verdict
for each documented requirement, with the exchange that proves it. 'load'
measures how fast the server is, and whether it keeps every change that it
acknowledged.

First try it on the built-in reference server, then on yours:

  tagcheck conform --reference
  tagcheck conform --no-auth http://127.0.0.1:9292
  tagcheck conform https://image.example.org --token @token.txt

tagcheck changes only images that it creates and deletes again, or the one that
you name with --image, whose tags it restores.

Exit codes ('tagcheck help exit-codes' explains them):
`

const rootExample = `  tagcheck list --level MUST
  tagcheck explain add.repeat.single-instance
  tagcheck cleanup tagcheck.ledger --token @token.txt`

// NewRoot makes the command tagcheck with the commands and help topics below it.
func NewRoot(p *Process, commands ...*cobra.Command) *cobra.Command {
	root := &cobra.Command{
		Use:           "tagcheck",
		Short:         "Test servers that implement the image tag operations of the Image API v2",
		Long:          rootLong + exitCodesBrief(),
		Example:       rootExample,
		SilenceErrors: true, // Run prints them
		SilenceUsage:  true,
		Args:          noCommand,
	}
	helpInstead(root)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return writeUsage(cmd.OutOrStderr(), cmd) })
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(groups()...)
	root.AddCommand(commands...)
	root.SetHelpCommand(newHelp(root))
	root.SetCompletionCommandGroupID(GroupSelf)
	root.InitDefaultCompletionCmd()
	describeCompletion(root)
	return root
}

// needsCommand is the annotation of a command that does nothing by itself.
const needsCommand = "tagcheck-needs-command"

// helpInstead makes a command that only has subcommands print its help. A job whose
// arguments got lost has tested nothing and must not pass.
func helpInstead(cmd *cobra.Command) {
	cmd.Annotations = map[string]string{needsCommand: "true"}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := cmd.Help(); err != nil {
			return err
		}
		return &ExitError{Code: ExitUsage}
	}
}

// noCommand refuses an argument that is not a command, and suggests one.
func noCommand(cmd *cobra.Command, args []string) error {
	what := "command"
	if cmd.HasParent() {
		what = "argument"
	}
	return unknown(what, cmd, args)
}

// unknown makes the error for a name below cmd that does not exist.
func unknown(what string, cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() {
			names = append(names, c.Name())
		}
	}
	if near := nearest.Names(args[0], names); len(near) > 0 {
		return Usagef("unknown %s %q (did you mean %s?)", what, args[0], strings.Join(near, " or "))
	}
	return Usagef("unknown %s %q", what, args[0])
}

// flagError makes a usage error of a wrong flag. The flags of an unknown command
// are not known, so there the command is what is wrong.
func flagError(cmd *cobra.Command, err error) error {
	if !cmd.HasParent() {
		if unknown := noCommand(cmd, cmd.Flags().Args()); unknown != nil {
			return unknown
		}
	}
	return Usagef("%v", err)
}

// newHelp is cobra's help command, but an unknown topic is an error.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "help [COMMAND | TOPIC]",
		GroupID:           GroupSelf,
		Short:             "Show the help of a command or a topic",
		Long:              "Show the help of a command or a topic. 'tagcheck help' lists both.",
		Example:           "  tagcheck help list\n  tagcheck help exit-codes\n  tagcheck help terms",
		ValidArgsFunction: completeTopics(root),
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if len(args) > 0 && (err != nil || cmd == root) {
				return unknown("command or topic", root, args)
			}
			if len(rest) > 0 {
				return noCommand(cmd, rest)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

func completeTopics(root *cobra.Command) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var names []cobra.Completion
		at, _, err := root.Find(args)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		for _, c := range at.Commands() {
			if strings.HasPrefix(c.Name(), typed) && (c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand()) {
				names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// describeCompletion adds an example to cobra's command, and an error for an
// unknown shell.
func describeCompletion(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Short = "Print a script that completes commands, flags and IDs in your shell"
		cmd.Long = "Print a script that completes the commands, flags and requirement IDs of tagcheck\nin your shell."
		cmd.Example = `  source <(tagcheck completion bash)
  tagcheck completion zsh > "${fpath[1]}/_tagcheck"
  tagcheck completion fish > ~/.config/fish/completions/tagcheck.fish`
		cmd.Args = noCommand
		helpInstead(cmd)
		for _, shell := range cmd.Commands() {
			shell.Args = Exactly()
		}
	}
}
