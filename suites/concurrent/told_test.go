package concurrent

import (
	"fmt"
	"strings"
	"testing"

	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// What the catalogue tells of rounds, clients and budgets is what is done.
func TestTheCatalogueTellsWhatIsSent(t *testing.T) {
	d := check.DefaultEffort()
	for _, r := range requirement.All() {
		if r.Area() != "concurrent" {
			continue
		}
		drawn := strings.HasPrefix(r.ID, "concurrent.linearizable.")
		if want := fmt.Sprintf("%d requests", d.Steps); drawn && !strings.Contains(r.Note, want) {
			t.Errorf("%s: %q does not tell of %s", r.ID, r.Note, want)
		}
		if want := fmt.Sprintf("in %d rounds", rounds); !drawn && !strings.Contains(r.Note, want) {
			t.Errorf("%s: %q does not tell of %s", r.ID, r.Note, want)
		}
		if strings.Contains(r.Note, "(--clients)") && d.Clients != 8 {
			t.Errorf("%s: there are %d clients, not eight", r.ID, d.Clients)
		}
	}
}
