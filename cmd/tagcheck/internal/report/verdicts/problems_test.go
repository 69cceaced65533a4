package verdicts

import (
	"fmt"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func TestAnExchangeThatADeviationNamesIsNotShownTwice(t *testing.T) {
	r := reporttest.Failing()
	const line = "tags/blue -> 200 OK"
	if got := summarised(&terminal.Terminal{}, r); !strings.Contains(got, line) {
		t.Errorf("it is not named at all:\n%s", got)
	}
	r.Checks[1].Deviations[0] = "PUT /v2/images/1/tags/blue (exchange 2)"
	if got := summarised(&terminal.Terminal{}, r); strings.Contains(got, line) {
		t.Errorf("it is named twice:\n%s", got)
	}
}

// A sequence proves a failure only as a whole, so all of it is shown.
func TestEvidenceThatIsOneSequenceIsShownInFull(t *testing.T) {
	r := reporttest.Failing()
	r.Checks[1].Evidence = nil
	for i, tag := range []string{"one", "two", "three", "four"} {
		x := reporttest.Put(11+i, tag, 204, "No Content")
		r.Exchanges = append(r.Exchanges, x)
		r.Checks[1].Evidence = append(r.Checks[1].Evidence, x.ID)
	}
	got := summarised(&terminal.Terminal{}, r)
	if strings.Contains(got, "tags/two") || !strings.Contains(got, "       and 3 more exchanges as evidence\n") {
		t.Errorf("one of four is enough: got\n%s", got)
	}
	r.Checks[1].InTurn = true
	inOrder(t, summarised(&terminal.Terminal{}, r), "tags/one", "tags/two", "tags/three", "tags/four")
	r.Checks[1].InTurn = false
	inOrder(t, summarised(&terminal.Terminal{Verbose: true}, r), "tags/one", "tags/two", "tags/three", "tags/four")
}

func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	at := 0
	for _, p := range parts {
		next := strings.Index(text[at:], p)
		if next < 0 {
			t.Errorf("%s is missing or not in its place in\n%s", p, text)
			return
		}
		at += next
	}
}

func TestAWaiverThatDoesNotApplyIsExplained(t *testing.T) {
	r := reporttest.Failing()
	for i := range r.Requirements {
		if r.Requirements[i].ID == "add.stores" {
			r.Requirements[i].Waiver = &verdict.Waiver{Owner: "images team"}
			r.Requirements[i].Reason = "failed (the waiver expired after 2026-01-01)"
		}
	}
	notes := strings.Join(annotations(t, r), "")
	for form, got := range map[string]string{"summary": summarised(&terminal.Terminal{}, r), "annotations": notes} {
		if !strings.Contains(got, "the waiver expired after") {
			t.Errorf("the %s does not say so: got\n%s", form, got)
		}
	}
}

func TestALongListOfChecksIsCutAndCounted(t *testing.T) {
	r := reporttest.Conformant()
	for i, q := range []verdict.Requirement{
		reporttest.Requirement("add.stores", requirement.Must, verdict.Fail),
		reporttest.Requirement("wire.no-length", requirement.Should, verdict.Warn),
	} {
		for n := range 5 {
			c := reporttest.Check(q.Area(), fmt.Sprint("check ", n), verdict.Failed, q.ID)
			q.Checks = append(q.Checks, c.ID)
			r.Checks = append(r.Checks, c)
		}
		r.Requirements[i] = q
	}
	for range 4 {
		r.Checks = append(r.Checks, reporttest.Check("add", "throttled", verdict.Undecided, "add.stores"))
	}
	got := summarised(&terminal.Terminal{}, r)
	for want, times := range map[string]int{
		"     x check 2\n": 1, "     x check 3\n": 0, "     and 2 more checks that failed\n": 1, "     x check 0\n": 2,
		"     and 4 more checks that failed\n": 1, "UNDECIDED check: throttled: no reason was recorded\n": 3,
		"\nand 1 more check without an outcome\n": 1,
	} {
		if n := strings.Count(got, want); n != times {
			t.Errorf("%q is there %d times, want %d", want, n, times)
		}
	}
	verbose := summarised(&terminal.Terminal{Verbose: true}, r)
	if !strings.Contains(verbose, "     x check 4\n") || strings.Count(verbose, "UNDECIDED check: throttled") != 4 {
		t.Errorf("verbose: got\n%s", verbose)
	}
}
