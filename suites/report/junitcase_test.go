package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// state is how a requirement of a check was judged.
type state struct {
	level     requirement.Level
	verdict   verdict.Verdict
	undecided bool
}

var (
	passes    = state{level: requirement.Must, verdict: verdict.Pass}
	fails     = state{level: requirement.Must, verdict: verdict.Fail}
	warns     = state{level: requirement.Should, verdict: verdict.Warn}
	mayWarns  = state{level: requirement.May, verdict: verdict.Warn}
	waived    = state{level: requirement.Must, verdict: verdict.Waived}
	obsolete  = state{level: requirement.Must, verdict: verdict.WaiverObsolete}
	mayObs    = state{level: requirement.May, verdict: verdict.WaiverObsolete}
	blocks    = state{level: requirement.Must, verdict: verdict.Block}
	mayBlocks = state{level: requirement.May, verdict: verdict.Block}
	open      = state{requirement.Must, verdict.NotVerified, true}
	mayOpen   = state{requirement.May, verdict.NotVerified, true}
	unseen    = state{level: requirement.Must, verdict: verdict.NotVerified}
)

// as says what a case of JUnit is, with its message; a pass may have a note.
func as(c readCase) string {
	switch {
	case c.Failure != nil:
		return "failure"
	case c.Error != nil:
		return "error"
	case c.Skipped != nil:
		return "skipped " + c.Skipped.Message
	case c.Out != "":
		head, _, _ := strings.Cut(c.Out, "\nM") // up to the first requirement: MUST or MAY
		head, _, _ = strings.Cut(head, "\nS")   // or SHOULD
		return "note " + strings.ReplaceAll(head, "\n", " and ")
	}
	return "pass"
}

func TestWhatAFailedCheckIsInJUnit(t *testing.T) {
	const waiver = "waived: add.r%d: known (owner o)"
	skipped, first, second := "skipped "+waiver, fmt.Sprintf(waiver, 0), fmt.Sprintf(waiver, 1)
	both := "skipped " + first + "; " + second
	for name, test := range map[string]struct {
		states     []state
		want       string
		wantStrict string
	}{
		"no requirement was selected": {nil, "failure", "failure"},
		"fails":                       {[]state{fails}, "failure", "failure"},
		"warns":                       {[]state{warns}, "note warning: add.r0", "failure"},
		"a MAY warns":                 {[]state{mayWarns}, "note warning: add.r0", "note warning: add.r0"},
		"waived":                      {[]state{waived}, fmt.Sprintf(skipped, 0), fmt.Sprintf(skipped, 0)},
		"both are waived":             {[]state{waived, waived}, both, both},
		"warns and waived":            {[]state{warns, waived}, "note warning: add.r0 and " + second, "failure"},
		"waived and a MAY warns": {[]state{waived, mayWarns}, "note warning: add.r1 and " + first,
			"note warning: add.r1 and " + first},
		"waived and fails":    {[]state{waived, fails}, "failure", "failure"},
		"warns and fails":     {[]state{warns, fails}, "failure", "failure"},
		"an impossible state": {[]state{passes}, "failure", "failure"},
	} {
		for strict, want := range map[bool]string{false: test.want, true: test.wantStrict} {
			if got := as(caseOf(t, verdict.Failed, strict, test.states...)); got != want {
				t.Errorf("%s, strict %t: got %q, want %q", name, strict, got, want)
			}
		}
	}
}

func TestWhatACheckWithoutAnOutcomeIsInJUnit(t *testing.T) {
	for name, test := range map[string]struct {
		states []state
		want   string
	}{
		"no requirement was selected":          {nil, "error"},
		"blocked":                              {[]state{blocks}, "error"},
		"undecided":                            {[]state{open}, "error"},
		"fails by another check":               {[]state{fails}, "error"},
		"warns by another check":               {[]state{warns}, "skipped"},
		"waived":                               {[]state{waived}, "skipped"},
		"a MAY is blocked":                     {[]state{mayBlocks}, "skipped"},
		"a MAY is undecided":                   {[]state{mayOpen}, "skipped"},
		"waived and undecided":                 {[]state{waived, open}, "error"},
		"not seen, another run would not tell": {[]state{unseen}, "skipped"},
	} {
		for _, o := range []verdict.Outcome{verdict.Blocked, verdict.Undecided} {
			want := test.want
			if want == "skipped" {
				want += " " + string(o) + ": the reason"
			}
			c := caseOf(t, o, false, test.states...)
			if got := as(c); got != want {
				t.Errorf("%s, %s: got %q, want %q", name, o, got, want)
			}
			if c.Error != nil && (c.Error.Message != "the reason" || c.Error.Type != string(o)) {
				t.Errorf("%s, %s: got %+v", name, o, c.Error)
			}
		}
	}
}

