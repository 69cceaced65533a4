package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/config"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// readOutstanding gives what a ledger has outstanding, and refuses a file that
// is no ledger: what it names would be deleted.
func readOutstanding(path string) ([]images.Entry, error) {
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
		// Of several runs that did not end, the first saw the tags as they were.
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

// choose makes the clients for the entries of one target, those that the flags
// name or the only one there is. Nothing is sent; every error is one of usage.
func (c *cleanup) choose(cmd *cobra.Command, entries []images.Entry) (settlement, error) {
	given, err := c.target.loadWith(cmd, c.app.getenv, nil)
	if err != nil {
		return settlement{}, err
	}
	urls := urlsOf(entries)
	named := given.URL
	if !named.Given() {
		if len(urls) > 1 {
			return settlement{}, usagef("%s holds images of several targets; name one of them with --url: %s", c.path, strings.Join(urls, ", "))
		}
		given.URL = config.Value{Text: urls[0], Origin: c.path}
	}
	t, err := given.Target()
	if err != nil {
		return settlement{}, err
	}
	job := settlement{target: t}
	for _, e := range entries {
		if e.URL == t.Root.String() {
			job.entries = append(job.entries, e)
		}
	}
	if len(job.entries) == 0 {
		// A token must not go to a server that it was not meant for.
		return settlement{}, usagef("%s holds images of %s, but %s is %s; give the URL of the ledger with --url, and the tokens of that target",
			c.path, strings.Join(urls, ", "), named.Origin, t.Root)
	}
	if err := missingTokens(t, job.entries); err != nil {
		return settlement{}, err
	}
	job.clients = t.Clients(imageapi.NewRecorder(), "tagcheck/"+build().Version)
	return job, nil
}

func urlsOf(entries []images.Entry) []string {
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
			errs = append(errs, usagef("images of the %s are to be given back: give its token with %s, or say --no-auth where the target asks for none", role, tokenFlag(string(role))))
		}
	}
	return errors.Join(errs...)
}

// tokenFlag is how the token of a user is given.
func tokenFlag(role string) string {
	if target.Role(role) == target.Owner {
		return "--token @FILE"
	}
	return "--user " + role + "=@FILE"
}
