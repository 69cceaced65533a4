package verdicts

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update rewrites it); got:\n%s", path, got)
	}
}

func summarised(t *terminal.Terminal, r suites.Result) string {
	var out bytes.Buffer
	t.Out = &out
	Summary(t, report.New(r))
	return out.String()
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	return lines[len(lines)-1]
}

func TestSummaryOfAFailingTarget(t *testing.T) {
	golden(t, "failing.txt", summarised(&terminal.Terminal{Width: 100}, reporttest.Failing()))
	golden(t, "failing-verbose.txt", summarised(&terminal.Terminal{Width: 100, Verbose: true}, reporttest.Failing()))
}

func TestTheLastLineIsTheVerdict(t *testing.T) {
	for name, r := range map[string]suites.Result{
		"conformant": reporttest.Conformant(), "failing": reporttest.Failing(), "blocked": reporttest.Blocked(),
		"interrupted": reporttest.Interrupted(), "empty": reporttest.Empty(),
	} {
		for _, quiet := range []bool{true, false} {
			got := lastLine(summarised(&terminal.Terminal{Quiet: quiet, Width: 40}, r))
			if want := report.New(r).Sentence(); got != want {
				t.Errorf("%s, quiet %t: got %q, want %q", name, quiet, got, want)
			}
		}
	}
}

func TestTheScoreIsShownAboveTheVerdict(t *testing.T) {
	d := report.New(reporttest.Conformant())
	d.Score = &report.Score{Reason: "the code of the checks changed"}
	for quiet, want := range map[bool]int{false: 1, true: 0} {
		var out bytes.Buffer
		Summary(&terminal.Terminal{Out: &out, Quiet: quiet}, d)
		if strings.Count(out.String(), "\nself-check: "+d.Score.String()+"\nCONFORMANT: ") != want {
			t.Errorf("quiet %t: got\n%s", quiet, out.String())
		}
	}
	if got := summarised(&terminal.Terminal{}, reporttest.Conformant()); strings.Contains(got, "self-check") {
		t.Errorf("without a score: got\n%s", got)
	}
}

func TestQuietShowsTheVerdictAndWhatFails(t *testing.T) {
	got := summarised(&terminal.Terminal{Quiet: true}, reporttest.Failing())
	if !strings.HasPrefix(got, "add.stores\nremove.removes\nwire.no-body\nNON-CONFORMANT: ") ||
		strings.Count(got, "\n") != 4 {
		t.Errorf("got %q", got)
	}
}

func TestVerboseShowsEveryCheckWithItsOutcome(t *testing.T) {
	got := summarised(&terminal.Terminal{Verbose: true}, reporttest.Failing())
	for _, c := range reporttest.Failing().Checks {
		if !regexp.MustCompile(`(?m)^  ` + string(c.Outcome) + ` +` + regexp.QuoteMeta(c.Title) + `$`).MatchString(got) {
			t.Errorf("there is no line %q %q", c.Outcome, c.Title)
		}
	}
}

