package verdict

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tagcheck/suites/requirement"
)

var now = time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)

const id = "add.stores"

func must(id string) requirement.Requirement {
	return requirement.Requirement{ID: id, Level: requirement.Must}
}

// ended returns checks "a", "b" and so on of the requirement, with these outcomes.
func ended(outcomes ...Outcome) []Check {
	var checks []Check
	for i, o := range outcomes {
		name := string(rune('a' + i))
		checks = append(checks, Check{
			ID: name, Title: "check " + name, Requirements: []string{id}, Outcome: o, Reason: name + " is " + string(o),
		})
	}
	return checks
}

// one judges one requirement.
func one(r requirement.Requirement, checks []Check, p Profile, now time.Time) Requirement {
	return Judge([]requirement.Requirement{r}, checks, p, now)[0]
}

func TestTheWorstCheckDecides(t *testing.T) {
	for _, tt := range []struct {
		name      string
		level     requirement.Level
		outcomes  []Outcome
		want      Verdict
		undecided bool
		reason    string
	}{
		{"all passed", requirement.Must, []Outcome{Passed, Passed}, Pass, false, ""},
		{
			"one failed", requirement.Must, []Outcome{Passed, Failed, Blocked}, Fail, false,
			"1 of 3 checks failed: b is failed",
		},
		{"two failed", requirement.Must, []Outcome{Failed, Failed}, Fail, false, "2 of 2 checks failed: a is failed"},
		{
			"a SHOULD failed", requirement.Should, []Outcome{Passed, Failed}, Warn, false,
			"1 of 2 checks failed: b is failed",
		},
		{"a MAY failed", requirement.May, []Outcome{Failed}, Warn, false, "1 of 1 checks failed: a is failed"},
		{"set-up failed", requirement.Must, []Outcome{Passed, Blocked, NotRun}, Block, false, "b is blocked"},
		{"throttled", requirement.Must, []Outcome{Passed, Undecided, Unseen}, NotVerified, true, "b is undecided"},
		{"throttled, then ended", requirement.Must, []Outcome{NotRun, Undecided}, NotVerified, true, "b is undecided"},
		{"ended", requirement.Must, []Outcome{Passed, NotRun, Unseen}, NotVerified, true, "b is not-run"},
		{"partly unseen", requirement.Must, []Outcome{Passed, Unseen}, NotVerified, false, "b is unseen"},
		{"unsupported", requirement.Must, []Outcome{Unsupported}, NotSupported, false, "a is unsupported"},
		{"partly unsupported", requirement.Must, []Outcome{Passed, Unsupported}, Pass, false, ""},
		{"no check", requirement.Must, nil, NotVerified, false, "no check ran"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := must(id)
			r.Level = tt.level
			got := one(r, ended(tt.outcomes...), Profile{}, now)
			if got.Verdict != tt.want || got.Undecided != tt.undecided || got.Reason != tt.reason || got.Declared {
				t.Errorf("%s, undecided %v: %q", got.Verdict, got.Undecided, got.Reason)
			}
			if len(got.Checks) != len(tt.outcomes) || got.Waiver != nil {
				t.Errorf("checks %v, waiver %v", got.Checks, got.Waiver)
			}
		})
	}
}

func TestAnUnobservableRequirementIsNotVerified(t *testing.T) {
	r := must(id)
	r.Unobservable = "no client can see it"
	got := one(r, nil, Profile{}, now)
	if got.Verdict != NotVerified || got.Reason != r.Unobservable || got.Undecided {
		t.Errorf("%s: %q", got.Verdict, got.Reason)
	}
}

func TestARequirementIsDeclaredAbsentIfAllChecksAre(t *testing.T) {
	for declared, want := range map[int]bool{0: false, 1: false, 2: true} {
		checks := ended(Unsupported, Unsupported)
		for i := range declared {
			checks[i].Declared = true
		}
		if got := one(must(id), checks, Profile{}, now); got.Declared != want || got.Verdict != NotSupported {
			t.Errorf("%d of 2 checks declared absent: %s, declared %v", declared, got.Verdict, got.Declared)
		}
	}
}

// A check of one requirement says nothing about another.
func TestChecksJudgeTheRequirementsThatTheyCite(t *testing.T) {
	checks := ended(Passed, Failed)
	checks[0].Requirements = []string{"remove.deletes", id}
	checks[1].Requirements = []string{"remove.deletes"}
	got := Judge([]requirement.Requirement{must(id), must("remove.deletes")}, checks, Profile{}, now)
	if got[0].Verdict != Pass || !slices.Equal(got[0].Checks, []string{"a"}) {
		t.Errorf("%s: %s by %v", got[0].ID, got[0].Verdict, got[0].Checks)
	}
	if got[1].Verdict != Fail || !slices.Equal(got[1].Checks, []string{"a", "b"}) {
		t.Errorf("%s: %s by %v", got[1].ID, got[1].Verdict, got[1].Checks)
	}
}

func TestAProfileChangesLevels(t *testing.T) {
	p := Profile{Levels: map[string]requirement.Level{id: requirement.Should, "remove.deletes": requirement.May}}
	if got := one(must(id), ended(Failed), p, now); got.Verdict != Warn || got.Level != requirement.Should {
		t.Errorf("%s %s", got.Level, got.Verdict)
	}
	if got := one(must("add.visible"), nil, p, now); got.Level != requirement.Must {
		t.Errorf("a requirement that the profile does not name is a %s", got.Level)
	}
}

