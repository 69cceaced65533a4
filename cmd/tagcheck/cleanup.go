package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

const cleanupLong = `Give back what a run left on a server: delete the images that it created, and
put back the tags of one that it borrowed.

A run writes every image to its ledger before it uses it, and tells where the
ledger is when something stays behind. After a crash, look for it in the folder
tagcheck of your cache directory, such as ~/.cache/tagcheck, or where --ledger
said. The ledger holds no tokens: give those of the run again, in the same way.
The target is the one in the ledger; every other is refused.

Clean up when the run has ended, or it loses its images. The ledger is removed
once everything is given back. What can't be given back is told, stays in the
ledger for another try, and makes the exit code 3.`

const cleanupExample = `  tagcheck cleanup tagcheck.ledger --dry-run
  tagcheck cleanup tagcheck.ledger --token @token.txt
  tagcheck cleanup tagcheck.ledger --token @token.txt --user stranger=@stranger.txt
  tagcheck cleanup tagcheck.ledger --no-auth`

// cleanup is the command's flags and argument.
type cleanup struct {
	app          *app
	target       targetFlags
	dryRun, keep bool
	path         string
}

func newCleanup(a *app) *cobra.Command {
	c := &cleanup{app: a}
	cmd := &cobra.Command{
		Use:     "cleanup LEDGER",
		GroupID: groupServers,
		Short:   "Give back what a run left on a server",
		Long:    cleanupLong,
		Example: cleanupExample,
		Args:    exactly("the ledger of the run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.path = args[0]
			return c.run(cmd)
		},
	}
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "tell what would be given back, and send nothing")
	cmd.Flags().BoolVar(&c.keep, "keep", false, "keep the ledger when everything is given back")
	inGroup(cmd, "The target", c.target.register)
	cmd.Flags().Lookup("url").Usage = "the `URL` of the target, where the ledger holds several (default: the one in the ledger)"
	// Taken, so that the flags of the run can be given as they were, but of no
	// use here.
	for _, name := range []string{"image", "tag-quota", "quota-probe", "alphabet", "window"} {
		// The error is for a flag that is not there.
		_ = cmd.Flags().MarkHidden(name)
	}
	return cmd
}

func (c *cleanup) run(cmd *cobra.Command) error {
	entries, err := readOutstanding(c.path)
	if err != nil {
		return err
	}
	if c.dryRun {
		return c.list(entries)
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
	ctx, stop := untilSignal(imageapi.WithCheck(cmd.Context(), imageapi.Check{ID: "cleanup"}))
	defer stop()
	if err := errors.Join(c.settle(ctx, ours, ledger), interrupted(ctx), ledger.Close()); err != nil {
		return err
	}
	left, err := readOutstanding(c.path)
	return errors.Join(err, c.conclude(left))
}

// list tells what is outstanding.
func (c *cleanup) list(entries []images.Entry) error {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s  %s\n", visible(e.URL), describe(e))
	}
	fmt.Fprintf(&b, "%s to give back\n", counted(len(entries), "image"))
	return c.app.print(b.String())
}

// conclude removes the ledger where nothing is left; the error says what is.
func (c *cleanup) conclude(left []images.Entry) error {
	if len(left) > 0 {
		var b strings.Builder
		for _, e := range left {
			fmt.Fprintf(&b, "\n%s  %s", e.URL, describe(e))
		}
		return &exitError{exitInconclusive, fmt.Errorf("still to be given back: %s; the ledger %s is kept for another try%s", counted(len(left), "image"), c.path, b.String())}
	}
	if c.keep {
		return c.app.print("everything is given back\n")
	}
	// Reopened, so that no file is removed that is not a ledger to its end.
	ledger, err := images.ReopenLedger(c.path)
	if err != nil {
		return err
	}
	if err := errors.Join(ledger.Close(), os.Remove(c.path)); err != nil {
		return fmt.Errorf("everything is given back, but the ledger can't be removed: %w", err)
	}
	return c.app.print(fmt.Sprintf("everything is given back; the ledger %s is removed\n", visible(c.path)))
}

// settle gives back one image after the other. An image that can't be given
// back is told and passed over; the errors are those of the ledger.
func (c *cleanup) settle(ctx context.Context, job settlement, ledger *images.Ledger) error {
	if err := job.reach(ctx); err != nil {
		return err
	}
	for _, e := range job.entries {
		if ctx.Err() != nil {
			return nil
		}
		// A signal ends the work between two images, not within one.
		err := images.Release(context.WithoutCancel(ctx), job.client(e), e)
		if err != nil {
			fmt.Fprintf(c.app.stderr, "not given back: %s: %s\n", describe(e), visible(err.Error()))
			continue
		}
		if err := errors.Join(ledger.MarkReleased(e), c.app.print("given back: "+describe(e)+"\n")); err != nil {
			return err
		}
	}
	return nil
}

// settlement is what is to be given back, and by whom.
type settlement struct {
	target  target.Target
	clients map[target.Role]*imageapi.Client
	entries []images.Entry
}

// client is that of the entry's user; where the target has no users there is
// one for all.
func (s settlement) client(e images.Entry) *imageapi.Client {
	if client, ok := s.clients[target.Role(e.User)]; ok {
		return client
	}
	return s.clients[target.Owner]
}

// reach makes sure that the target answers every user that is needed, so that
// a target that is away is told once.
func (s settlement) reach(ctx context.Context) error {
	asked := map[*imageapi.Client]bool{}
	for _, e := range s.entries {
		client := s.client(e)
		if asked[client] {
			continue
		}
		asked[client] = true
		x := client.ListImages(ctx, map[string][]string{"limit": {"1"}})
		if ctx.Err() != nil {
			return nil
		}
		if x.Outcome != imageapi.Answered {
			return &target.NotReady{What: fmt.Sprintf("%s does not answer: %s", s.target.Root, x.Error), Do: "Nothing was changed; run again when it does"}
		}
		if x.Status() == 401 {
			return &target.NotReady{What: fmt.Sprintf("%s answers the %s 401", s.target.Root, e.User), Do: "Nothing was changed; get a new token and give it with " + tokenFlag(e.User)}
		}
	}
	return nil
}

// describe tells what an entry is about.
func describe(e images.Entry) string {
	var text string
	switch {
	case e.Event == images.Borrowed:
		text = fmt.Sprintf("the tags of the image %s, which were %q", e.Image, e.Tags)
	case e.Image == "":
		text = fmt.Sprintf("the image named %s, if it was created", e.Name)
	default:
		text = fmt.Sprintf("the image %s, named %s", e.Image, e.Name)
	}
	return visible(fmt.Sprintf("%s (%s)", text, e.User))
}
