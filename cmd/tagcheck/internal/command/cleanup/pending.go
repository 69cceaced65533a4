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

// readPending returns the entries of a ledger whose cleanup is pending. It refuses
// a file that is not a ledger: what the file names would be deleted.
func readPending(path string) ([]images.Entry, error) {
	entries, err := images.ReadLedger(path)
	if err != nil {
		return nil, err
	}
	var open []images.Entry
	borrowed := map[string]bool{}
	for _, e := range entries {
		if problem := entryProblem(e); problem != "" {
			return nil, fmt.Errorf("%s is not a ledger of tagcheck: %s", path, problem)
		}
		// If several runs did not end, the first one saw the original tags.
		key := e.URL + " " + e.Image
		if e.Event == images.Borrowed && borrowed[key] {
			continue
		}
		borrowed[key] = borrowed[key] || e.Event == images.Borrowed
		open = append(open, e)
	}
	return open, nil
}

func entryProblem(e images.Entry) string {
	switch {
	case !slices.Contains([]images.Event{images.Creating, images.Created, images.Borrowed}, e.Event):
		return fmt.Sprintf("an entry has the event %q", e.Event)
	case !slices.Contains(target.Roles(), target.Role(e.User)):
		return fmt.Sprintf("an entry has the user %q", e.User)
	case e.URL == "":
		return "an entry has no URL"
	case e.Image == "" && (e.Event != images.Creating || e.Name == ""):
		return "an entry names no image"
	}
	return ""
}

// pending is what is to be cleaned up, and by whom.
type pending struct {
	target  target.Target
	clients map[target.Role]*imageapi.Client
	entries []images.Entry
}

// choose makes the clients for the entries of one target: the one that the flags
// name, or the only one. It sends nothing. Every error is about usage.
func (c *command) choose(cmd *cobra.Command, entries []images.Entry) (pending, error) {
	given, err := c.target.Load(cmd, c.process.Getenv, nil)
	if err != nil {
		return pending{}, err
	}
	urls := urlsIn(entries)
	named := given.URL
	if !named.Given() {
		if len(urls) > 1 {
			return pending{}, cli.Usagef("%s has images of several targets; name one of them with --url: %s",
				c.path, strings.Join(urls, ", "))
		}
		given.URL = config.Value{Text: urls[0], Origin: c.path}
	}
	t, err := given.Target()
	if err != nil {
		return pending{}, err
	}
	p := pending{target: t}
	for _, e := range entries {
		if e.URL == t.Root.String() {
			p.entries = append(p.entries, e)
		}
	}
	if len(p.entries) == 0 {
		// A token must not go to a server that it was not meant for.
		return pending{}, cli.Usagef(
			"%s has images of %s, but %s is %s; give the URL in the ledger with --url, and the tokens of that target",
			c.path, strings.Join(urls, ", "), named.Origin, t.Root,
		)
	}
	if err := missingTokens(t, p.entries); err != nil {
		return pending{}, err
	}
	p.clients = t.Clients(imageapi.NewRecorder(), build.UserAgent(c.process.Build))
	return p, nil
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
		if asked[client] {
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
