package report

import (
	"bytes"
	"strings"
	"testing"

	"tagcheck/suites"
)

func annotations(r suites.Result) []string {
	var out bytes.Buffer
	Annotations(&out, New(build, r))
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestAnnotationsNameEachRequirementThatFailsOrWarns(t *testing.T) {
	got := annotations(failing())
	for i, want := range []string{
		"::error title=add.stores::MUST (document, Add image tag): The statement of add.stores.%0Aadds the tag and answers 204 with no body%0A" +
			`- expected status 204, came 200%0A- expected no body, came "<b>|\x1b[31m` + "`\"%0A::error::owned%0APUT ",
		"::error title=wire.no-body::", "::error title=remove.removes::this requirement is met: remove its waiver: fixed upstream",
		"::warning title=wire.no-length::SHOULD", "::warning title=could not be judged::stranger has no token%0Aaccess.hidden",
	} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Errorf("line %d: expected %q, came %q", i, want, got[i:min(i+1, len(got))])
		}
	}
	if len(got) != 5 {
		t.Errorf("%d lines: %q", len(got), got)
	}
}

func TestAnnotationsTellWhyThereIsNoVerdict(t *testing.T) {
	want := "::error title=tagcheck::INCONCLUSIVE: nothing was judged on http://glance.example:9292/v2: connection refused (profile documented, 2.1 s)"
	if got := annotations(empty()); len(got) != 1 || got[0] != want {
		t.Errorf("came %q", got)
	}
	if got := annotations(conformant()); len(got) != 1 || got[0] != "" {
		t.Errorf("a conformant target: came %q", got)
	}
}

func TestAnnotationsEscapeTheirSyntax(t *testing.T) {
	var out bytes.Buffer
	annotate(&out, "error", "a:b,c%d\ne", "100%: a, b\r\n::error::c\rd")
	if want := "::error title=a%3Ab%2Cc%25d\\ne::100%25: a, b%0A::error::c\\rd\n"; out.String() != want {
		t.Errorf("expected %q, came %q", want, out.String())
	}
}
