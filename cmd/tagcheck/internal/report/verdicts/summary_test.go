package report

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func summarised(t *Terminal, r suites.Result) string {
	var out bytes.Buffer
	t.Out = &out
	t.Summary(New(build, r))
	return out.String()
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	return lines[len(lines)-1]
}

func TestSummaryOfAFailingTarget(t *testing.T) {
	golden(t, "failing.txt", []byte(summarised(&Terminal{Width: 100}, failing())))
	golden(t, "failing-verbose.txt", []byte(summarised(&Terminal{Width: 100, Verbose: true}, failing())))
}

func TestTheLastLineIsTheVerdict(t *testing.T) {
	strict := conformant()
	strict.Conclusion, strict.Reason = verdict.NonConformant, "1 warnings, which --strict counts as failures"
	strict.Requirements[0].Verdict, strict.Requirements[0].Level = verdict.Warn, requirement.Should
	obsolete := conformant()
	obsolete.Conclusion, obsolete.Reason = verdict.NonConformant, "1 waivers no longer fail"
	obsolete.Requirements[0].Verdict = verdict.WaiverObsolete
	warns := conformant()
	warns.Requirements[0].Verdict = verdict.Warn
	partly := conformant()
	partly.Conclusion, partly.Requirements[0].Verdict = verdict.NotFullyVerified, verdict.NotSupported
	optional := blocked()
	optional.Requirements = append(optional.Requirements, req("z.may", requirement.May, verdict.Block))
	optional.Reason = "2 of 3 requirements could not be judged"
	for name, c := range map[string]struct {
		r    suites.Result
		want string
	}{
		"conformant":  {conformant(), "CONFORMANT: 2 of 2 requirements pass on URL (P)"},
		"warnings":    {warns, "CONFORMANT: 1 of 2 requirements pass and 1 warn on URL (P)"},
		"failing":     {failing(), "NON-CONFORMANT: 2 of 8 requirements fail on URL, and the target stopped answering (P)"},
		"strict":      {strict, "NON-CONFORMANT: 1 warnings on URL, which --strict counts as failures (P)"},
		"obsolete":    {obsolete, "NON-CONFORMANT: 1 waivers no longer fail on URL (P)"},
		"blocked":     {blocked(), "INCONCLUSIVE: 2 of 2 requirements could not be judged on URL (P)"},
		"optional":    {optional, "INCONCLUSIVE: 2 of 3 requirements could not be judged on URL (P)"},
		"partly":      {partly, "NOT FULLY VERIFIED: 1 of 2 requirements were not verified on URL (P)"},
		"interrupted": {interrupted(), "INTERRUPTED: 1 of 2 requirements were judged on URL: SIGTERM (P)"},
		"empty":       {empty(), "INCONCLUSIVE: nothing was judged on URL: connection refused (P)"},
	} {
		want := strings.NewReplacer("URL", "http://glance.example:9292/v2", "(P)", "(profile documented, 2.1 s)").Replace(c.want)
		for _, quiet := range []bool{true, false} {
			if got := lastLine(summarised(&Terminal{Quiet: quiet, Width: 40}, c.r)); got != want {
				t.Errorf("%s: expected %q, came %q", name, want, got)
			}
		}
	}
}

func TestQuietShowsTheVerdictAndWhatFails(t *testing.T) {
	got := summarised(&Terminal{Quiet: true}, failing())
	if !strings.HasPrefix(got, "add.stores\nremove.removes\nwire.no-body\nNON-CONFORMANT: ") || strings.Count(got, "\n") != 4 {
		t.Errorf("came %q", got)
	}
}

func TestVerboseShowsEveryCheckWithItsOutcome(t *testing.T) {
	got := summarised(&Terminal{Verbose: true}, failing())
	for _, c := range failing().Checks {
		if !regexp.MustCompile(`(?m)^  ` + string(c.Outcome) + ` +` + regexp.QuoteMeta(c.Title) + `$`).MatchString(got) {
			t.Errorf("there is no line %q %q", c.Outcome, c.Title)
		}
	}
}

