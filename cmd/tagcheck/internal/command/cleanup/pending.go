package cleanup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/config"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// readPending returns the entries of the ledger whose cleanup is pending. Lines
// that are damaged are reported and skipped.
func (c *command) readPending() ([]images.Entry, error) {
	entries, err := images.ReadLedger(c.path)
	if damaged, ok := errors.AsType[*images.Damaged](err); ok {
		fmt.Fprintf(c.process.Stderr, "tagcheck: %s\n", cli.Visible(damaged.Error()))
	} else if err != nil {
		return nil, err
	}
	var open []images.Entry
	borrowed := map[string]bool{}
	for _, e := range entries {
		// If several runs did not end, the first one saw the original tags.
		of := e.URL + " " + e.Image
		if e.Event == images.Borrowed && borrowed[of] {
			continue
		}
		borrowed[of] = borrowed[of] || e.Event == images.Borrowed
		open = append(open, e)
	}
	return open, nil
}

// pending is what is to be cleaned up, and by whom.
type pending struct {
	target  target.Target
	origin  string // of the target's URL
	clients map[target.Role]*imageapi.Client
	entries []images.Entry
}

// choose finds out the target: the one that the flags name, that of the owner's
// login, or without tokens the only one of the ledger. It sends nothing. Every
// error is about usage.
func (c *command) choose(cmd *cobra.Command, entries []images.Entry) (pending, error) {
	given, err := c.target.Load(cmd, c.process.Getenv, nil)
	if err != nil {
		return pending{}, err
	}
	origin := given.URL.Origin
	if given.LogsIn(target.Owner) && !given.URL.Given() {
		origin = "the URL in the catalogue of " + given.Users[target.Owner].Origin
	} else if !given.URL.Given() {
		urls := urlsIn(entries)
		if len(urls) > 1 {
			return pending{}, cli.Usagef("%s has images of several targets; name one of them with --url: %s",
				c.path, cli.Visible(strings.Join(urls, ", ")))
		}
		given.URL = config.Value{Text: urls[0], Origin: c.path}
	}
	t, err := given.Target()
	if err != nil {
		return pending{}, err
	}
	if origin == "" && (len(t.Users) > 0 || len(t.Fields) > 0) {
		return pending{}, cli.Usagef("%s is about %s: to send a token there, give that URL with --url",
			c.path, cli.Visible(given.URL.Text))
	}
	p := pending{target: t, origin: origin, entries: entries}
	if t.Root != nil {
		if err := c.ofTarget(&p, entries); err != nil {
			return pending{}, err
		}
	}
	return p, missingTokens(t, p.entries)
}

// ofTarget takes the entries of the target. A token must not go to a server that it
// was not meant for.
func (c *command) ofTarget(p *pending, entries []images.Entry) error {
	p.entries = nil
	for _, e := range entries {
		if e.URL == p.target.Root.String() {
			p.entries = append(p.entries, e)
		}
	}
	if len(p.entries) > 0 {
		return nil
	}
	return cli.Usagef(
		"%s has images of %s, but %s is %s; give the URL in the ledger with --url, and the tokens of that target",
		c.path, cli.Visible(strings.Join(urlsIn(entries), ", ")), p.origin, p.target.Root,
	)
}

// locate logs the users in, and refuses those of another project than that of the
// images. Nothing is sent to the target before.
func (c *command) locate(ctx context.Context, p *pending, entries []images.Entry) error {
	var err error
	if p.target, err = target.Locate(ctx, p.target); err != nil {
		return err
	}
	if err := c.ofTarget(p, entries); err != nil {
		return err
	}
	p.clients = p.target.Clients(imageapi.NewRecorder(), build.UserAgent(c.process.Build))
	for _, e := range p.entries {
		_, project := p.client(e).Identity(ctx)
		if project != "" && e.Project != "" && project != e.Project {
			return cli.Usagef("%s has images of the project %s, where the %s was %s, but its login is for the project %s",
				c.path, cli.Visible(e.Project), e.User, cli.Visible(e.Login), project)
		}
	}
	return p.reach(ctx)
}

// client is that of the entry's user. A target without users has one for all.
func (p pending) client(e images.Entry) *imageapi.Client {
	if client, ok := p.clients[target.Role(e.User)]; ok {
		return client
	}
	return p.clients[target.Owner]
}

// reach makes sure that the target answers every user that is needed, so that an
// unreachable target is reported once.
func (p pending) reach(ctx context.Context) error {
	asked := map[*imageapi.Client]bool{}
	for _, e := range p.entries {
		client := p.client(e)
		if asked[client] || !isRole(e.User) {
			continue
		}
		asked[client] = true
		x := client.ListImages(ctx, map[string][]string{"limit": {"1"}})
		if ctx.Err() != nil {
			return nil
		}
		if x.Outcome != imageapi.Answered {
			return &target.NotReady{
				What: fmt.Sprintf("%s does not answer: %s", p.target.Root, x.Error),
				Do:   "Nothing was changed; run this again when it does",
			}
		}
		if x.Status() == 401 {
			return &target.NotReady{
				What: fmt.Sprintf("%s answers 401 to the %s", p.target.Root, e.User),
				Do:   "Nothing was changed; get a new token and give it with " + tokenFlag(e.User),
			}
		}
	}
	return nil
}

func urlsIn(entries []images.Entry) []string {
	var urls []string
	for _, e := range entries {
		urls = append(urls, e.URL)
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

func isRole(user string) bool { return slices.Contains(target.Roles(), target.Role(user)) }

// missingTokens names the flag for every user whose token is needed.
func missingTokens(t target.Target, entries []images.Entry) error {
	if t.Capabilities.NoAuthentication {
		return nil
	}
	var errs []error
	for _, role := range target.Roles() {
		needed := slices.ContainsFunc(entries, func(e images.Entry) bool { return target.Role(e.User) == role })
		if needed && t.Users[role] == nil {
			errs = append(errs, cli.Usagef("the ledger has images of the %s: give the token with %s, "+
				"or --no-auth if the target requires none", role, tokenFlag(string(role))))
		}
	}
	return errors.Join(errs...)
}

// tokenFlag is the flag that sets the token of a user.
func tokenFlag(role string) string {
	if target.Role(role) == target.Owner {
		return "--token @FILE"
	}
	return "--user " + role + "=@FILE"
}
