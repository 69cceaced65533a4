package verdict

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"tagcheck/fixtures/yamldoc"
	"tagcheck/suites/requirement"
)

// Profile changes the levels of requirements and waives expected failures.
type Profile struct {
	Name        string
	Description string
	Levels      map[string]requirement.Level // by requirement ID, instead of the catalogue's
	Waivers     []Waiver
}

// Waiver is an expected failure of one requirement.
type Waiver struct {
	Requirement string `json:"requirement"`
	Owner       string `json:"owner"`
	Reason      string `json:"reason"`
	Link        string `json:"link"`
	Expires     string `json:"expires"` // YYYY-MM-DD, the last day on which it holds
	// Checks narrows the waiver to checks whose title holds one of these
	// texts: any other failure of the requirement still counts. Empty for all.
	Checks []string `json:"checks,omitempty"`
	// Sometimes says that the failure is a matter of luck, such as a race: that
	// it does not happen in one run is no sign that the waiver can go.
	Sometimes bool `json:"sometimes,omitempty"`
}

//go:embed profiles/*.yaml
var shipped embed.FS

// Profiles returns the names of the shipped profiles.
func Profiles() []string {
	files, err := shipped.ReadDir("profiles")
	if err != nil {
		panic(fmt.Sprintf("verdict: list the shipped profiles: %v", err))
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".yaml"))
	}
	return names
}

// LoadProfile gives a shipped profile by its name, or reads one from a file. The error names the file and the line.
func LoadProfile(name string) (Profile, error) {
	var doc *yamldoc.Document
	content, err := shipped.ReadFile(path.Join("profiles", name+".yaml"))
	if err == nil {
		doc, err = yamldoc.Parse(name+".yaml", content)
	} else {
		doc, err = yamldoc.Read(name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Profile{},
			fmt.Errorf("unknown profile %q: there is no such file, and the profiles that tagcheck ships are %s",
				name, strings.Join(Profiles(), ", "))
	case err != nil:
		return Profile{}, fmt.Errorf("cannot read the profile: %w", err)
	}
	p := readProfile(doc)
	if err := doc.Err(); err != nil {
		return Profile{}, fmt.Errorf("cannot use the profile:\n%w", err)
	}
	return p, nil
}

// LoadWaivers reads a YAML list of waivers from a file. The error names the file and the line.
func LoadWaivers(file string) ([]Waiver, error) {
	doc, err := yamldoc.Read(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the waivers: %w", err)
	}
	var waivers []Waiver
	if doc.Root() == nil {
		doc.Refuse("the file is empty; write a list of waivers")
	} else {
		waivers = readWaivers(doc.Root())
	}
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("cannot use the waivers:\n%w", err)
	}
	return waivers, nil
}

func readProfile(doc *yamldoc.Document) (p Profile) {
	if doc.Root() == nil {
		doc.Refuse("the file is empty; a profile has at least a name")
		return p
	}
	for _, e := range doc.Root().Entries("name", "description", "levels", "waivers") {
		switch e.Key() {
		case "name":
			p.Name, _ = e.Text()
		case "description":
			p.Description, _ = e.Text()
		case "levels":
			p.Levels = readLevels(e)
		case "waivers":
			p.Waivers = readWaivers(e)
		}
	}
	if p.Name == "" && !doc.Refused() {
		doc.Refuse("the profile has no name; add a line such as name: mine")
	}
	return p
}

func readLevels(levels *yamldoc.Node) map[string]requirement.Level {
	known := []requirement.Level{requirement.Must, requirement.Should, requirement.May}
	read := map[string]requirement.Level{}
	for _, e := range levels.Entries() {
		text, ok := e.Text()
		level := requirement.Level(text)
		if err := requirement.CheckID(e.Key()); err != nil {
			e.Refuse("%v", err)
		}
		if ok && !slices.Contains(known, level) {
			e.Refuse("unknown level %q; write MUST, SHOULD or MAY", text)
		}
		read[e.Key()] = level
	}
	return read
}

func readWaivers(list *yamldoc.Node) []Waiver {
	var waivers []Waiver
	first := map[string]string{}
	for _, item := range list.Items() {
		w := readWaiver(item)
		if place, twice := first[w.Requirement]; twice && w.Requirement != "" {
			item.Refuse("the requirement %s is waived twice, the first time at %s", w.Requirement, place)
		}
		first[w.Requirement] = item.Origin()
		waivers = append(waivers, w)
	}
	return waivers
}

// readWaiver refuses a waiver for which nobody is responsible, or that has no end.
func readWaiver(item *yamldoc.Node) (w Waiver) {
	texts := map[string]*string{
		"requirement": &w.Requirement, "owner": &w.Owner, "reason": &w.Reason, "link": &w.Link, "expires": &w.Expires,
	}
	given := map[string]bool{}
	entries := item.Entries("requirement", "owner", "reason", "link", "expires", "checks", "sometimes")
	for _, e := range entries {
		given[e.Key()] = true
		switch e.Key() {
		case "checks":
			w.Checks = readChecks(e)
		case "sometimes":
			w.Sometimes, _ = e.Bool()
		default:
			readWaiverText(e, texts[e.Key()])
		}
	}
	for _, key := range []string{"requirement", "owner", "reason", "link", "expires"} {
		if !given[key] && entries != nil {
			item.Refuse("the waiver has no %s; every waiver needs requirement, owner, reason, link and expires", key)
		}
	}
	return w
}

func readWaiverText(e *yamldoc.Node, into *string) {
	text, ok := e.Text()
	if !ok {
		return
	}
	*into = text
	switch _, err := time.Parse(time.DateOnly, text); {
	case e.Key() == "expires" && err != nil:
		e.Refuse("expires is %q; write a day such as 2027-06-30", text)
	case e.Key() == "requirement":
		if err := requirement.CheckID(text); err != nil {
			e.Refuse("%v", err)
		}
	case strings.TrimSpace(text) == "":
		e.Refuse("%s is blank; write one", e.Key())
	}
}

// readChecks refuses an empty list and an empty text: either would widen the waiver to every check.
func readChecks(e *yamldoc.Node) (checks []string) {
	for _, item := range e.Items() {
		if text, ok := item.Text(); ok {
			checks = append(checks, text)
		}
	}
	return checks
}

// expired returns whether the last day of the waiver is over.
func (w Waiver) expired(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, w.Expires)
	return err != nil || now.UTC().After(day.AddDate(0, 0, 1))
}

// covers returns whether the waiver expects this check to fail.
func (w Waiver) covers(c Check) bool {
	return len(w.Checks) == 0 ||
		slices.ContainsFunc(w.Checks, func(text string) bool { return strings.Contains(c.Title, text) })
}
