// Package cleanup is the command 'tagcheck cleanup': it deletes the images that an
// earlier run left on a server, and restores the tags that it changed.
package cleanup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

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
pointed. The ledger has no tokens: give the same ones as for the run. The target
is the one in the ledger; any other is refused.

Wait for the end of the run first, or it loses its images. The ledger is removed
once the cleanup is complete. What could not be cleaned up is printed, stays in
the ledger for the next attempt, and makes the exit code 3.`

const example = `  tagcheck cleanup tagcheck.ledger --dry-run
  tagcheck cleanup tagcheck.ledger --token @token.txt
  tagcheck cleanup tagcheck.ledger --token @token.txt --user stranger=@stranger.txt
  tagcheck cleanup tagcheck.ledger --no-auth`

// command is the values of the flags and the argument.
type command struct {
	process      *cli.Process
	target       flags.Target
	dryRun, keep bool
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
	c.target.Register(cmd)
	cmd.Flags().Lookup("url").Usage = "the `URL` of the target, if the ledger has several"
	// Accepted, so that the flags of the run can be repeated, but of no use here.
	for _, name := range []string{"image", "tag-quota", "quota-probe", "alphabet", "window"} {
		// The error is for a flag that does not exist.
		_ = cmd.Flags().MarkHidden(name)
	}
	return cmd
}

func (c *command) run(cmd *cobra.Command) error {
	entries, err := readPending(c.path)
	if err != nil {
		return err
	}
	if c.dryRun {
		c.list(entries)
		return nil
	}
	if len(entries) == 0 {
		return c.conclude(nil)
	}
	ours, err := c.choose(cmd, entries)
	if err != nil {
		return err
	}
	ledger, err := images.ReopenLedger(c.path)
	if err != nil {
		return err
	}
	ctx, stop := cli.UntilSignal(imageapi.WithCheck(cmd.Context(), imageapi.Check{ID: "cleanup"}))
	defer stop()
	if err := errors.Join(c.releaseAll(ctx, ours, ledger), cli.Interrupted(ctx), ledger.Close()); err != nil {
		return err
	}
	left, err := readPending(c.path)
	return errors.Join(err, c.conclude(left))
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
// is.
func (c *command) conclude(left []images.Entry) error {
	if len(left) > 0 {
		var b strings.Builder
		for _, e := range left {
			fmt.Fprintf(&b, "\n%s  %s", e.URL, runledger.Describe(e))
		}
		return cli.Exit(
			cli.ExitInconclusive,
			fmt.Errorf("the cleanup of %s is still pending; the ledger %s is kept for another attempt%s",
				cli.Count(len(left), "image"), c.path, b.String()),
		)
	}
	if c.keep {
		c.process.Print("the cleanup is complete\n")
		return nil
	}
	// Opened again, so that no file is removed that is not a ledger to its end.
	ledger, err := images.ReopenLedger(c.path)
	if err != nil {
		return err
	}
	if err := errors.Join(ledger.Close(), os.Remove(c.path)); err != nil {
		return fmt.Errorf("the cleanup is complete, but the ledger cannot be removed: %w", err)
	}
	c.process.Print(fmt.Sprintf("the cleanup is complete; the ledger %s was removed\n", cli.Visible(c.path)))
	return nil
}

// releaseAll cleans up one image after another. It reports an image that cannot
// be cleaned up and goes on. The error is about the target or the ledger.
func (c *command) releaseAll(ctx context.Context, p pending, ledger *images.Ledger) error {
	if err := p.reach(ctx); err != nil {
		return err
	}
	for _, e := range p.entries {
		if ctx.Err() != nil {
			return nil
		}
		// A signal stops between two images, not within one.
		err := images.Release(context.WithoutCancel(ctx), p.client(e), e)
		if err != nil {
			fmt.Fprintf(c.process.Stderr, "not cleaned up: %s: %s\n", runledger.Describe(e), cli.Visible(err.Error()))
			continue
		}
		c.process.Print("cleaned up: " + runledger.Describe(e) + "\n")
		if err := ledger.MarkReleased(e); err != nil {
			return err
		}
	}
	return nil
}