func TestSummaryTellsWhatCouldNotBeJudged(t *testing.T) {
	got := summarised(&Terminal{}, blocked())
	if !strings.Contains(got, "BLOCKED 2 requirements: no image\n     add.stores, add.twice\n") {
		t.Errorf("came\n%s", got)
	}
	if got := summarised(&Terminal{}, interrupted()); !strings.Contains(got, "UNDECIDED 1 requirement: interrupted\n     remove.removes\n") {
		t.Errorf("came\n%s", got)
	}
	if got := summarised(&Terminal{}, failing()); !strings.Contains(got, "UNDECIDED check: adds the tag of an emoji: 429 four times\n") {
		t.Errorf("came\n%s", got)
	}
}

func TestReasonsThatDifferOnlyInTheImageAreShownOnce(t *testing.T) {
	r := blocked()
	r.Requirements[0].Reason = "PUT /v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10/tags/red was answered 200"
	r.Requirements[1].Reason = "PUT /v2/images/0f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a11/tags/red was answered 200"
	if got := summarised(&Terminal{}, r); !strings.Contains(got, "BLOCKED 2 requirements: "+r.Requirements[0].Reason+"\n") {
		t.Errorf("came\n%s", got)
	}
}

func TestAnExchangeThatADeviationNamesIsNotNamedAgain(t *testing.T) {
	r := failing()
	const line = "tags/blue -> 200 OK"
	if got := summarised(&Terminal{}, r); !strings.Contains(got, line) {
		t.Errorf("it is not named at all:\n%s", got)
	}
	r.Checks[1].Deviations[0] = "PUT /v2/images/1/tags/blue (exchange 2)"
	if got := summarised(&Terminal{}, r); strings.Contains(got, line) {
		t.Errorf("it is named twice:\n%s", got)
	}
}

// Of evidence that is one sequence of requests each is shown, in every form.
func TestEvidenceInTurnIsShownWhole(t *testing.T) {
	r := failing()
	forms := func() map[string]string {
		d := New(build, r)
		var junit, markdown bytes.Buffer
		if err := errors.Join(JUnit(&junit, d), Markdown(&markdown, d)); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"terminal": summarised(&Terminal{}, r), "JUnit": junit.String(), "Markdown": markdown.String()}
	}
	r.Exchanges = append(r.Exchanges, put(11, "one", 204, "No Content"), put(12, "two", 204, "No Content"), put(13, "three", 204, "No Content"), put(14, "four", 200, "OK"))
	r.Checks[1].Evidence = []int{11, 12, 13, 14}
	for form, text := range forms() {
		if strings.Contains(text, "tags/four") {
			t.Errorf("%s: all of the evidence is shown, where one proves it", form)
		}
	}
	r.Checks[1].InTurn = true
	for form, text := range forms() {
		at := -1
		for _, tag := range []string{"tags/one", "tags/two", "tags/three", "tags/four"} {
			next := strings.Index(text, tag)
			if next <= at {
				t.Errorf("%s: %s is not in its place in\n%s", form, tag, text)
			}
			at = next
		}
	}
}

func TestABorrowedImageIsNotToBeDeleted(t *testing.T) {
	r := failing()
	r.Target.BorrowedImage = strings.SplitN(r.Leftovers[0], ": ", 2)[0]
	if got := summarised(&Terminal{}, r); strings.Contains(got, "-X DELETE") {
		t.Errorf("came\n%s", got)
	}
}

func TestNothingOfAServerSteersTheTerminalOrTheCI(t *testing.T) {
	hostile := "\x1b[2J\x07\r\u202e\u009b1m\n::error::owned\n  ::set-output name=a::b ##[add-mask]c\xff"
	r := failing()
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
	var page, notes bytes.Buffer
	page.WriteString(summarised(&Terminal{Verbose: true, Width: 60}, r) + summarised(&Terminal{Quiet: true}, r))
	if err := Markdown(&notes, New(build, r)); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"terminal": page.String(), "Markdown": notes.String()} {
		if stripped := strings.NewReplacer("\n", "", "\u2500", "", "\u2502", "", "\u253c", "").Replace(got); !printable(stripped) {
			t.Errorf("%s: came %q", name, stripped)
		}
	}
	if bad := regexp.MustCompile(`(?m)^\s*::.*|.*##\[.*`).FindString(page.String()); bad != "" {
		t.Errorf("CI would obey %q", bad)
	}
}

