package concurrent

import (
	"fmt"
	"strings"
	"testing"

	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// The notes of the catalogue name the actual rounds, clients and budgets.
func TestTheNotesOfTheCatalogueAreTrue(t *testing.T) {
	d := check.DefaultEffort()
	for _, r := range requirement.All() {
		if r.Area() != "concurrent" {
			continue
		}
		drawn := strings.HasPrefix(r.ID, "concurrent.linearizable.")
		if want := fmt.Sprintf("%d requests", d.Steps); drawn && !strings.Contains(r.Note, want) {
			t.Errorf("%s: the note %q lacks %q", r.ID, r.Note, want)
		}
		if want := fmt.Sprintf("in %d rounds", rounds); !drawn && !strings.Contains(r.Note, want) {
			t.Errorf("%s: the note %q lacks %q", r.ID, r.Note, want)
		}
		if strings.Contains(r.Note, "(--clients)") && d.Clients != 8 {
			t.Errorf("%s: the default is %d clients, not eight", r.ID, d.Clients)
		}
	}
}