func TestWhatAnyOtherCheckIsInJUnit(t *testing.T) {
	for name, test := range map[string]struct {
		outcome verdict.Outcome
		states  []state
		want    string
	}{
		"passed":                       {verdict.Passed, []state{passes}, "pass"},
		"passed, waiver to remove":     {verdict.Passed, []state{passes, obsolete}, "failure"},
		"passed, waiver of a MAY":      {verdict.Passed, []state{mayObs}, "pass"},
		"passed, the failure is known": {verdict.Passed, []state{fails}, "pass"},
		"unsupported":                  {verdict.Unsupported, []state{passes}, "skipped unsupported: the reason"},
		"unseen":                       {verdict.Unseen, []state{unseen}, "skipped unseen: the reason"},
		"not run":                      {verdict.NotRun, []state{open}, "skipped not-run: the reason"},
	} {
		if got := as(caseOf(t, test.outcome, false, test.states...)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// caseOf is a check that judges requirements with these states, and one more
// that was not selected for the run.
func caseOf(t *testing.T, o verdict.Outcome, strict bool, states ...state) readCase {
	t.Helper()
	r := reporttest.Conformant()
	c := reporttest.Check("add", "x", o)
	c.Reason = "the reason"
	r.Strict, r.Requirements = strict, nil
	for i, s := range states {
		id := fmt.Sprintf("add.r%d", i)
		c.Requirements = append(c.Requirements, id)
		q := reporttest.Requirement(id, s.level, s.verdict, c.ID)
		q.Undecided = s.undecided
		q.Waiver = &verdict.Waiver{Reason: "known", Owner: "o"}
		r.Requirements = append(r.Requirements, q)
	}
	c.Requirements = append(c.Requirements, "add.not-selected")
	r.Checks = []verdict.Check{c}
	_, cases := readJUnit(t, r)
	return cases["add x"]
}

func TestTheTextOfAFailureInJUnit(t *testing.T) {
	_, cases := readJUnit(t, reporttest.Failing())
	failed := cases["add adds the tag and answers 204 with no body"].Failure
	if failed == nil {
		t.Fatal("the failed check is not a failure")
	}
	if failed.Type != "add.stores wire.no-body" || strings.Contains(failed.Message, "\n") ||
		!strings.HasPrefix(failed.Message, "expected status 204, came 200; expected no body") {
		t.Errorf("got type %q, message %q", failed.Type, failed.Message)
	}
	for _, part := range []string{
		"MUST add.stores (document, Add image tag)\n  The statement of add.stores.\n", "The statement of wire.no-body.",
		"- expected status 204, came 200", "/tags/blue -> 200 OK", "curl --path-as-is", "checked at suites/add/basic.go:21",
	} {
		if !strings.Contains(failed.Body, part) {
			t.Errorf("the failure lacks %q:\n%s", part, failed.Body)
		}
	}
	obsolete := cases["remove removes the tag"].Failure
	const remove = "remove.removes: this requirement is met: remove its waiver: fixed upstream (owner images team)"
	if obsolete == nil || obsolete.Message != remove || obsolete.Body != remove || obsolete.Type != "remove.removes" {
		t.Errorf("a waiver to remove: got %+v", obsolete)
	}
	if out := cases["wire has no Content-Length"].Out; !strings.Contains(out, "- expected no Content-Length") {
		t.Errorf("a warning: got %q", out)
	}
}

// Without the case that says so, a run that came to no verdict would be green.
func TestARunWithoutAGoodConclusionIsRedInJUnit(t *testing.T) {
	unverified := reporttest.Conformant()
	unverified.Conclusion, unverified.Reason = verdict.NotFullyVerified, "1 of 2 requirements were not verified"
	left := reporttest.Conformant()
	left.Leftovers = []string{"image 1: \x1bdelete: 500"}
	for name, test := range map[string]struct {
		r    suites.Result
		want string // the message; empty where there is no such case
	}{
		"conformant":         {reporttest.Conformant(), ""},
		"non-conformant":     {reporttest.Failing(), ""},
		"blocked":            {reporttest.Blocked(), "INCONCLUSIVE: 2 of 2 requirements could not be judged (P)"},
		"interrupted":        {reporttest.Interrupted(), "INTERRUPTED: 1 of 2 requirements were judged; SIGTERM (P)"},
		"not fully verified": {unverified, "NOT FULLY VERIFIED: 1 of 2 requirements were not verified (P)"},
		"nothing was judged": {reporttest.Empty(), "INCONCLUSIVE: nothing was judged: connection refused (P)"},
		"leftovers": {left, "CONFORMANT: 2 of 2 requirements pass (P); " +
			`left behind on the target: image 1: \x1bdelete: 500`},
	} {
		read, cases := readJUnit(t, test.r)
		c := cases["tagcheck the run is conformant and leaves nothing behind"]
		want := strings.ReplaceAll(test.want, "(P", "("+test.r.Target.URL+", profile documented, 2.1 s")
		switch {
		case want == "" && c.Name == "":
		case c.Error == nil:
			t.Errorf("%s: got %+v, want the error %q", name, c, want)
		case c.Error.Message != want || c.Error.Type != string(test.r.Conclusion):
			t.Errorf("%s: got %+v, want the message %q", name, c.Error, want)
		case c.Time != "0.000":
			t.Errorf("%s: it took %s", name, c.Time)
		case read.Errors != 1 && name != "blocked" || // it has an error of its check too
			read.Suites[len(read.Suites)-1].Timestamp != "2026-03-01T10:00:00Z":
			t.Errorf("%s: %d errors, %+v", name, read.Errors, read.Suites)
		}
	}
}

// The test view is red exactly where the conclusion is not conformant, whatever
// the checks came to.
func TestJUnitIsRedExactlyWhereTheRunIsNotConformant(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	ids := []string{"add.stores", "wire.no-body", "access.hidden"}
	for n := range 500 {
		r := reporttest.Conformant()
		gate := verdict.Gate{AllowWarnings: random.IntN(2) == 0, AllowUnverified: random.IntN(4) != 0}
		var selected []requirement.Requirement
		profile := verdict.Profile{}
		for _, id := range ids[:1+random.IntN(len(ids))] {
			level := requirement.Levels()[random.IntN(3)]
			selected = append(selected, reporttest.Requirement(id, level, verdict.Pass).Requirement)
			if random.IntN(3) == 0 {
				w := verdict.Waiver{Requirement: id, Expires: "2027-01-01", Sometimes: random.IntN(3) == 0}
				profile.Waivers = append(profile.Waivers, w)
			}
		}
		r.Checks = nil
		for i := range 1 + random.IntN(3) {
			judges := slices.Clone(ids)
			random.Shuffle(len(judges), func(i, j int) { judges[i], judges[j] = judges[j], judges[i] })
			ended := outcomes()[random.IntN(len(outcomes()))]
			c := reporttest.Check("add", fmt.Sprint(i), ended, judges[:1+random.IntN(2)]...)
			cited := func(q requirement.Requirement) bool { return slices.Contains(c.Requirements, q.ID) }
			if slices.ContainsFunc(selected, cited) {
				r.Checks = append(r.Checks, c) // no other check runs
			}
		}
		r.Requirements = verdict.Judge(selected, r.Checks, profile, reporttest.Start.Add(time.Hour))
		r.Strict = !gate.AllowWarnings
		r.Conclusion, r.Reason = verdict.Conclude(r.Requirements, gate)
		read, _ := readJUnit(t, r)
		if red := read.Failures+read.Errors > 0; red != (r.Conclusion != verdict.Conformant) {
			t.Fatalf("run %d is %s (%s), and JUnit has %d failures and %d errors:\n%+v\n%+v",
				n, r.Conclusion, r.Reason, read.Failures, read.Errors, r.Checks, r.Requirements)
		}
	}
}
