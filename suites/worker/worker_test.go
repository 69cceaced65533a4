package worker_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
	"tagcheck/suites/worker"
)

var start = time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)

// part returns the result of one worker, whose only check is the rule about statuses.
func part(outcome verdict.Outcome) suites.Result {
	return suites.Result{
		Started: start, Ended: start.Add(time.Minute), Target: target.Description{KeepsAlive: true},
		Checks: []verdict.Check{rule(outcome)},
	}
}

func rule(outcome verdict.Outcome) verdict.Check {
	return verdict.Check{
		ID: "traffic: statuses", Requirements: []string{"add.statuses"}, Outcome: outcome, Reason: string(outcome),
		Started: start,
	}
}

// merge merges the results of workers that judge one requirement.
func merge(parts []suites.Result, failure error) suites.Result {
	return worker.Merge(parts, failure, suites.Options{Requirements: requirement.ByIDs([]string{"add.statuses"})})
}

// A rule over all traffic has its worst outcome in any worker, in whatever order they end. Above
// all, the pass of one worker does not hide that another did not judge all its traffic.
func TestMergeTakesTheWorstOutcome(t *testing.T) {
	// From the worst to the best. Unsupported and Unseen are equal.
	order := []verdict.Outcome{
		verdict.Failed, verdict.Blocked, verdict.Undecided, verdict.NotRun, verdict.Passed, verdict.Unsupported,
	}
	for i, worse := range order {
		for _, better := range order[i+1:] {
			for _, parts := range [][]suites.Result{{part(worse), part(better)}, {part(better), part(worse)}} {
				got := merge(parts, nil)
				if len(got.Checks) != 1 || got.Checks[0].Outcome != worse || got.Checks[0].Reason != string(worse) {
					t.Errorf("%s and %s: %+v", parts[0].Checks[0].Outcome, parts[1].Checks[0].Outcome, got.Checks)
				}
			}
		}
	}
	passed := []suites.Result{part(verdict.Unseen), part(verdict.Passed), part(verdict.Unseen)}
	if got := merge(passed, nil); got.Checks[0].Outcome != verdict.Passed {
		t.Errorf("unseen by two workers, and passed by one: %s", got.Checks[0].Outcome)
	}
	unsupported := []suites.Result{part(verdict.Unsupported), part(verdict.Unseen)}
	if got := merge(unsupported, nil); got.Checks[0].Outcome != verdict.Unsupported {
		t.Errorf("unsupported, then unseen: %s", got.Checks[0].Outcome)
	}
	if got := merge(
		[]suites.Result{part(verdict.Passed), part(verdict.NotRun)},
		nil,
	); got.Conclusion != verdict.Inconclusive {
		t.Errorf("passed by one worker and not run by the other: %s", got.Conclusion)
	}
}

func TestMergeKeepsAllDeviations(t *testing.T) {
	one, other := part(verdict.Failed), part(verdict.Failed)
	one.Checks[0].Reason, one.Checks[0].Deviations, one.Checks[0].Evidence = "PUT: 302", []string{"PUT"}, []int{4}
	other.Checks[0].Reason, other.Checks[0].Deviations, other.Checks[0].Evidence = "PUT: 500", []string{"P"}, []int{9}
	c := merge([]suites.Result{one, part(verdict.Passed), other}, nil).Checks[0]
	if c.Outcome != verdict.Failed || c.Reason != "PUT: 302; PUT: 500" ||
		!slices.Equal(c.Deviations, []string{"PUT", "P"}) || !slices.Equal(c.Evidence, []int{4, 9}) {
		t.Errorf("%+v", c)
	}
}

// A worker without a result has an unknown part of the checks.
func TestMergeAfterTheFailureOfAWorker(t *testing.T) {
	died := errors.New("worker 2 ended: exit status 1")
	none := suites.Result{}
	for _, tt := range []struct {
		name   string
		parts  []suites.Result
		want   verdict.Conclusion
		reason string
	}{
		{"the others pass", []suites.Result{part(verdict.Passed), none}, verdict.Inconclusive, died.Error()},
		{"the first one died", []suites.Result{none, part(verdict.Passed)}, verdict.Inconclusive, died.Error()},
		{"another one fails", []suites.Result{none, part(verdict.Failed)}, verdict.NonConformant,
			"1 of 1 requirements fail, and " + died.Error()},
		{"all died", []suites.Result{none, none}, verdict.Inconclusive, died.Error()},
		{"no worker", nil, verdict.Inconclusive, died.Error()},
	} {
		got := merge(tt.parts, died)
		if got.Conclusion != tt.want || got.Reason != tt.reason || got.Gone != died.Error() {
			t.Errorf("%s: %s (%s), gone %q", tt.name, got.Conclusion, got.Reason, got.Gone)
		}
		known := slices.ContainsFunc(tt.parts, func(r suites.Result) bool { return len(r.Checks) > 0 })
		if known != got.Started.Equal(start) || known != got.Target.KeepsAlive {
			t.Errorf("%s: started %s, target %+v", tt.name, got.Started, got.Target)
		}
	}
	gone := part(verdict.Passed)
	gone.Gone = "the target stopped answering"
	if got := merge([]suites.Result{gone}, died); got.Gone != gone.Gone {
		t.Errorf("gone, and a worker died: %s", got.Gone)
	}
}

