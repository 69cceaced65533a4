package suites_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/reference/journal"
	"tagcheck/reference/machine"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/traffic"
	"tagcheck/suites/verdict"
)

// serveDurably starts a reference server that can be killed.
func serveDurably(t *testing.T, config reference.Config) (*url.URL, check.Outage) {
	t.Helper()
	return onMachine(t, fault.Plain().With(config).NewFromDisk)
}

func onMachine(t *testing.T, start machine.Start) (*url.URL, check.Outage) {
	t.Helper()
	m, err := machine.New(start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return &url.URL{Scheme: "http", Host: m.Addr().String(), Path: "/v2"}, check.Outage{
		Kill:    func(context.Context) error { m.Kill(); return nil },
		Restart: func(context.Context) error { return m.Start() },
		Within:  20 * time.Second,
	}
}

// judgeCrash judges the requirements of durable.crash.
func judgeCrash(t *testing.T, to target.Target, outage check.Outage) suites.Result {
	t.Helper()
	options := only("durable.crash.")
	options.Outage = outage
	result, err := judge(t, to, options)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestACorrectTargetSurvivesACrash(t *testing.T) {
	hiding := func(p *reference.Parts) {
		p.Handler = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v2/images/") {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	}
	for name, tt := range map[string]struct {
		quota   int
		change  func(*reference.Parts)
		atOnce  bool // Restart kills, too
		passing int  // minimum number of checks that pass; the others have nothing to judge
	}{
		"no quota":              {target.QuotaNone, nil, false, 7},
		"a quota":               {5, nil, false, 8},
		"a quota of one":        {1, nil, false, 5},
		"a quota of two":        {2, nil, false, 7},
		"an undeclared quota":   {target.QuotaUnknown, nil, false, 7},
		"no image is shown":     {5, hiding, false, 7},
		"a restart is the kill": {5, nil, true, 8},
	} {
		t.Run(name, func(t *testing.T) {
			config := reference.Config{TagQuota: max(0, tt.quota)}
			root, outage := serveChanged(t, config, tt.change)
			if kill, start := outage.Kill, outage.Restart; tt.atOnce {
				outage.Kill = nil
				outage.Restart = func(ctx context.Context) error { return errors.Join(kill(ctx), start(ctx)) }
			}
			result := judgeCrash(t, noUsers(root, tt.quota), outage)
			passed := 0
			for _, c := range result.Checks {
				if c.Outcome == verdict.Passed {
					passed++
				} else if c.Outcome != verdict.Unsupported && c.Outcome != verdict.Unseen {
					t.Errorf("%s: %s %s %q", c.ID, c.Outcome, c.Reason, c.Deviations)
				}
			}
			if passed < tt.passing || len(result.Leftovers) > 0 || result.Gone != "" {
				t.Errorf("%d checks passed, leftovers %q, gone %q: %+v",
					passed, result.Leftovers, result.Gone, result.Requirements)
			}
			for _, rule := range traffic.Judge(result.Exchanges) {
				if rule.Outcome == verdict.Failed {
					t.Errorf("%s: %q", rule.ID, rule.Deviations)
				}
			}
		})
	}
}

// serveChanged is serveDurably with a changed part of the server.
func serveChanged(t *testing.T, config reference.Config, change func(*reference.Parts)) (*url.URL, check.Outage) {
	t.Helper()
	if change == nil {
		return serveDurably(t, config)
	}
	return onMachine(t, func(disk journal.File) (*reference.Server, error) {
		log, past, err := journal.Open(disk)
		if err != nil {
			return nil, err
		}
		return reference.New(config, change, func(p *reference.Parts) {
			store, err := journal.NewStore(p.Store, log, past)
			if err != nil {
				t.Error(err)
				return
			}
			p.Store = store
		}), nil
	})
}

// Unanswered requests are judged, except while the target is being killed.
func TestTrafficDuringAnOutage(t *testing.T) {
	for name, killed := range map[string]bool{"killed": true, "not killed": false} {
		dropped := &imageapi.Exchange{Outcome: imageapi.Unanswered, Operation: imageapi.Add}
		kept := &imageapi.Exchange{Outcome: imageapi.Unanswered, Operation: imageapi.Add, Reused: true}
		odd := &imageapi.Exchange{
			Outcome: imageapi.Answered, Operation: imageapi.Add,
			Received: &imageapi.Received{Status: http.StatusBadGateway},
		}
		all := []*imageapi.Exchange{dropped, kept, odd}
		for _, x := range all {
			if x.Check = "add: stores"; killed {
				x.Check = check.OutageID
			}
		}
		for _, rule := range traffic.Judge(all) {
			id := rule.Requirements[0]
			if id != "robust.answers" && id != "wire.close-announced" && id != "add.statuses" {
				continue
			}
			if failed := rule.Outcome == verdict.Failed; failed == killed {
				t.Errorf("%s: %s: %s", name, id, rule.Outcome)
			}
		}
	}
}

func TestAServerThatLosesEverything(t *testing.T) {
	config := reference.Config{}
	root, outage := onMachine(t, func(journal.File) (*reference.Server, error) { return reference.New(config), nil })
	result := judgeCrash(t, noUsers(root, target.QuotaNone), outage)
	for id, want := range map[string]verdict.Verdict{
		"durable.crash.added": verdict.Fail, "durable.crash.last": verdict.Fail,
		"durable.crash.untouched": verdict.Fail,
		"durable.crash.removed":   verdict.Block, "durable.crash.writable": verdict.Block,
	} {
		if got := verdictOf(t, result, id); got.Verdict != want {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	if result.Conclusion != verdict.NonConformant || len(result.Leftovers) > 0 {
		t.Errorf("%s, leftovers %q", result.Conclusion, result.Leftovers)
	}
}

// The evidence of a loss is the exchange that acknowledged the change.
func TestTheEvidenceOfALoss(t *testing.T) {
	faulty, _ := fault.Find("crash-acknowledges-before-it-writes")
	root, outage := onMachine(t, faulty.NewFromDisk)
	result := judgeCrash(t, everyUser(root), outage)
	for _, c := range result.Checks {
		if c.Requirements[0] != "durable.crash.added" {
			continue
		}
		if c.Outcome != verdict.Failed || len(c.Evidence) == 0 {
			t.Fatalf("%s: %s", c.Outcome, c.Reason)
		}
		for _, id := range c.Evidence {
			x := result.Exchanges[id-1]
			named := func(deviation string) bool { return strings.Contains(deviation, x.Sent.Target) }
			if x.Operation != imageapi.Add || x.Status() != http.StatusNoContent ||
				!slices.ContainsFunc(c.Deviations, named) {
				t.Errorf("exchange %d: %s %s, answered %d", id, x.Sent.Method, x.Sent.Target, x.Status())
			}
		}
	}
}

func TestATargetThatCannotBeKilled(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	tried := 0
	outage.Kill = func(context.Context) error {
		tried++
		return errors.New("no such process")
	}
	outage.Restart = func(context.Context) error { t.Error("the target was restarted"); return nil }
	result := judgeCrash(t, noUsers(root, target.QuotaNone), outage)
	for _, id := range []string{"durable.crash.added", "durable.crash.writable"} {
		got := verdictOf(t, result, id)
		if got.Verdict != verdict.Block || got.Reason != "set-up failed: cannot kill the target: no such process" {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	if result.Conclusion != verdict.Inconclusive || len(result.Leftovers) > 0 || result.Gone != "" || tried != 1 {
		t.Errorf("tried %d times: %s, leftovers %q, gone %q", tried, result.Conclusion, result.Leftovers, result.Gone)
	}
}

func TestATargetThatDoesNotComeBack(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	outage.Restart, outage.Within = func(context.Context) error { return nil }, 100*time.Millisecond
	result := judgeCrash(t, noUsers(root, target.QuotaNone), outage)
	got := verdictOf(t, result, "durable.crash.added")
	want := "set-up failed: the target did not respond within 100ms after it was killed: GET /v2/images"
	if got.Verdict != verdict.Block || !strings.HasPrefix(got.Reason, want) {
		t.Errorf("%s (%s)", got.Verdict, got.Reason)
	}
	if result.Conclusion != verdict.Inconclusive || result.Gone == "" || len(result.Leftovers) < 10 {
		t.Errorf("%s, gone %q, leftovers %q", result.Conclusion, result.Gone, result.Leftovers)
	}
}

func TestWithoutAnOutageCrashesAreUnsupported(t *testing.T) {
	result := judgeCrash(t, noUsers(serve(t, reference.Config{}), target.QuotaNone), check.Outage{})
	got := verdictOf(t, result, "durable.crash.added")
	if got.Verdict != verdict.NotSupported || got.Declared || !strings.Contains(got.Reason, "--restart-cmd") {
		t.Errorf("%s, declared %v (%s)", got.Verdict, got.Declared, got.Reason)
	}
}

// A loss without a crash is not blamed on one.
func TestATargetWithWrongResponsesIsNotKilled(t *testing.T) {
	root, outage := serveChanged(t, reference.Config{}, func(p *reference.Parts) {
		p.Handler = func(next http.Handler) http.Handler {
			var removals atomic.Int32
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete && strings.Contains(r.UserAgent(), "durable.crash") && isTag(r) &&
					removals.Add(1) > 5 {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	outage.Kill = func(context.Context) error { t.Error("the target was killed"); return nil }
	result := judgeCrash(t, noUsers(root, target.QuotaNone), outage)
	got := verdictOf(t, result, "durable.crash.added")
	if !got.Undecided || !strings.Contains(got.Reason, "was answered 404") {
		t.Errorf("%s, undecided %v (%s)", got.Verdict, got.Undecided, got.Reason)
	}
}

// A target that loses its images in a crash would fail all later checks.
func TestCrashesComeLast(t *testing.T) {
	options := only("durable.", "add.answers-204", "remove.twice.404")
	var order []string
	options.Done = func(c verdict.Check) { order = append(order, c.Requirements[0]) }
	root, outage := serveDurably(t, reference.Demo())
	options.Outage = outage
	result, err := judge(t, everyUser(root), options)
	if err != nil || len(result.Leftovers) > 0 {
		t.Fatalf("leftovers %q, %v", result.Leftovers, err)
	}
	crash := func(id string) bool { return strings.HasPrefix(id, "durable.crash.") }
	first := slices.IndexFunc(order, crash)
	if first < 4 || len(order)-first != 8 ||
		slices.ContainsFunc(order[first:], func(id string) bool { return !crash(id) }) {
		t.Errorf("crashes begin at %d of %d: %q", first, len(order), order[max(0, first):])
	}
}

// A killed target is restarted, also in an interrupted run.
func TestAnInterruptedRunRestartsTheTarget(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	kill := outage.Kill
	outage.Kill = func(ctx context.Context) error {
		cancel()
		return kill(ctx)
	}
	start := outage.Restart
	outage.Restart = func(ctx context.Context) error {
		if ctx.Err() != nil {
			t.Error("the context of Restart is cancelled")
		}
		return start(ctx)
	}
	options := only("durable.crash.")
	options.Outage = outage
	result, err := suites.Run(ctx, noUsers(root, target.QuotaNone), options)
	if err != nil || result.Conclusion != verdict.Interrupted || len(result.Leftovers) > 0 {
		t.Errorf("%s, leftovers %q, %v", result.Conclusion, result.Leftovers, err)
	}
}
