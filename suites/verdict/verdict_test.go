package verdict

import (
	"testing"
	"time"

	"tagcheck/suites/requirement"
)

var now = time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)

func must(id string) requirement.Requirement {
	return requirement.Requirement{ID: id, Level: requirement.Must}
}

func ended(id string, outcomes ...Outcome) []Check {
	var checks []Check
	for i, o := range outcomes {
		checks = append(
			checks,
			Check{
				ID: string(rune('a' + i)), Title: "check " + string(rune('a'+i)), Requirements: []string{id},
				Outcome: o, Reason: "because " + string(o),
			},
		)
	}
	return checks
}

func TestTheWorstCheckDecides(t *testing.T) {
	for _, tt := range []struct {
		name     string
		level    requirement.Level
		outcomes []Outcome
		want     Verdict
	}{
		{"all passed", requirement.Must, []Outcome{Passed, Passed}, Pass},
		{"one failed", requirement.Must, []Outcome{Passed, Failed, Blocked}, Fail},
		{"a SHOULD failed", requirement.Should, []Outcome{Passed, Failed}, Warn},
		{"a MAY failed", requirement.May, []Outcome{Failed}, Warn},
		{"set-up failed", requirement.Must, []Outcome{Passed, Blocked}, Block},
		{"throttled", requirement.Must, []Outcome{Passed, Undecided}, NotVerified},
		{"cut off", requirement.Must, []Outcome{Passed, NotRun}, NotVerified},
		{"partly not to be seen", requirement.Must, []Outcome{Passed, Unseen}, NotVerified},
		{"not supported", requirement.Must, []Outcome{Unsupported}, NotSupported},
		{"partly not supported", requirement.Must, []Outcome{Passed, Unsupported}, Pass},
		{"no check", requirement.Must, nil, NotVerified},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := must("add.stores")
			r.Level = tt.level
			got := Judge([]requirement.Requirement{r}, ended("add.stores", tt.outcomes...), Profile{}, now)[0]
			if got.Verdict != tt.want || (got.Reason == "") != (tt.want == Pass) {
				t.Errorf("verdict %s (%s), want %s", got.Verdict, got.Reason, tt.want)
			}
		})
	}
}

func TestWaivers(t *testing.T) {
	for _, tt := range []struct {
		name     string
		waiver   Waiver
		outcomes []Outcome
		want     Verdict
	}{
		{"an expected failure", Waiver{Expires: "2027-01-15"}, []Outcome{Failed}, Waived},
		{"an expected failure of the set-up", Waiver{Expires: "2027-01-15"}, []Outcome{Blocked}, Waived},
		{"an expired waiver", Waiver{Expires: "2027-01-14"}, []Outcome{Failed}, Fail},
		{"an expected failure that does not come", Waiver{Expires: "2027-01-15"}, []Outcome{Passed}, WaiverObsolete},
		{
			"an expected failure that comes by chance, and did not", Waiver{Expires: "2027-01-15", Sometimes: true},
			[]Outcome{Passed}, Pass,
		},
		{
			"an expected failure that comes by chance, and did", Waiver{Expires: "2027-01-15", Sometimes: true},
			[]Outcome{Failed}, Waived,
		},
		{
			"a failure that is covered", Waiver{Expires: "2027-01-15", Checks: []string{"check a"}},
			[]Outcome{Failed, Passed}, Waived,
		},
		{
			"a failure that is not covered", Waiver{Expires: "2027-01-15", Checks: []string{"check a"}},
			[]Outcome{Failed, Failed}, Fail,
		},
		{"what was not supported", Waiver{Expires: "2027-01-15"}, []Outcome{Unsupported}, NotSupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.waiver.Requirement = "add.stores"
			got := Judge([]requirement.Requirement{must("add.stores")}, ended("add.stores", tt.outcomes...), Profile{Waivers: []Waiver{tt.waiver}}, now)[0]
			if got.Verdict != tt.want {
				t.Errorf("verdict %s (%s), want %s", got.Verdict, got.Reason, tt.want)
			}
		})
	}
}

func TestAProfileChangesLevels(t *testing.T) {
	p := Profile{Levels: map[string]requirement.Level{"add.stores": requirement.Should}}
	if got := Judge([]requirement.Requirement{must("add.stores")}, ended("add.stores", Failed), p, now)[0]; got.Verdict != Warn ||
		got.Level != requirement.Should {
		t.Errorf("%s %s", got.Level, got.Verdict)
	}
}

func TestConclusions(t *testing.T) {
	r := func(v Verdict) Requirement { return Requirement{Requirement: must("x"), Verdict: v} }
	declared, undecided, may, hidden := r(NotSupported), r(NotVerified), r(Warn), r(NotVerified)
	declared.Declared, undecided.Undecided, may.Level, hidden.Unobservable = true, true, requirement.May, "because"
	for _, tt := range []struct {
		name         string
		requirements []Requirement
		gate         Gate
		want         Conclusion
	}{
		{"all pass", []Requirement{r(Pass)}, Gate{Strict: true, Certify: true}, Conformant},
		{"one fails, one is blocked", []Requirement{r(Pass), r(Fail), r(Block)}, Gate{}, NonConformant},
		{"an obsolete waiver", []Requirement{r(WaiverObsolete)}, Gate{}, NonConformant},
		{"a waived failure", []Requirement{r(Waived)}, Gate{Strict: true, Certify: true}, Conformant},
		{"a warning", []Requirement{r(Warn)}, Gate{}, Conformant},
		{"a warning, strictly", []Requirement{r(Warn)}, Gate{Strict: true}, NonConformant},
		{"a MAY, strictly", []Requirement{may}, Gate{Strict: true}, Conformant},
		{"blocked", []Requirement{r(Block)}, Gate{}, Inconclusive},
		{"undecided", []Requirement{undecided}, Gate{}, Inconclusive},
		{"nothing judged", []Requirement{r(NotVerified), r(NotSupported)}, Gate{}, Inconclusive},
		{"not to be seen", []Requirement{r(Pass), r(NotVerified)}, Gate{}, Conformant},
		{"not to be seen, certified", []Requirement{r(Pass), r(NotVerified)}, Gate{Certify: true}, NotFullyVerified},
		{"unsupported, certified", []Requirement{r(Pass), r(NotSupported)}, Gate{Certify: true}, NotFullyVerified},
		{"declared absent, certified", []Requirement{r(Pass), declared}, Gate{Certify: true}, Conformant},
		{"not checkable, certified", []Requirement{r(Pass), hidden}, Gate{Certify: true}, Conformant},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, why := Conclude(tt.requirements, tt.gate); got != tt.want {
				t.Errorf("%s (%s), want %s", got, why, tt.want)
			}
		})
	}
}
