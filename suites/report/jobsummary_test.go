package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func markdown(t *testing.T, r suites.Result) string {
	t.Helper()
	return all(t, documentOf(r))["Markdown"]
}

func TestMarkdownOfEachConclusion(t *testing.T) {
	golden(t, "failing.md", []byte(markdown(t, reporttest.Failing())))
	for name, r := range results() {
		got := markdown(t, r)
		if want := "# tagcheck: " + strings.ToUpper(string(r.Conclusion)) + "\n"; !strings.HasPrefix(got, want) {
			t.Errorf("%s: expected %q, got %.80q", name, want, got)
		}
	}
}

func TestMarkdownCountsByArea(t *testing.T) {
	got := markdown(t, reporttest.Failing())
	for _, line := range []string{
		"| area | pass | fail | warn | waived | blocked | unsupported | not verified | waiver obsolete |\n",
		"| add | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 |\n", "| wire | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 |\n",
		"| **all** | 0 | 2 | 1 | 1 | 1 | 1 | 1 | 1 |\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("there is no line %q", line)
		}
	}
	got = markdown(t, reporttest.Conformant())
	if strings.Contains(got, "waiver") || strings.Contains(got, "## Failures") {
		t.Errorf("a conformant target has waivers or failures:\n%s", got)
	}
}

func TestMarkdownStaysBelowItsLimitAndSaysWhatItLeftOut(t *testing.T) {
	r := reporttest.Conformant()
	r.Conclusion = verdict.NonConformant
	for i := range 3000 {
		title := fmt.Sprintf("check %d %s", i, strings.Repeat("|", 1500))
		c := reporttest.Check("add", title, verdict.Failed, fmt.Sprintf("add.r%04d", i))
		r.Checks = append(r.Checks, c)
		q := reporttest.Requirement(c.Requirements[0], requirement.Must, verdict.Fail, c.ID)
		r.Requirements = append(r.Requirements, q)
	}
	got := markdown(t, r)
	if len(got) > 900<<10 || len(got) < 890<<10 {
		t.Errorf("it has %d bytes", len(got))
	}
	if !regexp.MustCompile(`\n\d+ more parts did not fit here; report.json has all of them.\n$`).MatchString(got) {
		t.Errorf("it ends with %q", got[len(got)-100:])
	}
}

func TestMarkdownOfOneHugeTextIsClipped(t *testing.T) {
	r := reporttest.Failing()
	for i := range r.Checks {
		r.Checks[i].Deviations = []string{strings.Repeat("ü", 1<<20)}
	}
	if got := markdown(t, r); len(got) > 100<<10 || !strings.Contains(got, "more characters") {
		t.Errorf("it has %d bytes", len(got))
	}
}