func TestColourOnlyWhereItIsWanted(t *testing.T) {
	if got := summarised(&Terminal{Verbose: true, Width: 100}, failing()); strings.Contains(got, "\x1b") {
		t.Error("there is colour")
	}
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Log("this system gives no terminal to test with")
	} else {
		defer terminal.Close()
		for _, c := range []struct {
			name, value string
			want        bool
		}{{"TERM", "xterm", true}, {"NO_COLOR", "1", false}, {"TERM", "dumb", false}} {
			getenv := func(name string) string { return map[string]string{c.name: c.value}[name] }
			if got := ColorFor(terminal, getenv); got != c.want {
				t.Errorf("%s=%s: came colour %t", c.name, c.value, got)
			}
		}
	}
	coloured := summarised(&Terminal{Color: true, Verbose: true, Width: 100}, failing())
	if !strings.Contains(coloured, "\x1b[1;31mNON-CONFORMANT") {
		t.Error("the verdict is not red")
	}
	stripped := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(coloured, "")
	if stripped != summarised(&Terminal{Verbose: true, Width: 100}, failing()) {
		t.Errorf("colour changes the lines:\n%s", stripped)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if ColorFor(file, func(string) string { return "" }) {
		t.Error("a file is no terminal")
	}
	if got := NewTerminal(file, func(string) string { return "" }); got.Live || got.Color || got.Width != 0 || got.Out != file {
		t.Errorf("a terminal on a file: came %v, %v, %d", got.Live, got.Color, got.Width)
	}
}

func TestLinesFitTheWidthUnlessTheyAreToBeCopied(t *testing.T) {
	r := conformant()
	r.Findings = []string{strings.Repeat("word and ", 100) + strings.Repeat("x", 100)}
	r.Leftovers = []string{"1: " + strings.Repeat("trouble ", 50)}
	lines := strings.Split(summarised(&Terminal{Width: 90}, r), "\n")
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

func TestAWaiverThatDoesNotHelpIsExplained(t *testing.T) {
	r := failing()
	for i := range r.Requirements {
		if r.Requirements[i].ID == "add.stores" {
			r.Requirements[i].Waiver = &verdict.Waiver{Owner: "images team"}
			r.Requirements[i].Reason = "failed (the waiver expired after 2026-01-01)"
		}
	}
	for format, got := range all(t, New(build, r)) {
		if format != "junit" && format != "har" && !strings.Contains(got, "the waiver expired after") {
			t.Errorf("%s does not say so", format)
		}
	}
}

func TestProgressRewritesOneLine(t *testing.T) {
	var out bytes.Buffer
	term := Terminal{Out: &out, Live: true, Width: 30}
	term.Progress(1, 3, "adds the tag of a very long title indeed", 0)
	term.Progress(2, 3, "short\x1b", 1)
	want := "\r[1/3] adds the tag of a very " + "\r[2/3] 1 failed, short\\x1b    "
	if got := out.String(); got != want {
		t.Errorf("expected %q, came %q", want, got)
	}
	out.Reset()
	term.Progress(3, 3, "last", 1)
	if got := out.String(); strings.Trim(got, "\r ") != "" || !strings.HasSuffix(got, "\r") || len(got) != 2+len(`[2/3] 1 failed, short\x1b`) {
		t.Errorf("it is not cleared: %q", got)
	}
	out.Reset()
	term.Progress(1, 3, "again", 0)
	term.Summary(New(build, empty()))
	if !strings.Contains(out.String(), "\r           \r") {
		t.Errorf("the summary does not clear it: %q", out.String())
	}
}

func TestProgressShowsNothingWhereNobodyLooks(t *testing.T) {
	var out bytes.Buffer
	for _, term := range []*Terminal{{Out: &out}, {Out: &out, Live: true, Quiet: true}} {
		term.Progress(1, 3, "a", 0)
		term.Progress(3, 3, "b", 0)
	}
	if out.Len() > 0 {
		t.Errorf("came %q", out.String())
	}
}
