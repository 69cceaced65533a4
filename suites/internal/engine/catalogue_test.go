package engine

import (
	"regexp"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/traffic"
)

// citations builds the tree of specs without running it.
func citations(t *testing.T) map[string]bool {
	t.Helper()
	r := &runner{env: &check.Env{Recorder: imageapi.NewRecorder(), Clients: map[target.Role]*imageapi.Client{}}, options: Options{}.withDefaults()}
	suite, reporter := r.build(t.Context(), areas, outages)
	tree := ginkgo.PreviewSpecs("tagcheck", suite, reporter)
	if r.uncited != nil || len(tree.SpecReports) == 0 {
		t.Fatalf("%d checks, %v", len(tree.SpecReports), r.uncited)
	}
	cited := map[string]bool{}
	for _, spec := range tree.SpecReports {
		for _, id := range requirement.Cited(spec.Labels()) {
			cited[id] = true
		}
	}
	for _, id := range traffic.Cited() {
		cited[id] = true
	}
	return cited
}

func TestEveryRequirementIsJudgedOrSaysWhyNot(t *testing.T) {
	cited := citations(t)
	for _, r := range requirement.All() {
		if cited[r.ID] != (r.Unobservable == "") {
			t.Errorf("%s: judged by a check: %v; said to be unobservable: %q", r.ID, cited[r.ID], r.Unobservable)
		}
		delete(cited, r.ID)
	}
	for id := range cited {
		t.Errorf("a check cites %s, which is not in the catalogue", id)
	}
}

func TestTheCatalogueIsComplete(t *testing.T) {
	id := regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9-]+)+$`)
	seen := map[string]bool{}
	for _, r := range requirement.All() {
		if seen[r.ID] || !id.MatchString(r.ID) {
			t.Errorf("%s: the ID is there twice or ill-formed", r.ID)
		}
		seen[r.ID] = true
		for name, text := range map[string]string{"level": string(r.Level), "source": string(r.Source), "clause": r.Clause, "operation": string(r.Operation), "statement": r.Statement} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: it has no %s", r.ID, name)
			}
		}
		if r.Unobservable == "" && (r.Sends == "" || r.Accepts == "" || r.Mistakes == "") {
			t.Errorf("%s: what is sent, accepted and commonly wrong must be said", r.ID)
		}
	}
	if len(seen) < 60 {
		t.Errorf("%d requirements; at least 60 are needed", len(seen))
	}
}

// Every status of the document's tables has a requirement that names it.
func TestEveryDocumentedStatusIsInTheCatalogue(t *testing.T) {
	var text strings.Builder
	for _, r := range requirement.All() {
		text.WriteString(string(r.Operation) + " " + r.ID + " " + r.Clause + " " + r.Statement + "\n")
	}
	for _, status := range []string{"204", "400", "401", "403", "404", "405", "413", "415", "500", "503"} {
		if !strings.Contains(text.String(), status) {
			t.Errorf("no requirement names %s", status)
		}
	}
}
