package help

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/suites/verdict"
)

func topic(t *testing.T, name string) string {
	t.Helper()
	for _, c := range Topics() {
		if c.Name() == name {
			return c.Long
		}
	}
	t.Fatalf("there is no topic %s", name)
	return ""
}

func TestEveryTopicHasADescriptionAndAText(t *testing.T) {
	files, err := filepath.Glob("topics/*")
	if err != nil || len(files) != len(Topics()) {
		t.Errorf("%d files, %d topics, %v", len(files), len(Topics()), err)
	}
	for _, c := range Topics() {
		if c.Short == "" || strings.Contains(c.Short, "\n") || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: the description is %q", c.Name(), c.Short)
		}
		if !c.IsAdditionalHelpTopicCommand() || len(c.Long) < 100 || strings.Contains(c.Long, "{{") {
			t.Errorf("%s: the text is %q", c.Name(), c.Long)
		}
	}
}

// The files fit a terminal of 80 columns and a small margin. What is generated
// has tests of its own.
func TestTopicsFitATerminal(t *testing.T) {
	files, _ := filepath.Glob("topics/*")
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 82 {
				t.Errorf("%s: %q", file, line)
			}
		}
	}
}

func TestGeneratedParts(t *testing.T) {
	for _, c := range cli.ExitCodes() {
		first, _, _ := strings.Cut(c.Meaning, "\n")
		if !strings.Contains(topic(t, "exit-codes"), first) {
			t.Errorf("exit code %d is missing", c.Code)
		}
	}
	for _, p := range scenario.Plans() {
		if !strings.Contains(topic(t, "scenarios"), p.Name+" ") || !strings.Contains(topic(t, "scenarios"), p.Text) {
			t.Errorf("the scenario %s is missing", p.Name)
		}
	}
	for name, grammar := range map[string]string{
		"rates": arrival.Grammar, "thresholds": slo.Grammar, "scenarios": PhasesExample,
	} {
		for line := range strings.Lines(grammar) {
			if !strings.Contains(topic(t, name), "  "+strings.TrimSuffix(line, "\n")) {
				t.Errorf("%s: %q is missing", name, line)
			}
		}
	}
}

func TestTermsHasEveryVerdict(t *testing.T) {
	text := topic(t, "terms")
	for _, v := range []verdict.Verdict{
		verdict.Pass, verdict.Fail, verdict.Warn, verdict.Block, verdict.NotSupported, verdict.Waived,
		verdict.WaiverObsolete, verdict.NotVerified,
	} {
		if !strings.Contains(text, "\n                    "+string(v)+"  ") {
			t.Errorf("%s is missing in\n%s", v, text)
		}
	}
}

func TestPhasesExampleIsRight(t *testing.T) {
	file := filepath.Join(t.TempDir(), "phases.yaml")
	if err := os.WriteFile(file, []byte(PhasesExample), 0o600); err != nil {
		t.Fatal(err)
	}
	composition, err := scenario.Load(file)
	if err != nil || len(composition.Phases) != 2 {
		t.Fatalf("%+v, %v", composition, err)
	}
	for _, p := range composition.Phases {
		if _, err := arrival.Parse(p.Rate, p.Duration, 1); err != nil {
			t.Error(err)
		}
	}
}
