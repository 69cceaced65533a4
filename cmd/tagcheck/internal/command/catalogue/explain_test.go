package catalogue

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/suites/requirement"
)

// Nothing of the catalogue is left out.
func TestExplainShowsEverything(t *testing.T) {
	for _, r := range requirement.All() {
		got := invoke(t, "explain", r.ID)
		if got.Code != cli.ExitOK || got.Stderr != "" ||
			!strings.HasPrefix(got.Stdout, r.ID+"  "+string(r.Level)+"\n\n  "+r.Statement+"\n") {
			t.Errorf("%s: got %d, %s%s", r.ID, got.Code, got.Stdout, got.Stderr)
		}
		command := "tagcheck conform --select " + r.ID + " URL"
		for _, want := range []string{
			"  Source           " + string(r.Source) + ", " + r.Clause, r.Sends, r.Accepts, r.Mistakes, r.Note,
			r.Tempest, r.Unobservable,
		} {
			if !strings.Contains(got.Stdout, want) {
				t.Errorf("%s: %q is missing in %s", r.ID, want, got.Stdout)
			}
		}
		if judged := r.Unobservable == ""; strings.Contains(got.Stdout, command) != judged ||
			strings.Contains(got.Stdout, "Not judged") == judged {
			t.Errorf("%s: how to run it, or why it is not judged: %s", r.ID, got.Stdout)
		}
	}
}

func TestExplainSeveral(t *testing.T) {
	got := invoke(t, "explain", "wire.date", "add.length.over")
	for _, id := range []string{
		"add.length.over.400  SHOULD\n", "\n\nadd.length.over.refused  MUST\n", "\n\nwire.date  SHOULD\n",
	} {
		if got.Code != cli.ExitOK || !strings.Contains(got.Stdout, id) {
			t.Errorf("%q is missing in %s", id, got.Stdout)
		}
	}
	var explained []requirement.Requirement
	decode(t, invoke(t, "explain", "wire.date", "-o", "json").Stdout, &explained)
	if want, _ := requirement.Lookup("wire.date"); !slices.Equal(explained, []requirement.Requirement{want}) {
		t.Errorf("got %v", explained)
	}
}

func TestExplainUnknown(t *testing.T) {
	got := invoke(t, "explain", "add.stores", "remove.twice")
	if got.Code != cli.ExitOK {
		t.Errorf("a prefix is refused: %s", got.Stderr)
	}
	got = invoke(t, "explain", "add.stores", "remove.twice.40", "add.no-bdoy")
	for _, want := range []string{
		`unknown requirement ID "remove.twice.40" (did you mean remove.twice.404?)`,
		`unknown requirement ID "add.no-bdoy" (did you mean add.no-body?)`,
		"\nRun 'tagcheck explain --help' for usage.\n",
	} {
		if got.Code != cli.ExitUsage || got.Stdout != "" || !strings.Contains(got.Stderr, want) {
			t.Errorf("got %d, %q\n%s\nwithout %q", got.Code, got.Stdout, got.Stderr, want)
		}
	}
}

func TestExplanationFitsTheTerminal(t *testing.T) {
	for _, r := range requirement.All() {
		text := explanation(r, 80)
		for line := range strings.Lines(text) {
			if utf8.RuneCountInString(line) > 81 && !strings.Contains(line, "Run only this") {
				t.Errorf("%s: %q", r.ID, line)
			}
		}
		words := strings.Join(strings.Fields(text), " ")
		if words != strings.Join(strings.Fields(explanation(r, 0)), " ") {
			t.Errorf("%s: wrapping changed the words: %s", r.ID, text)
		}
	}
}
