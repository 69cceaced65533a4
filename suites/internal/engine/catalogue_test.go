package engine

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"tagcheck/suites/requirement"
	"tagcheck/suites/traffic"
	"tagcheck/suites/verdict"
)

// registered returns every check, without running it. The tree of specs is expensive to build.
var registered = sync.OnceValue(func() []verdict.Check {
	r := &runner{env: newEnvForTest(), plan: Plan{Requirements: requirement.All()}}
	suite, reporter := r.build(context.Background(), registerAreas, registerCrashes)
	checks := sideEffects(newEnvForTest(), requirement.All(), true)
	for _, spec := range ginkgo.PreviewSpecs("tagcheck", suite, reporter).SpecReports {
		if spec.LeafNodeType != types.NodeTypeIt {
			continue // the hook before the suite
		}
		checks = append(checks, verdict.Check{
			ID: idOf(&spec), Area: areaOf(&spec), Title: titleOf(&spec), Requirements: requirement.Cited(spec.Labels()),
		})
	}
	if r.uncited != nil {
		panic(r.uncited)
	}
	return checks
})

func TestEveryRequirementHasACheckOrIsUnobservable(t *testing.T) {
	cited := map[string]bool{}
	for _, c := range registered() {
		for _, id := range c.Requirements {
			cited[id] = true
		}
	}
	for _, r := range requirement.All() {
		if cited[r.ID] != (r.Unobservable == "") {
			t.Errorf("%s: it has a check: %v; unobservable: %q", r.ID, cited[r.ID], r.Unobservable)
		}
		delete(cited, r.ID)
	}
	for id := range cited {
		t.Errorf("a check cites %s, which is not in the catalogue", id)
	}
}

// The folders of the suites are the areas of the catalogue.
func TestEveryAreaHasChecks(t *testing.T) {
	var areas []string
	for _, c := range registered() {
		if c.Area != "traffic" {
			areas = append(areas, c.Area)
		}
	}
	slices.Sort(areas)
	if areas = slices.Compact(areas); !slices.Equal(areas, requirement.Areas(requirement.All())) {
		t.Errorf("the areas of checks are %q, those of requirements %q", areas, requirement.Areas(requirement.All()))
	}
}

func TestTheIDsOfChecksAreUnique(t *testing.T) {
	seen := map[string][]string{}
	for _, c := range registered() {
		if other, known := seen[c.ID]; known && slices.Equal(other, c.Requirements) {
			t.Errorf("two checks have the ID %q", c.ID)
		}
		seen[c.ID] = c.Requirements
	}
}

// A waiver that names no existing check would cover nothing.
func TestWaiversOfShippedProfilesNameChecks(t *testing.T) {
	checks := registered()
	for _, name := range verdict.Profiles() {
		profile, err := verdict.LoadProfile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range profile.Waivers {
			for _, text := range w.Checks {
				if !slices.ContainsFunc(checks, func(c verdict.Check) bool {
					return slices.Contains(c.Requirements, w.Requirement) && strings.Contains(c.Title, text)
				}) {
					t.Errorf("profile %s: no check of %s has %q in its title", name, w.Requirement, text)
				}
			}
		}
	}
}

func TestTheCatalogueIsComplete(t *testing.T) {
	id := regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9-]+)+$`)
	seen := map[string]bool{}
	for _, r := range requirement.All() {
		if seen[r.ID] || !id.MatchString(r.ID) {
			t.Errorf("%s: the ID is not unique or not valid", r.ID)
		}
		seen[r.ID] = true
		for field, text := range map[string]string{
			"level": string(r.Level), "source": string(r.Source), "clause": r.Clause,
			"operation": string(r.Operation), "statement": r.Statement,
		} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: the %s is missing", r.ID, field)
			}
		}
		if r.Unobservable == "" && (r.Sends == "" || r.Accepts == "" || r.Mistakes == "") {
			t.Errorf("%s: Sends, Accepts or Mistakes is missing", r.ID)
		}
	}
}

// Each operation has a requirement for every status that the document lists for it.
func TestEveryDocumentedStatusIsInTheCatalogue(t *testing.T) {
	for op, statuses := range map[requirement.Operation][]int{
		requirement.Add:    {204, 400, 401, 403, 405, 413, 415, 500, 503},
		requirement.Remove: {204, 400, 401, 403, 404, 405, 413, 500, 503},
	} {
		var text strings.Builder
		for _, r := range requirement.All() {
			if r.Source == requirement.Document && !strings.HasSuffix(r.ID, ".statuses") &&
				(r.Operation == op || r.Operation == requirement.Both) {
				text.WriteString(r.ID + " " + r.Clause + " " + r.Statement + "\n")
			}
		}
		for _, status := range statuses {
			if !strings.Contains(text.String(), fmt.Sprint(status)) {
				t.Errorf("no requirement of the operation %s names %d", op, status)
			}
		}
	}
	if ids := traffic.Cited(); !slices.Contains(ids, "add.statuses") || !slices.Contains(ids, "remove.statuses") {
		t.Errorf("no rule over all traffic judges the documented statuses: %q", ids)
	}
}
