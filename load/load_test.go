package load_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

// served starts a server and gives it as a target of which no quota is declared.
func served(t *testing.T, handler http.Handler) target.Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	return target.Target{
		Root: root, Timeout: 5 * time.Second, Users: map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
		Capabilities: target.Capabilities{QuotaProbe: 256},
	}
}

// options are those of a short load.
func options(t *testing.T, name, arrivals string, slos ...string) load.Options {
	t.Helper()
	plan, known := scenario.Named(name)
	if !known {
		t.Fatalf("no scenario %s", name)
	}
	plan.Images = min(plan.Images, 4)
	o := load.Options{
		Phases:  []load.Phase{{Name: "steady", Plan: plan, Arrivals: arrivals, Duration: 200 * time.Millisecond}},
		Workers: 8, Seed: 1, Version: "test", Commit: "abc",
	}
	for _, text := range slos {
		threshold, err := slo.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		o.SLOs = append(o.SLOs, threshold)
	}
	return o
}

// empty expects that the server has no image left.
func empty(t *testing.T, server http.Handler) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"images":[]`) {
		t.Errorf("left over: %d %.200s", w.Code, w.Body)
	}
}

func TestEveryScenarioPassesOnTheReferenceServer(t *testing.T) {
	for _, plan := range scenario.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			server := reference.New(reference.Demo()) // with a quota of 10, which is not told
			r, err := load.Run(t.Context(), served(t, server), options(t, plan.Name, "300/s", "errors==0"))
			if err != nil {
				t.Fatal(err)
			}
			p := r.Phases[0]
			if p.All.Requests != 60 || p.All.Errors > 0 || r.Lost() > 0 || p.Verified.Unread > 0 || p.Verified.Images == 0 || len(r.Leftovers) > 0 {
				t.Errorf("%+v, %+v, left over %q", p.Classes, p.Verified, r.Leftovers)
			}
			if p.Duration != 200 || p.OfferedRate != 300 {
				t.Errorf("300/s for 200 ms was %g/s for %g ms", p.OfferedRate, p.Duration)
			}
			if len(r.Thresholds) != 1 || r.Thresholds[0].Outcome != slo.Met || r.Thresholds[0].Phase != "steady" {
				t.Errorf("%+v", r.Thresholds)
			}
			empty(t, server)
		})
	}
}

func TestWhatIsLostFailsTheLoad(t *testing.T) {
	s, known := fault.Find("race-lost-additions")
	if !known {
		t.Fatal("no such fault")
	}
	r, runErr := load.Run(t.Context(), served(t, s.New()), options(t, "hot", "max"))
	if runErr != nil {
		t.Fatal(runErr)
	}
	if r.Conclusion != load.Failed || r.Lost() == 0 || !strings.Contains(strings.Join(r.Reasons, "\n"), "acknowledged changes are lost") {
		t.Errorf("%s: %q, %d lost", r.Conclusion, r.Reasons, r.Lost())
	}
	if listed := r.Phases[0].Verified.Listed; len(listed) == 0 || listed[0].Exchange == nil || listed[0].Exchange.Status != http.StatusNoContent {
		t.Errorf("%+v", listed)
	}
}

func TestAThresholdThatIsMissedFailsTheLoad(t *testing.T) {
	r, err := load.Run(t.Context(), served(t, reference.New(reference.Demo())), options(t, "add-again", "100/s", "response.min>1h"))
	if err != nil || len(r.Thresholds) != 1 || r.Thresholds[0].Outcome != slo.Missed || r.Conclusion == load.Passed {
		t.Errorf("%v, %s: %+v", err, r.Conclusion, r.Thresholds)
	}
}

func TestALoadEndsOnceItCanNotBeGood(t *testing.T) {
	o := options(t, "add-again", "200/s")
	o.Phases[0].Duration = time.Hour
	abort, err := slo.Parse("errors>5%")
	if err != nil {
		t.Fatal(err)
	}
	o.AbortOn = []slo.Threshold{abort}
	var puts atomic.Int64
	server := reference.New(reference.Demo())
	r, runErr := load.Run(t.Context(), served(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && puts.Add(1) > 200 {
			w.WriteHeader(http.StatusConflict)
			return
		}
		server.ServeHTTP(w, r)
	})), o)
	if runErr != nil || r.Aborted == "" || r.Conclusion == load.Passed {
		t.Errorf("%v, %s, %q", runErr, r.Conclusion, r.Aborted)
	}
	empty(t, server)
}

func TestAnInterruptedLoadIsReadBackAndGivenBack(t *testing.T) {
	server := reference.New(reference.Demo())
	o := options(t, "churn", "200/s")
	o.Phases[0].Duration = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(p load.Progress) {
		if p.Step == load.Measuring {
			cancel()
		}
	}
	r, err := load.Run(ctx, served(t, server), o)
	if err != nil || r.Conclusion != load.Interrupted || len(r.Phases) != 1 || r.Phases[0].All.Requests == 0 || r.Phases[0].Verified.Images == 0 || r.Lost() > 0 {
		t.Errorf("%v, %s: %+v", err, r.Conclusion, r.Phases)
	}
	empty(t, server)
}

func TestTheTwoTransportsCountAlike(t *testing.T) {
	var counts [2]uint64
	for i := range counts {
		o := options(t, "mixed", "300/s")
		o.NetHTTP = i == 1
		r, err := load.Run(t.Context(), served(t, reference.New(reference.Demo())), o)
		if err != nil || r.Lost() > 0 || r.Phases[0].All.Errors > 0 {
			t.Fatalf("%v: %+v", err, r.Phases)
		}
		counts[i] = r.Phases[0].All.Requests
	}
	if counts[0] != counts[1] {
		t.Errorf("%d requests by our own transport, %d by net/http", counts[0], counts[1])
	}
}

func TestATargetThatIsNotReadyIsNotMeasured(t *testing.T) {
	aim := served(t, http.NotFoundHandler())
	r, err := load.Run(t.Context(), aim, options(t, "hot", "100/s"))
	if err == nil || r.Conclusion != load.Invalid || len(r.Phases) > 0 {
		t.Errorf("%v, %s", err, r.Conclusion)
	}
}
