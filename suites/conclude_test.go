package suites_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// The requirements of these tests: two of level MUST, and one of level SHOULD.
var (
	adds    = requirement.Requirement{ID: "add.stores", Level: requirement.Must}
	removes = requirement.Requirement{ID: "remove.deletes", Level: requirement.Must}
	listed  = requirement.Requirement{ID: "observe.filter", Level: requirement.Should}
)

// outcomes are those of one check for each requirement.
type outcomes struct{ add, remove, list verdict.Outcome }

var allPass = outcomes{verdict.Passed, verdict.Passed, verdict.Passed}

// ended returns a result whose checks ended like this, before the conclusion.
func (o outcomes) ended() suites.Result {
	var checks []verdict.Check
	for r, outcome := range map[string]verdict.Outcome{
		adds.ID: o.add, removes.ID: o.remove, listed.ID: o.list,
	} {
		checks = append(checks, verdict.Check{
			ID: r, Title: r, Requirements: []string{r}, Outcome: outcome, Reason: r + " is " + string(outcome),
		})
	}
	return suites.Result{Checks: checks, Target: target.Description{KeepsAlive: true}}
}

// conclude concludes a result about the three requirements.
func conclude(r suites.Result, gate verdict.Gate) suites.Result {
	three := []requirement.Requirement{adds, removes, listed}
	return suites.Conclude(r, suites.Options{Requirements: three, Gate: gate})
}

func TestConclude(t *testing.T) {
	failed := outcomes{verdict.Failed, verdict.Passed, verdict.Passed}
	blocked := outcomes{verdict.Blocked, verdict.Passed, verdict.Passed}
	notRun := outcomes{verdict.Passed, verdict.NotRun, verdict.NotRun}
	failedThenGone := outcomes{verdict.Failed, verdict.NotRun, verdict.NotRun}
	const (
		fails = "1 of 3 requirements fail"
		gone  = "the target stopped answering"
		left  = "2 images could not be released"
	)
	for _, tt := range []struct {
		name   string
		checks outcomes
		change func(r *suites.Result)
		want   verdict.Conclusion
		reason string
	}{
		{"all pass", allPass, nil, verdict.Conformant, ""},
		{"one fails", failed, nil, verdict.NonConformant, fails},
		{"one is blocked", blocked, nil, verdict.Inconclusive, "1 of 3 requirements could not be judged"},

		{"interrupted", notRun, interrupted, verdict.Interrupted,
			"the run was interrupted: 2 of 3 requirements could not be judged"},
		{"interrupted after the last check", allPass, interrupted, verdict.Interrupted,
			"the run was interrupted: nothing had failed by then"},
		{"interrupted after a failure", failedThenGone, interrupted, verdict.Interrupted,
			"the run was interrupted: " + fails},
		{"interrupted, broken and gone", failed, all(interrupted, broken, isGone), verdict.Interrupted,
			"the run was interrupted: " + fails},

		{"broken", notRun, broken, verdict.Inconclusive, "a login is refused"},
		{"broken after a failure", failed, broken, verdict.Inconclusive, "a login is refused"},
		{"broken and gone", failed, all(broken, isGone, leftovers), verdict.Inconclusive, "a login is refused"},

		{"gone", notRun, isGone, verdict.Inconclusive, gone},
		{"gone after the last check", allPass, isGone, verdict.Inconclusive, gone},
		{"not conformant and then gone", failedThenGone, isGone, verdict.NonConformant, fails + ", and " + gone},
		{"gone with leftovers", allPass, all(isGone, leftovers), verdict.Inconclusive, gone},

		{"leftovers", allPass, leftovers, verdict.Inconclusive, left},
		{"a failure and leftovers", failed, leftovers, verdict.NonConformant, fails},
		{"a blocked check and leftovers", blocked, leftovers, verdict.Inconclusive,
			"1 of 3 requirements could not be judged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.checks.ended()
			if tt.change != nil {
				tt.change(&r)
			}
			r = conclude(r, verdict.Gate{})
			if r.Conclusion != tt.want || r.Reason != tt.reason {
				t.Errorf("got %s (%s), want %s (%s)", r.Conclusion, r.Reason, tt.want, tt.reason)
			}
			if len(r.Requirements) != 3 {
				t.Errorf("%d requirements are judged", len(r.Requirements))
			}
		})
	}
}

func interrupted(r *suites.Result) { r.Interrupted = true }
func broken(r *suites.Result)      { r.Broken = "a login is refused" }
func isGone(r *suites.Result)      { r.Gone = "the target stopped answering" }
func leftovers(r *suites.Result)   { r.Leftovers = []string{"image 1: 500", "image 2: 500"} }

func all(changes ...func(*suites.Result)) func(*suites.Result) {
	return func(r *suites.Result) {
		for _, change := range changes {
			change(r)
		}
	}
}