// What is true of one worker is true of the run.
func TestMergeOfWhatHappenedToOneWorker(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(r *suites.Result)
		want   verdict.Conclusion
	}{
		{"nothing", func(*suites.Result) {}, verdict.Conformant},
		{"gone", func(r *suites.Result) { r.Gone = "the target stopped answering" }, verdict.Inconclusive},
		{"broken", func(r *suites.Result) { r.Broken = "the image is borrowed" }, verdict.Inconclusive},
		{"leftovers", func(r *suites.Result) { r.Leftovers = []string{"image 7"} }, verdict.Inconclusive},
		{"interrupted", func(r *suites.Result) { r.Interrupted = true }, verdict.Interrupted},
	} {
		for affected := range 3 {
			parts := []suites.Result{part(verdict.Passed), part(verdict.Passed), part(verdict.Passed)}
			tt.change(&parts[affected])
			if got := merge(parts, nil); got.Conclusion != tt.want {
				t.Errorf("%s, worker %d: %s (%s)", tt.name, affected, got.Conclusion, got.Reason)
			}
		}
	}
}

func TestMergeJoinsWhatTheWorkersDid(t *testing.T) {
	one, other := part(verdict.Passed), part(verdict.Passed)
	at := func(id string, second int) verdict.Check {
		return verdict.Check{ID: id, Outcome: verdict.Passed, Started: start.Add(time.Duration(second) * time.Second)}
	}
	one.Checks, other.Checks = []verdict.Check{at("a", 1), at("d", 4)}, []verdict.Check{at("b", 2), at("c", 3)}
	one.Exchanges, other.Exchanges = []*imageapi.Exchange{{ID: 1}}, []*imageapi.Exchange{{ID: 1_000_001}}
	one.Leftovers, other.Leftovers = []string{"image 1"}, []string{"image 2"}
	other.Ended = one.Ended.Add(time.Second)
	got := merge([]suites.Result{one, other}, nil)
	ids := ""
	for _, c := range got.Checks {
		ids += c.ID
	}
	if ids != "abcd" || len(got.Exchanges) != 2 || got.Exchanges[1].ID != 1_000_001 ||
		!slices.Equal(got.Leftovers, []string{"image 1", "image 2"}) || !got.Ended.Equal(other.Ended) {
		t.Errorf("checks %s, %d exchanges, leftovers %q, ended %s", ids, len(got.Exchanges), got.Leftovers, got.Ended)
	}
	if got := merge([]suites.Result{other, one}, nil); !got.Ended.Equal(other.Ended) {
		t.Errorf("ended %s, want the end of the last worker", got.Ended)
	}
}

// Two workers share a run: each check runs once, and the merged result is that of the whole run.
// The workers run one after the other here, since they share the process.
func TestTwoWorkersShareARun(t *testing.T) {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()
	to, first := judged(t, server.URL)
	if !preflighted(first) {
		t.Fatal("a run of one process has no request of a preflight")
	}
	options := suites.Options{
		Requirements: requirement.ByIDs([]string{"add.stores", "add.answers-204", "remove.deletes"}),
	}
	var mutex sync.Mutex
	claimed := map[int]int{}
	var parts []suites.Result
	for number := range 2 {
		claim := func(index int) bool {
			mutex.Lock()
			defer mutex.Unlock()
			if _, taken := claimed[index]; taken || index%2 != number {
				return false
			}
			claimed[index] = number
			return true
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		part := worker.Part{Number: number, Found: first.Target, Claim: claim}
		result, err := worker.Run(ctx, to, options, part)
		if err != nil {
			t.Fatal(err)
		}
		if preflighted(result) {
			t.Errorf("worker %d did a preflight", number)
		}
		for _, x := range result.Exchanges {
			if x.ID/1_000_000 != number {
				t.Errorf("worker %d has the exchange %d", number, x.ID)
			}
		}
		parts = append(parts, result)
	}
	whole := worker.Merge(parts, nil, options)
	if whole.Conclusion != verdict.Conformant || len(whole.Requirements) != 3 {
		t.Errorf("%s (%s), %d requirements", whole.Conclusion, whole.Reason, len(whole.Requirements))
	}
	if len(claimed) < 3 || len(parts[0].Checks) == 0 || len(parts[1].Checks) == 0 ||
		len(whole.Checks) != len(parts[0].Checks)+len(parts[1].Checks) {
		t.Errorf("claimed %v; %d and %d checks, merged %d",
			claimed, len(parts[0].Checks), len(parts[1].Checks), len(whole.Checks))
	}
}

// judged returns the target at a URL, and the result of a run.
func judged(t *testing.T, at string) (target.Target, suites.Result) {
	t.Helper()
	root, err := url.Parse(at + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	to := target.Target{
		Root: root, Timeout: 10 * time.Second,
		Users:        map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
		Capabilities: target.Capabilities{TagQuota: reference.Demo().TagQuota},
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	result, err := suites.Run(ctx, to, suites.Options{Requirements: requirement.ByIDs([]string{"add.stores"})})
	if err != nil {
		t.Fatal(err)
	}
	return to, result
}

func preflighted(r suites.Result) bool {
	return slices.ContainsFunc(r.Exchanges, func(x *imageapi.Exchange) bool { return x.Check == "preflight" })
}
