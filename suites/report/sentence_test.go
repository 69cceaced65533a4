package report

import (
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func TestTheSentenceOfEachConclusion(t *testing.T) {
	change := func(r suites.Result, c verdict.Conclusion, reason string, first verdict.Verdict) suites.Result {
		r.Conclusion, r.Reason, r.Requirements[0].Verdict = c, reason, first
		return r
	}
	nothing := reporttest.Empty()
	nothing.Reason = ""
	for name, test := range map[string]struct {
		r    suites.Result
		want string
	}{
		"conformant": {reporttest.Conformant(), "CONFORMANT: 2 of 2 requirements pass"},
		"with warnings": {change(reporttest.Conformant(), verdict.Conformant, "", verdict.Warn),
			"CONFORMANT: 1 of 2 requirements pass, 1 warn"},
		"failing": {reporttest.Failing(), "NON-CONFORMANT: 2 of 8 requirements fail, and the target stopped answering"},
		"blocked": {reporttest.Blocked(), "INCONCLUSIVE: 2 of 2 requirements could not be judged"},
		"certify": {change(reporttest.Conformant(), verdict.NotFullyVerified, "1 of 2 is open", verdict.NotSupported),
			"NOT FULLY VERIFIED: 1 of 2 is open"},
		"interrupted": {reporttest.Interrupted(), "INTERRUPTED: 1 of 2 requirements were judged; SIGTERM"},
		"empty":       {reporttest.Empty(), "INCONCLUSIVE: nothing was judged: connection refused"},
		"no reason":   {nothing, "INCONCLUSIVE: nothing was judged: no reason was recorded"},
		"no reason for a failure": {change(reporttest.Conformant(), verdict.NonConformant, "", verdict.Fail),
			"NON-CONFORMANT: no reason was recorded"},
		"cut short, one unsupported": {
			change(reporttest.Conformant(), verdict.Interrupted, "SIGTERM", verdict.NotSupported),
			"INTERRUPTED: 1 of 2 requirements were judged; SIGTERM",
		},
		"cut short": {change(reporttest.Conformant(), verdict.Interrupted, "", verdict.Block),
			"INTERRUPTED: 1 of 2 requirements were judged; no reason was recorded"},
	} {
		want := test.want + " (http://glance.example:9292/v2, profile documented, 2.1 s)"
		if got := New(test.r).Sentence(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestCheckCounts(t *testing.T) {
	want := "9 checks: 1 passed, 3 failed, 1 blocked, 1 unsupported, 1 undecided, 1 unseen, 1 not-run; 3 exchanges"
	if got := New(reporttest.Failing()).CheckCounts(); got != want {
		t.Errorf("got %s", got)
	}
	if got, want := New(reporttest.Empty()).CheckCounts(), "0 checks: 0 passed, 0 failed; 0 exchanges"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestBasis(t *testing.T) {
	r := reporttest.Requirement("a.b", requirement.Must, verdict.Pass)
	if got := Basis(r); got != "document, Add image tag" {
		t.Errorf("got %s", got)
	}
	r.Clause = ""
	if got := Basis(r); got != "document" {
		t.Errorf("got %s", got)
	}
}

func TestDeviationsAreNeverEmpty(t *testing.T) {
	for want, c := range map[string]verdict.Check{
		"a; b": {Deviations: []string{"a", "b"}, Reason: "c"}, "c": {Reason: "c"}, NoReason: {},
	} {
		if got := strings.Join(Deviations(c), "; "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReasonBeside(t *testing.T) {
	failed, waiver := []verdict.Check{{}}, &verdict.Waiver{}
	for name, test := range map[string]struct {
		r      verdict.Requirement
		failed []verdict.Check
		want   string
	}{
		"the checks say it":        {verdict.Requirement{Reason: "why"}, failed, ""},
		"a waiver does not apply":  {verdict.Requirement{Reason: "why", Waiver: waiver}, failed, "why"},
		"no check is recorded":     {verdict.Requirement{Reason: "why"}, nil, "why"},
		"nothing at all is known":  {verdict.Requirement{}, nil, NoReason},
		"no check, but the waiver": {verdict.Requirement{Waiver: waiver}, nil, NoReason},
	} {
		if got := ExtraReason(test.r, test.failed); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestWaiverText(t *testing.T) {
	for want, w := range map[string]*verdict.Waiver{
		"no waiver was recorded":                nil,
		"known (owner a)":                       {Reason: "known", Owner: "a"},
		"known (owner a, until 2027-01-01)":     {Reason: "known", Owner: "a", Expires: "2027-01-01"},
		"known (owner a, https://bugs.example)": {Reason: "known", Owner: "a", Link: "https://bugs.example"},
		"known (owner a, until 2027-01-01, l)":  {Reason: "known", Owner: "a", Expires: "2027-01-01", Link: "l"},
	} {
		if got := WaiverText(w); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRequestLine(t *testing.T) {
	type exchange = imageapi.Exchange
	change := func(x *exchange, f func(*exchange)) *exchange { f(x); return x }
	unanswered := reporttest.Unanswered
	answered := func() *exchange { return reporttest.Put(1, "a", 200, "OK") }
	const at = "PUT " + reporttest.ImagePath + "/tags/"
	for want, x := range map[string]*exchange{
		at + "a -> 204 No Content":                      reporttest.Put(1, "a", 204, "No Content"),
		at + "a -> 299":                                 reporttest.Put(1, "a", 299, ""),
		at + "green -> no answer: no answer within 30s": unanswered(1),
		at + "green -> no answer: timed out":            change(unanswered(1), func(x *exchange) { x.Error = "" }),
		at + "green -> no answer: unanswered": change(unanswered(1), func(x *exchange) {
			x.Error, x.TimedOut = "", false
		}),
		at + "a -> 200 OK (reset)":     change(answered(), func(x *exchange) { x.Error = "reset" }),
		at + "a -> 200 OK (timed out)": change(answered(), func(x *exchange) { x.TimedOut = true }),
		at + "a -> no answer: answered": change(answered(), func(x *exchange) {
			x.Received = &imageapi.Received{Interim: []int{100}}
		}),
	} {
		if got := RequestLine(x); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestEvidenceShown(t *testing.T) {
	if got := EvidenceLimit(verdict.Check{}, 3); got != 3 {
		t.Errorf("got %d", got)
	}
	if got := EvidenceLimit(verdict.Check{InTurn: true}, 3); got != 30 {
		t.Errorf("a sequence: got %d", got)
	}
}
