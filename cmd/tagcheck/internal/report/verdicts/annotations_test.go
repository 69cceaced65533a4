package verdicts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// annotations gives the lines for a result; none for a text without a line.
func annotations(t *testing.T, r suites.Result) []string {
	t.Helper()
	var out strings.Builder
	if err := Annotate(&out, report.New(r)); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(strings.Lines(out.String()))
}

func TestAnnotationsNameEachRequirementThatFailsOrWarns(t *testing.T) {
	got := annotations(t, reporttest.Failing())
	want := []string{
		"::error title=add.stores::MUST (document, Add image tag): The statement of add.stores.%0A" +
			"adds the tag and answers 204 with no body%0A- expected status 204, came 200%0A" +
			`- expected no body, came "<b>|\x1b[31m` + "`\"%0A::error::owned%0APUT ",
		"::error title=wire.no-body::",
		"::error title=remove.removes::this requirement is met: remove its waiver: fixed upstream",
		"::warning title=wire.no-length::SHOULD",
		"::warning title=could not be judged::stranger has no token%0Aaccess.hidden\n",
	}
	if len(got) != len(want) {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("line %d: got %q, want the beginning %q", i, got[i], want[i])
		}
	}
}

// What makes the run non-conformant is an error, anything else a warning.
func TestTheLevelOfAnAnnotation(t *testing.T) {
	for name, test := range map[string]struct {
		verdict verdict.Verdict
		level   requirement.Level
		strict  bool
		want    string
	}{
		"fail":              {verdict.Fail, requirement.Must, false, "error"},
		"warn":              {verdict.Warn, requirement.Should, false, "warning"},
		"warn, strict":      {verdict.Warn, requirement.Should, true, "error"},
		"warn, strict, MAY": {verdict.Warn, requirement.May, true, "warning"},
		"waiver":            {verdict.WaiverObsolete, requirement.Must, false, "error"},
		"waiver of a MAY":   {verdict.WaiverObsolete, requirement.May, false, "warning"},
		"blocked":           {verdict.Block, requirement.Must, false, "warning"},
		"pass":              {verdict.Pass, requirement.Must, false, ""},
		"waived":            {verdict.Waived, requirement.Must, false, ""},
	} {
		r := reporttest.Conformant()
		r.Strict = test.strict
		r.Requirements = []verdict.Requirement{reporttest.Requirement("add.stores", test.level, test.verdict)}
		got := strings.Join(annotations(t, r), "")
		kind, _, _ := strings.Cut(strings.TrimPrefix(got, "::"), " ")
		if kind != test.want {
			t.Errorf("%s: got %q, want the level %q", name, got, test.want)
		}
	}
}

func TestAnnotationsSayWhyThereIsNoVerdict(t *testing.T) {
	want := "::error title=tagcheck::INCONCLUSIVE: nothing was judged: connection refused " +
		"(http://glance.example:9292/v2, profile documented, 2.1 s)\n"
	if got := annotations(t, reporttest.Empty()); len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
	if got := annotations(t, reporttest.Conformant()); len(got) != 0 {
		t.Errorf("a conformant target: got %q", got)
	}
}

func TestAnAnnotationNamesThreeChecks(t *testing.T) {
	r := reporttest.Conformant()
	q := reporttest.Requirement("add.stores", requirement.Must, verdict.Fail)
	for i := range 5 {
		c := reporttest.Check("add", fmt.Sprint("check ", i), verdict.Failed, q.ID)
		q.Checks = append(q.Checks, c.ID)
		r.Checks = append(r.Checks, c)
	}
	r.Requirements = []verdict.Requirement{q}
	got := strings.Join(annotations(t, r), "")
	if !strings.Contains(got, "%0Acheck 2%0A- no reason was recorded%0A2 more checks failed\n") ||
		strings.Contains(got, "check 3") {
		t.Errorf("got %q", got)
	}
}

func TestAnnotationsEscapeTheirSyntax(t *testing.T) {
	var out strings.Builder
	annotate(&out, "error", "a:b,c%d\ne", "100%: a, b\r\n::error::c\rd")
	if want := "::error title=a%3Ab%2Cc%25d\\ne::100%25: a, b%0A::error::c\\rd\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// full is where nothing can be written.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnnotationsThatCannotBeWrittenAreAnError(t *testing.T) {
	err := Annotate(full{}, report.New(reporttest.Failing()))
	if err == nil || err.Error() != "write the annotations for GitHub: no space left" {
		t.Errorf("got %v", err)
	}
}