// The zero gate accepts no warning and nothing unverified.
func TestConcludeIsStrictUnlessTheOptionsAllow(t *testing.T) {
	warned := outcomes{verdict.Passed, verdict.Passed, verdict.Failed}
	unseen := outcomes{verdict.Passed, verdict.Unseen, verdict.Passed}
	for _, tt := range []struct {
		name   string
		checks outcomes
		gate   verdict.Gate
		strict bool
		want   verdict.Conclusion
	}{
		{"a warning", warned, verdict.Gate{}, true, verdict.NonConformant},
		{"an allowed warning", warned, verdict.Gate{AllowWarnings: true}, false, verdict.Conformant},
		{"a warning, unverified allowed", warned, verdict.Gate{AllowUnverified: true}, true, verdict.NonConformant},
		{"unverified", unseen, verdict.Gate{}, true, verdict.NotFullyVerified},
		{"allowed unverified", unseen, verdict.Gate{AllowUnverified: true}, true, verdict.Conformant},
		{"unverified, warnings allowed", unseen, verdict.Gate{AllowWarnings: true}, false, verdict.NotFullyVerified},
	} {
		got := conclude(tt.checks.ended(), tt.gate)
		if got.Conclusion != tt.want || got.Strict != tt.strict {
			t.Errorf("%s: %s (%s), strict %v", tt.name, got.Conclusion, got.Reason, got.Strict)
		}
	}
}

// The zero options judge the whole catalogue, and use the profile and the clock of the options.
func TestConcludeUsesTheOptions(t *testing.T) {
	if got := suites.Conclude(suites.Result{}, suites.Options{}); len(got.Requirements) != len(requirement.All()) {
		t.Errorf("%d requirements are judged by default, want %d", len(got.Requirements), len(requirement.All()))
	}
	replayed := suites.Options{Replay: &walk.File{Requirements: []string{"sequence.state"}}}
	if got := suites.Conclude(suites.Result{}, replayed).Requirements; len(got) != 1 || got[0].ID != "sequence.state" {
		t.Errorf("a replay judges %v", got)
	}
	waived := suites.Options{
		Requirements: []requirement.Requirement{adds, removes, listed},
		Profile: verdict.Profile{
			Levels:  map[string]requirement.Level{listed.ID: requirement.May},
			Waivers: []verdict.Waiver{{Requirement: adds.ID, Expires: "2027-01-15"}},
		},
	}
	for day, want := range map[int]verdict.Conclusion{15: verdict.Conformant, 16: verdict.NonConformant} {
		waived.Now = func() time.Time { return time.Date(2027, 1, day, 12, 0, 0, 0, time.UTC) }
		got := suites.Conclude(outcomes{verdict.Failed, verdict.Passed, verdict.Failed}.ended(), waived)
		if got.Conclusion != want {
			t.Errorf("on day %d: %s (%s)", day, got.Conclusion, got.Reason)
		}
	}
}

func TestConcludeListsFindings(t *testing.T) {
	throttled := &imageapi.Exchange{Throttled: true}
	lapsed := &imageapi.Exchange{Lapsed: "the owner's login expired"}
	ordinary := &imageapi.Exchange{}
	keeping := target.Description{KeepsAlive: true}
	for _, tt := range []struct {
		name   string
		result suites.Result
		want   []string // the beginning of each finding
	}{
		{"none", suites.Result{Target: keeping, Exchanges: []*imageapi.Exchange{ordinary}}, nil},
		{"connections are closed", suites.Result{}, []string{"The target closes connections without announcing it"}},
		{"broken before connections are known", suites.Result{Broken: "unreachable"}, nil},
		{"throttled", suites.Result{Target: keeping, Exchanges: []*imageapi.Exchange{throttled, ordinary, throttled}},
			[]string{"The target throttled 2 of 3 requests"}},
		{"lapsed", suites.Result{Target: keeping, Exchanges: []*imageapi.Exchange{ordinary, lapsed}},
			[]string{"1 of 2 requests failed because a login had expired"}},
		{"replayed", suites.Result{Target: keeping, Replayed: "only f.json: 3 requests"},
			[]string{"only f.json: 3 requests."}},
		{"all", suites.Result{Replayed: "only f.json", Exchanges: []*imageapi.Exchange{throttled, lapsed}},
			[]string{"only f.json.", "The target closes", "1 of 2 requests", "The target throttled 1 of 2"}},
	} {
		got := conclude(tt.result, verdict.Gate{}).Findings
		if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The fields of a result that Run sets.
func TestTheResultOfARunThatCannotStart(t *testing.T) {
	now := time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	options := suites.Options{
		Now: clock, Effort: check.Effort{Seed: 7}, Profile: verdict.Profile{Name: "mine"},
		Replay: &walk.File{Requirements: []string{"sequence.state"}},
	}
	closed := serveClosed(t)
	result, err := judge(t, closed, options)
	if err == nil || result.Broken != err.Error() || result.Reason != err.Error() {
		t.Errorf("%v: broken %q, reason %q", err, result.Broken, result.Reason)
	}
	if result.Conclusion != verdict.Inconclusive || result.Profile != "mine" || result.Effort.Seed != 7 ||
		result.Effort.Clients != check.DefaultClients || result.Catalogue != requirement.Digest() ||
		!result.Ended.After(result.Started) || result.Replayed == "" || !result.Strict {
		t.Errorf("%+v", result)
	}
}
