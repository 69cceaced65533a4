// Package cleanup is the command 'tagcheck cleanup': it deletes the images that an
// earlier run left on a server, and restores the tags that it changed.
package cleanup

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
)

const long = `Clean up after a run that could not do it itself: delete the images that it created
on a server, and restore the tags of an image that it borrowed with --image.

A run records every image in its ledger before it uses the image, and prints the
path of the ledger if anything is left over. After a crash, look in the folder
tagcheck of your cache directory, such as ~/.cache/tagcheck, or where --ledger
pointed. The ledger has no tokens: give the same ones as for the run.

A token is sent to the target of --url, or to the one in the catalogue of its own
login, and only if the ledger is of that target. The token must be for the project
of the run. An image is deleted only if the server shows it with the name that this
run gave it; the tags of a borrowed image are restored only if --image names it.
Everything else is listed and stays as it is.

The ledger of a run that has not ended is refused. The ledger is removed once the
cleanup is complete. What could not be cleaned up is printed, stays in the ledger
for the next attempt, and makes the exit code 3.`

const example = `  tagcheck cleanup tagcheck.ledger --dry-run
  tagcheck cleanup tagcheck.ledger --url http://127.0.0.1:9292 --token @token.txt
  tagcheck cleanup tagcheck.ledger --url http://127.0.0.1:9292 --token @token.txt --user stranger=@stranger.txt
  tagcheck cleanup tagcheck.ledger --os-cloud alpha
  tagcheck cleanup tagcheck.ledger --no-auth`

// command is the values of the flags and the argument.
type command struct {
	process      *cli.Process
	target       flags.Target
	dryRun, keep bool
	patience     time.Duration
	path         string // of the ledger
}

// New makes the command.
func New(p *cli.Process) *cobra.Command {
	c := &command{process: p}
	cmd := &cobra.Command{
		Use:     "cleanup LEDGER",
		GroupID: cli.GroupServers,
		Short:   "Delete what an earlier run left on a server",
		Long:    long,
		Example: example,
		Args:    cli.Exactly("the ledger of the run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.path = args[0]
			return c.run(cmd)
		},
	}
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "print what would be cleaned up, and send nothing")
	cmd.Flags().BoolVar(&c.keep, "keep", false, "keep the ledger when the cleanup is complete")
	flags.AddPatience(cmd.Flags(), &c.patience)
	c.target.Register(cmd)
	cmd.Flags().Lookup("url").Usage = "the `URL` of the target, to which tokens are sent"
	cmd.Flags().Lookup("image").Usage = "restore the tags of the image with this `ID`, which the run borrowed"
	// Accepted, so that the flags of the run can be repeated, but of no use here.
	for _, name := range []string{"tag-quota", "quota-probe", "alphabet"} {
		// The error is for a flag that does not exist.
		_ = cmd.Flags().MarkHidden(name)
	}
	return cmd
}

func (c *command) run(cmd *cobra.Command) error {
	if err := flags.Positive("--patience", c.patience); err != nil {
		return cli.Usagef("%v", err)
	}
	entries, err := c.readPending()
	if err != nil {
		return err
	}
	if c.dryRun {
		c.list(entries)
		return nil
	}
	var p pending
	if len(entries) > 0 {
		if p, err = c.choose(cmd, entries); err != nil {
			return err
		}
	}
	ledger, err := images.ReopenLedger(c.path)
	if err != nil {
		return err
	}
	defer func() { _ = ledger.Close() }() // what it could not write is reported already
	ctx, stop := cli.UntilSignal(imageapi.WithCheck(cmd.Context(), imageapi.Check{ID: "cleanup"}))
	defer stop()
	left := result{left: entries}
	if len(entries) > 0 {
		if err := c.locate(ctx, &p, entries); err != nil {
			return errors.Join(err, cli.Interrupted(ctx))
		}
		left = c.releaseAll(ctx, p, ledger, entries)
	}
	if err := cli.Interrupted(ctx); err != nil {
		return err
	}
	return c.conclude(left)
}

// list prints what is pending.
func (c *command) list(entries []images.Entry) {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s  %s\n", cli.Visible(e.URL), runledger.Describe(e))
	}
	fmt.Fprintf(&b, "%s to clean up\n", cli.Count(len(entries), "image"))
	c.process.Print(b.String())
}

// conclude removes the ledger if nothing is left. Otherwise the error lists what
// is, without the images of a target that stopped answering.
func (c *command) conclude(r result) error {
	if len(r.left) > 0 {
		var b strings.Builder
		for _, e := range r.left {
			if !r.silent[key(e)] {
				fmt.Fprintf(&b, "\n%s  %s", cli.Visible(e.URL), runledger.Describe(e))
			}
		}
		return cli.Exit(
			cli.ExitInconclusive,
			fmt.Errorf("the cleanup of %s is still pending; the ledger %s is kept for another attempt%s",
				cli.Count(len(r.left), "image"), c.path, b.String()),
		)
	}
	if c.keep {
		c.process.Print("the cleanup is complete\n")
		return nil
	}
	if err := os.Remove(c.path); err != nil {
		return fmt.Errorf("the cleanup is complete, but the ledger cannot be removed: %w", err)
	}
	c.process.Print(fmt.Sprintf("the cleanup is complete; the ledger %s was removed\n", cli.Visible(c.path)))
	return nil
}
