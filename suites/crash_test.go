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

// serveDurably starts a reference server that can be killed, for one test.
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

// crashing judges what survives a crash, and nothing else.
func crashing(t *testing.T, to target.Target, outage check.Outage) suites.Result {
	t.Helper()
	options := only(t, "durable.crash.")
	options.Outage = outage
	result, err := suites.Run(t.Context(), to, options)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func open(root *url.URL, quota int) target.Target {
	return target.Target{Root: root, Timeout: 5 * time.Second, Capabilities: target.Capabilities{TagQuota: quota}}
}

func TestACrashRaisesNoAlarmWhereWhatWasAcknowledgedIsThere(t *testing.T) {
	blind := func(p *reference.Parts) {
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
		passing int  // at least so many of the checks; the others have nothing to judge
	}{
		"no quota":               {target.QuotaNone, nil, false, 7},
		"a quota":                {5, nil, false, 8},
		"a quota of one":         {1, nil, false, 5},
		"a quota of two":         {2, nil, false, 7},
		"a quota that is untold": {target.QuotaUnknown, nil, false, 7},
		"no image is shown":      {5, blind, false, 7},
		"a restart is the kill":  {5, nil, true, 8},
	} {
		t.Run(name, func(t *testing.T) {
			config := reference.Config{TagQuota: max(0, tt.quota)}
			root, outage := serveChanged(t, config, tt.change)
			if kill, start := outage.Kill, outage.Restart; tt.atOnce {
				outage.Kill = nil
				outage.Restart = func(ctx context.Context) error { return errors.Join(kill(ctx), start(ctx)) }
			}
			result := crashing(t, open(root, tt.quota), outage)
			passed := 0
			for _, c := range result.Checks {
				if c.Outcome == verdict.Passed {
					passed++
				} else if c.Outcome != verdict.Unsupported && c.Outcome != verdict.Unseen {
					t.Errorf("%s: %s %s %q", c.ID, c.Outcome, c.Reason, c.Deviations)
				}
			}
			if passed < tt.passing || len(result.Leftovers) > 0 || result.Gone != "" {
				t.Errorf("%d checks passed, left over %q, gone %q: %+v", passed, result.Leftovers, result.Gone, result.Requirements)
			}
			for _, rule := range traffic.Judge(result.Exchanges) {
				if rule.Outcome == verdict.Failed {
					t.Errorf("%s: %q", rule.ID, rule.Deviations)
				}
			}
		})
	}
}

// serveChanged is serveDurably with a part of the server changed.
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

// What is not answered while the target is being killed says nothing of it;
// the same at another time does.
func TestTrafficKnowsWhenTheTargetWasKilled(t *testing.T) {
	for name, killed := range map[string]bool{"killed": true, "not killed": false} {
		dropped := &imageapi.Exchange{Outcome: imageapi.Unanswered, Operation: imageapi.Add}
		kept := &imageapi.Exchange{Outcome: imageapi.Unanswered, Operation: imageapi.Add, Reused: true}
		odd := &imageapi.Exchange{Outcome: imageapi.Answered, Operation: imageapi.Add, Received: &imageapi.Received{Status: http.StatusBadGateway}}
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

func TestAServerThatForgetsEverythingIsFound(t *testing.T) {
	config := reference.Config{}
	root, outage := onMachine(t, func(journal.File) (*reference.Server, error) { return reference.New(config), nil })
	result := crashing(t, open(root, target.QuotaNone), outage)
	for id, want := range map[string]verdict.Verdict{
		"durable.crash.added": verdict.Fail, "durable.crash.last": verdict.Fail, "durable.crash.untouched": verdict.Fail,
		"durable.crash.removed": verdict.Block, "durable.crash.writable": verdict.Block,
	} {
		if got := verdictOf(t, result, id); got.Verdict != want {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	if result.Conclusion != verdict.NonConformant || len(result.Leftovers) > 0 {
		t.Errorf("%s, left over %q", result.Conclusion, result.Leftovers)
	}
}

// The evidence of what is lost is the exchange that acknowledged it, which was
// another check's.
func TestWhatWasAcknowledgedProvesTheLoss(t *testing.T) {
	faulty, _ := fault.Find("crash-acknowledges-before-it-writes")
	root, outage := onMachine(t, faulty.NewFromDisk)
	to := everything(root)
	result := crashing(t, to, outage)
	for _, c := range result.Checks {
		if c.Requirements[0] != "durable.crash.added" {
			continue
		}
		if c.Outcome != verdict.Failed || len(c.Evidence) == 0 {
			t.Fatalf("%s: %s", c.Outcome, c.Reason)
		}
		for _, id := range c.Evidence {
			if x := result.Exchanges[id-1]; x.Operation != imageapi.Add || x.Status() != http.StatusNoContent || !slices.ContainsFunc(c.Deviations, func(d string) bool { return strings.Contains(d, x.Sent.Target) }) {
				t.Errorf("exchange %d: %s %s, answered %d", id, x.Sent.Method, x.Sent.Target, x.Status())
			}
		}
	}
}

func TestATargetThatCanNotBeKilledIsLeftAlone(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	tried := 0
	outage.Kill = func(context.Context) error {
		tried++
		return errors.New("no such process")
	}
	outage.Restart = func(context.Context) error { t.Error("it was started"); return nil }
	result := crashing(t, open(root, target.QuotaNone), outage)
	for _, id := range []string{"durable.crash.added", "durable.crash.writable"} {
		if got := verdictOf(t, result, id); got.Verdict != verdict.Block || got.Reason != "the target could not be killed: no such process" {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	if result.Conclusion != verdict.Inconclusive || len(result.Leftovers) > 0 || result.Gone != "" || tried != 1 {
		t.Errorf("tried %d times: %s, left over %q, gone %q", tried, result.Conclusion, result.Leftovers, result.Gone)
	}
}

func TestATargetThatDoesNotComeBackIsNamed(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	outage.Restart, outage.Within = func(context.Context) error { return nil }, 100*time.Millisecond
	result := crashing(t, open(root, target.QuotaNone), outage)
	got := verdictOf(t, result, "durable.crash.added")
	if got.Verdict != verdict.Block || !strings.HasPrefix(got.Reason, "the target did not come back within 100ms after it was killed: GET /v2/images") {
		t.Errorf("%s (%s)", got.Verdict, got.Reason)
	}
	if result.Conclusion != verdict.Inconclusive || result.Gone == "" || len(result.Leftovers) < 10 {
		t.Errorf("%s, gone %q, left over %q", result.Conclusion, result.Gone, result.Leftovers)
	}
}

func TestWithoutACommandNothingIsKilled(t *testing.T) {
	result := crashing(t, open(serve(t, reference.Config{}), target.QuotaNone), check.Outage{})
	got := verdictOf(t, result, "durable.crash.added")
	if got.Verdict != verdict.NotSupported || got.Declared || !strings.Contains(got.Reason, "--restart-cmd") {
		t.Errorf("%s, declared %v (%s)", got.Verdict, got.Declared, got.Reason)
	}
}

// What a server loses without a crash is not laid to one.
func TestATargetThatAnswersOddlyIsNotKilled(t *testing.T) {
	root, outage := serveChanged(t, reference.Config{}, func(p *reference.Parts) {
		p.Handler = func(next http.Handler) http.Handler {
			var removals atomic.Int32
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete && strings.Contains(r.UserAgent(), "durable.crash") && tagged(r) && removals.Add(1) > 5 {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	outage.Kill = func(context.Context) error { t.Error("it was killed"); return nil }
	result := crashing(t, open(root, target.QuotaNone), outage)
	if got := verdictOf(t, result, "durable.crash.added"); !got.Undecided || !strings.Contains(got.Reason, "was answered 404") {
		t.Errorf("%s, undecided %v (%s)", got.Verdict, got.Undecided, got.Reason)
	}
}

// A target that forgets everything would fail whatever comes after a crash.
func TestCrashesComeLast(t *testing.T) {
	options := only(t, "durable.", "add.answers-204", "remove.twice.404")
	var order []string
	options.Done = func(c verdict.Check) { order = append(order, c.Requirements[0]) }
	root, outage := serveDurably(t, reference.Demo())
	options.Outage = outage
	result, err := suites.Run(t.Context(), everything(root), options)
	if err != nil || len(result.Leftovers) > 0 {
		t.Fatalf("left over %q, %v", result.Leftovers, err)
	}
	crash := func(id string) bool { return strings.HasPrefix(id, "durable.crash.") }
	first := slices.IndexFunc(order, crash)
	if first < 4 || len(order)-first != 8 || slices.ContainsFunc(order[first:], func(id string) bool { return !crash(id) }) {
		t.Errorf("crashes begin at %d of %d: %q", first, len(order), order[max(0, first):])
	}
}

// A target that was killed is brought back, also in a run that is interrupted.
func TestAnInterruptedRunBringsTheTargetBack(t *testing.T) {
	root, outage := serveDurably(t, reference.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	kill := outage.Kill
	outage.Kill = func(ctx context.Context) error {
		cancel()
		return kill(ctx)
	}
	start := outage.Restart
	outage.Restart = func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			t.Error("it is to be started when it is too late")
		case <-time.After(50 * time.Millisecond): // enough to be interrupted, and nothing needs it
		}
		return start(ctx)
	}
	options := only(t, "durable.crash.")
	options.Outage = outage
	result, err := suites.Run(ctx, open(root, target.QuotaNone), options)
	if err != nil || result.Conclusion != verdict.Interrupted || len(result.Leftovers) > 0 {
		t.Errorf("%s, left over %q, %v", result.Conclusion, result.Leftovers, err)
	}
}
