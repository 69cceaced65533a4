package main

import (
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/nearest"
)

const rootLong = `tagcheck judges servers that implement the image tag operations of the Image
API v2, PUT and DELETE /v2/images/{image_id}/tags/{tag}: one verdict for every
documented statement, with the exchange that proves it. Begin with

  tagcheck conform

which judges the reference server that is built in, and go on with your own:

  tagcheck conform https://image.example.org --token @token.txt

tagcheck changes only images that it created, or one that you name with
--image, whose tags it puts back.

Exit codes (more in 'tagcheck help exit-codes'):
`

// newRoot makes the command tagcheck with all commands below it.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "tagcheck",
		Short:         "Judge servers that implement the image tag operations of the Image API v2",
		Long:          rootLong + exitCodesBrief(),
		Example:       "  tagcheck list --level MUST\n  tagcheck explain add.repeat.single-instance\n  tagcheck cleanup tagcheck.ledger --token @token.txt",
		SilenceErrors: true, // complain prints them
		SilenceUsage:  true,
		Args:          noCommand,
	}
	// Cobra's own would take -v, which commands want for themselves.
	version := root.Flags().Bool("version", false, "tell which tagcheck this is")
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if *version {
			return a.print(thisEdition().String())
		}
		// A job whose arguments got lost has judged nothing, and must not pass.
		return errorsOr(cmd.Help(), &exitError{code: exitUsage})
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return writeUsage(cmd.OutOrStderr(), cmd) })
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: groupJudge, Title: "Judge a server:"},
		&cobra.Group{ID: groupRead, Title: "Read what a server is judged by:"},
		&cobra.Group{ID: groupServers, Title: "Servers and their images:"},
		&cobra.Group{ID: groupSelf, Title: "tagcheck itself:"},
	)
	root.AddCommand(newConform(a), newLoad(a), newSelfcheck(a), newList(a), newExplain(a), newServe(a), newCleanup(a), newVersion(a), newExitCodes(), newScenarios(), newRates(), newThresholds())
	root.SetHelpCommand(newHelp(root))
	root.SetCompletionCommandGroupID(groupSelf)
	root.InitDefaultCompletionCmd()
	describeCompletion(root)
	return root
}

func errorsOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// noCommand refuses what is no command, and suggests what was meant.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := "unknown command"
	if cmd.HasParent() {
		text = "unknown argument"
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() {
			names = append(names, c.Name())
		}
	}
	if near := nearest.Nearest(args[0], names); len(near) > 0 {
		return usagef("%s %q; did you mean %s?", text, args[0], strings.Join(near, " or "))
	}
	return usagef("%s %q", text, args[0])
}

// flagError makes an error of usage of a flag that is wrong. Before an unknown
// command its flags can't be known, so the command is what is wrong.
func flagError(cmd *cobra.Command, err error) error {
	if !cmd.HasParent() {
		if unknown := noCommand(cmd, cmd.Flags().Args()); unknown != nil {
			return unknown
		}
	}
	return usagef("%v", err)
}

// newHelp is cobra's help command, but an unknown topic is an error.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: groupSelf,
		Short:   "Tell more about a command or a topic",
		Example: "  tagcheck help list\n  tagcheck help exit-codes",
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			if at, _, err := root.Find(args); err == nil {
				for _, c := range at.Commands() {
					if strings.HasPrefix(c.Name(), typed) && (c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand()) {
						names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil {
				return usagef("%v", err)
			}
			if len(rest) > 0 {
				return noCommand(cmd, rest)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// describeCompletion adds an example to cobra's command, and an error for a
// shell that it does not know.
func describeCompletion(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Short = "Write a script that completes commands, flags and IDs in your shell"
		cmd.Long = "Write a script that completes the commands, flags and requirement IDs of\ntagcheck in your shell."
		cmd.Example = "  source <(tagcheck completion bash)\n  tagcheck completion zsh > \"${fpath[1]}/_tagcheck\"\n  tagcheck completion fish > ~/.config/fish/completions/tagcheck.fish"
		cmd.Args = noCommand
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			return errorsOr(cmd.Help(), &exitError{code: exitUsage})
		}
		for _, shell := range cmd.Commands() {
			shell.Args = exactly()
		}
	}
}