func TestSummarySaysWhatCouldNotBeJudged(t *testing.T) {
	for want, r := range map[string]suites.Result{
		"BLOCKED 2 requirements: no image\n     add.stores, add.twice\n": reporttest.Blocked(),
		"UNDECIDED 1 requirement: interrupted\n     remove.removes\n":    reporttest.Interrupted(),
		"UNDECIDED check: adds the tag of an emoji: 429 four times\n":    reporttest.Failing(),
	} {
		if got := summarised(&terminal.Terminal{}, r); !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if got := summarised(&terminal.Terminal{}, reporttest.Blocked()); strings.Contains(got, "check: ") {
		t.Errorf("checks of requirements that are listed are listed too:\n%s", got)
	}
}

func TestReasonsThatDifferOnlyInTheImageAreShownOnce(t *testing.T) {
	r := reporttest.Blocked()
	r.Requirements[0].Reason = "PUT /v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10/tags/red was answered 200"
	r.Requirements[1].Reason = "PUT /v2/images/0f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a11/tags/red was answered 200"
	got := summarised(&terminal.Terminal{}, r)
	if !strings.Contains(got, "BLOCKED 2 requirements: "+r.Requirements[0].Reason+"\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestTextOfAServerSteersNeitherTerminalNorCI(t *testing.T) {
	hostile := "\x1b[2J\x07\r\u202e\u009b1m\n::error::owned\n  ::set-output name=a::b ##[add-mask]c\xff"
	r := reporttest.Failing()
	for i := range r.Checks {
		r.Checks[i].Title, r.Checks[i].Reason, r.Checks[i].Deviations = hostile, hostile, []string{hostile}
	}
	for i := range r.Requirements {
		r.Requirements[i].Reason, r.Requirements[i].Statement = hostile, hostile
	}
	for _, x := range r.Exchanges {
		x.Sent.Target, x.Sent.URL, x.Error = hostile, hostile, hostile
		if x.Received != nil {
			x.Received.Reason = hostile
		}
	}
	r.Exchanges[2].Sent.URL, r.Exchanges[2].Sent.Target = "http://h/##[add-mask]a", "/##[add-mask]a"
	r.Exchanges[1].Sent.Fields = []imageapi.Field{{Name: "X-A", Value: "::add-mask::a ##[add-mask]a"}}
	r.Findings, r.Leftovers, r.Reason, r.Target.URL = []string{hostile}, []string{hostile}, hostile, hostile
	got := summarised(&terminal.Terminal{Verbose: true, Width: 60}, r) +
		summarised(&terminal.Terminal{Quiet: true}, r)
	if stripped := strings.ReplaceAll(got, "\n", ""); !escape.Printable(stripped) {
		t.Errorf("got %q", stripped)
	}
	if bad := regexp.MustCompile(`(?m)^\s*::.*|.*##\[.*`).FindString(got); bad != "" {
		t.Errorf("CI would obey %q", bad)
	}
}

func TestColourIsAllThatATerminalWithColoursAdds(t *testing.T) {
	plain := summarised(&terminal.Terminal{Verbose: true, Width: 100}, reporttest.Failing())
	if strings.Contains(plain, "\x1b") {
		t.Error("there is colour")
	}
	coloured := summarised(&terminal.Terminal{Color: true, Verbose: true, Width: 100}, reporttest.Failing())
	if !strings.Contains(coloured, "\x1b[1;31mNON-CONFORMANT") {
		t.Error("the verdict is not red")
	}
	if stripped := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(coloured, ""); stripped != plain {
		t.Errorf("colour changes the lines:\n%s", stripped)
	}
}

func TestLinesFitTheWidthUnlessTheyAreToBeCopied(t *testing.T) {
	r := reporttest.Conformant()
	r.Findings = []string{strings.Repeat("word and ", 100) + strings.Repeat("x", 100)}
	r.Leftovers = []string{"1: " + strings.Repeat("trouble ", 50)}
	lines := strings.Split(summarised(&terminal.Terminal{Width: 90}, r), "\n")
	for i, line := range lines[:len(lines)-2] { // the last one is the verdict
		whole := strings.Contains(line, "curl ") || strings.HasSuffix(line, strings.Repeat("x", 100))
		if utf8.RuneCountInString(line) > 90 && !whole {
			t.Errorf("line %d is too long: %q", i, line)
		}
	}
	if page := strings.Join(lines, "\n"); !strings.Contains(page, "    word") || !strings.Contains(page, "    trouble") {
		t.Errorf("further lines are not indented:\n%s", page)
	}
}

// What a certification lacks is listed where it was asked for.
func TestWhatIsNotVerifiedIsListedForACertification(t *testing.T) {
	r := reporttest.Conformant()
	open := reporttest.Requirement("quota.refused", requirement.Must, verdict.NotSupported)
	open.Reason = "the target declares nothing"
	declared := reporttest.Requirement("quota.readd", requirement.Must, verdict.NotSupported)
	declared.Declared, declared.Reason = true, "the target declares no quota"
	r.Requirements = append(r.Requirements, open, declared)
	for name, test := range map[string]struct {
		conclusion verdict.Conclusion
		verbose    bool
		head       string
	}{
		"as usual":        {verdict.Conformant, false, "UNSUPPORTED"},
		"verbose":         {verdict.Conformant, true, "NOT VERIFIED"},
		"a certification": {verdict.NotFullyVerified, false, "NOT VERIFIED"},
	} {
		r.Conclusion = test.conclusion
		got := summarised(&terminal.Terminal{Verbose: test.verbose}, r)
		want := test.head + " 1 requirement: the target declares nothing\n     quota.refused\n"
		if !strings.Contains(got, want) || strings.Contains(got, "declares no quota") {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}
