package verdict

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"tagcheck/suites/requirement"
)

// Profile changes the levels of requirements and waives expected failures.
type Profile struct {
	Name        string                       `yaml:"name"`
	Description string                       `yaml:"description"`
	Levels      map[string]requirement.Level `yaml:"levels,omitempty"` // by requirement ID, instead of the catalogue's
	Waivers     []Waiver                     `yaml:"waivers,omitempty"`
}

// Waiver is an expected failure of one requirement.
type Waiver struct {
	Requirement string `json:"requirement" yaml:"requirement"`
	Owner       string `json:"owner" yaml:"owner"`
	Reason      string `json:"reason" yaml:"reason"`
	Link        string `json:"link" yaml:"link"`
	Expires     string `json:"expires" yaml:"expires"` // YYYY-MM-DD, the last day on which it holds
	// Checks narrows the waiver to checks whose title contains one of these texts.
	// Other failures of the requirement still count. Empty means all checks.
	Checks []string `json:"checks,omitempty" yaml:"checks,omitempty"`
	// Sometimes means that the failure is flaky, such as a race: a run without it
	// does not make the waiver obsolete.
	Sometimes bool `json:"sometimes,omitempty" yaml:"sometimes,omitempty"`
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

// LoadProfile returns a shipped profile by its name, or reads one from a YAML file.
// The error names the file and, if possible, the line.
func LoadProfile(name string) (Profile, error) {
	file := name
	data, err := shipped.ReadFile(path.Join("profiles", name+".yaml"))
	if err != nil {
		data, err = os.ReadFile(name)
	}
	if errors.Is(err, os.ErrNotExist) {
		return Profile{}, fmt.Errorf(
			"unknown profile %q: it is not a file and not one of %s", name, strings.Join(Profiles(), ", "),
		)
	}
	if err != nil {
		return Profile{}, fmt.Errorf("read the profile: %w", err)
	}
	var p Profile
	if err := yaml.UnmarshalWithOptions(data, &p, yaml.Strict()); err != nil {
		return Profile{}, fmt.Errorf("profile %s: %s", file, yaml.FormatError(err, false, true))
	}
	return p, p.check(file)
}

// LoadWaivers reads a YAML list of waivers from a file.
func LoadWaivers(file string) ([]Waiver, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the waivers: %w", err)
	}
	var waivers []Waiver
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("waivers %s: the file is empty; expected a list of waivers", file)
	}
	if err := yaml.UnmarshalWithOptions(data, &waivers, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("waivers %s: %s", file, yaml.FormatError(err, false, true))
	}
	return waivers, checkWaivers(file, waivers)
}

func (p Profile) check(file string) error {
	var errs []error
	if p.Name == "" {
		errs = append(errs, fmt.Errorf("profile %s: the name is missing", file))
	}
	for id, level := range p.Levels {
		if err := requirement.CheckID(id); err != nil {
			errs = append(errs, fmt.Errorf("profile %s: levels: %w", file, err))
		}
		if !slices.Contains([]requirement.Level{requirement.Must, requirement.Should, requirement.May}, level) {
			errs = append(
				errs,
				fmt.Errorf(
					"profile %s: levels: %s: unknown level %q; the levels are MUST, SHOULD, MAY", file, id, level,
				),
			)
		}
	}
	return errors.Join(append(errs, checkWaivers(file, p.Waivers))...)
}

// checkWaivers checks that each waiver is complete, and that no requirement is waived
// twice.
func checkWaivers(file string, waivers []Waiver) error {
	var errs []error
	seen := map[string]bool{}
	for i, w := range waivers {
		at := fmt.Sprintf("%s: waiver %d (%s)", file, i+1, w.Requirement)
		if err := requirement.CheckID(w.Requirement); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", at, err))
		}
		if seen[w.Requirement] {
			errs = append(errs, fmt.Errorf("%s: the requirement is waived twice", at))
		}
		seen[w.Requirement] = true
		for name, value := range map[string]string{"owner": w.Owner, "reason": w.Reason, "link": w.Link} {
			if strings.TrimSpace(value) == "" {
				errs = append(errs, fmt.Errorf("%s: the %s is missing", at, name))
			}
		}
		if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
			errs = append(
				errs, fmt.Errorf("%s: expires: invalid date %q; expected a date such as 2027-06-30", at, w.Expires),
			)
		}
	}
	return errors.Join(errs...)
}

// expired returns whether the last day of the waiver is over.
func (w Waiver) expired(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, w.Expires)
	return err != nil || now.UTC().After(day.AddDate(0, 0, 1))
}

// covers returns whether the waiver expects this check to fail.
func (w Waiver) covers(c Check) bool {
	return len(w.Checks) == 0 || slices.ContainsFunc(
		w.Checks, func(text string) bool { return strings.Contains(c.Title, text) },
	)
}