func TestConclusions(t *testing.T) {
	r := func(v Verdict) Requirement { return Requirement{Requirement: must("x"), Verdict: v} }
	declared, undecided, unobservable := r(NotSupported), r(NotVerified), r(NotVerified)
	declared.Declared, undecided.Undecided, unobservable.Unobservable = true, true, "because"
	may := func(v Verdict) Requirement {
		out := r(v)
		out.Level, out.Undecided = requirement.May, v == NotVerified
		return out
	}
	lenient := Gate{AllowWarnings: true, AllowUnverified: true}
	for _, tt := range []struct {
		name         string
		requirements []Requirement
		gate         Gate
		want         Conclusion
		reason       string
	}{
		{"all pass", []Requirement{r(Pass)}, Gate{}, Conformant, ""},
		{
			"one fails, one is blocked", []Requirement{r(Pass), r(Fail), r(Block)}, lenient, NonConformant,
			"1 of 3 requirements fail",
		},
		{
			"one fails, one waiver is obsolete", []Requirement{r(WaiverObsolete), r(Fail)}, lenient, NonConformant,
			"1 of 2 requirements fail",
		},
		{
			"an obsolete waiver", []Requirement{r(Pass), r(WaiverObsolete)}, lenient, NonConformant,
			"1 waivers no longer fail",
		},
		{"a waived failure", []Requirement{r(Waived)}, Gate{}, Conformant, ""},
		{"a warning", []Requirement{r(Warn)}, lenient, Conformant, ""},
		{
			"a warning, strictly", []Requirement{r(Warn)}, Gate{AllowUnverified: true}, NonConformant,
			"1 warnings, which fail a strict run",
		},
		{
			"a warning, and one is blocked", []Requirement{r(Warn), r(Block)}, lenient, Inconclusive,
			"1 of 2 requirements could not be judged",
		},
		{"a MAY fails, strictly", []Requirement{may(Warn)}, Gate{}, Conformant, ""},
		{"a MAY is blocked, strictly", []Requirement{r(Pass), may(Block)}, Gate{}, Conformant, ""},
		{"a MAY is undecided, strictly", []Requirement{r(Pass), may(NotVerified)}, Gate{}, Conformant, ""},
		{"only a MAY passes", []Requirement{may(Pass)}, Gate{}, Conformant, ""},
		{"blocked", []Requirement{r(Pass), r(Block)}, lenient, Inconclusive, "1 of 2 requirements could not be judged"},
		{
			"undecided", []Requirement{r(Pass), undecided}, lenient, Inconclusive,
			"1 of 2 requirements could not be judged",
		},
		{
			"nothing judged", []Requirement{r(NotVerified), r(NotSupported)}, lenient, Inconclusive,
			"no requirement was judged",
		},
		{"no requirement", nil, lenient, Inconclusive, "no requirement was judged"},
		{"not verified", []Requirement{r(Pass), r(NotVerified)}, lenient, Conformant, ""},
		{
			"not verified, strictly", []Requirement{r(Pass), r(NotVerified)}, Gate{AllowWarnings: true},
			NotFullyVerified, "1 of 2 requirements were not verified",
		},
		{
			"unsupported, strictly", []Requirement{r(Pass), r(NotSupported)}, Gate{}, NotFullyVerified,
			"1 of 2 requirements were not verified",
		},
		{"declared absent, strictly", []Requirement{r(Pass), declared}, Gate{}, Conformant, ""},
		{"unobservable, strictly", []Requirement{r(Pass), unobservable}, Gate{}, Conformant, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, reason := Conclude(tt.requirements, tt.gate); got != tt.want || reason != tt.reason {
				t.Errorf("%s (%s), want %s (%s)", got, reason, tt.want, tt.reason)
			}
		})
	}
}

// The zero values accept nothing but passes.
func TestTheZeroValuesAreTheStrictOnes(t *testing.T) {
	for v, want := range map[Verdict]Conclusion{
		Pass: Conformant, Fail: NonConformant, Warn: NonConformant, Block: Inconclusive,
		NotSupported: NotFullyVerified, NotVerified: NotFullyVerified, WaiverObsolete: NonConformant,
	} {
		passed := Requirement{Requirement: must("x"), Verdict: Pass}
		got, reason := Conclude([]Requirement{passed, {Requirement: must("y"), Verdict: v}}, Gate{})
		if got != want {
			t.Errorf("%s: %s (%s), want %s", v, got, reason, want)
		}
	}
	if got := one(must(id), ended(Failed), Profile{}, time.Time{}); got.Verdict != Fail {
		t.Errorf("a failure with the zero profile: %s", got.Verdict)
	}
}

func ExampleJudge() {
	r, _ := requirement.Lookup("add.stores")
	checks := []Check{
		{Title: "adds the tag", Requirements: []string{r.ID}, Outcome: Failed, Reason: "expected 204; got 200 OK"},
	}
	waiver := Waiver{
		Requirement: r.ID, Owner: "images team", Reason: "fixed in 2.1", Link: "https://tracker.example/1",
		Expires: "2027-06-30",
	}
	for _, p := range []Profile{{}, {Waivers: []Waiver{waiver}}} {
		judged := Judge([]requirement.Requirement{r}, checks, p, now)
		conclusion, reason := Conclude(judged, Gate{})
		fmt.Println(judged[0].Verdict, conclusion, reason)
	}
	// Output:
	// fail non-conformant 1 of 1 requirements fail
	// waived conformant
}
