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

// serve starts a server, and returns a target that declares no quota.
func serve(t *testing.T, handler http.Handler) target.Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	owner := target.StaticToken(reference.DemoOwnerToken)
	return target.Target{
		Root: root, Timeout: 5 * time.Second, Users: map[target.Role]target.TokenSource{target.Owner: owner},
		Capabilities: target.Capabilities{QuotaProbe: 256},
	}
}

// options are those of a load of 200 ms.
func options(t *testing.T, name, arrivals string, slos ...string) load.Options {
	t.Helper()
	plan, ok := scenario.ByName(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	plan.Images = min(plan.Images, 4)
	o := load.Options{
		Phases:  []load.Phase{{Name: "steady", Plan: plan, Arrivals: arrivals, Duration: 200 * time.Millisecond}},
		Workers: 8, Seed: 1, Version: "test", Commit: "abc",
	}
	for _, text := range slos {
		o.SLOs = append(o.SLOs, parsed(t, text))
	}
	return o
}

func parsed(t *testing.T, text string) slo.Threshold {
	t.Helper()
	threshold, err := slo.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return threshold
}

func expectNoImages(t *testing.T, server http.Handler) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/v2/images", nil)
	r.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"images":[]`) {
		t.Errorf("left on the server: %d %.200s", w.Code, w.Body)
	}
}

func isTagRequest(r *http.Request, method string) bool {
	return r.Method == method && strings.Contains(r.URL.Path, "/tags/")
}

func TestEveryScenarioPassesOnTheReferenceServer(t *testing.T) {
	for _, plan := range scenario.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			server := reference.New(reference.Demo()) // with a quota of 10, which is not declared
			r, err := load.Run(t.Context(), serve(t, server), options(t, plan.Name, "300/s", "errors==0"))
			if err != nil {
				t.Fatal(err)
			}
			p := r.Phases[0]
			if p.All.Requests != 60 || p.All.Errors > 0 || r.Lost() > 0 || p.Verified.Unread > 0 || p.Verified.Images == 0 {
				t.Errorf("%+v, %+v", p.Classes, p.Verified)
			}
			if p.Duration != 200 || p.OfferedRate != 300 || p.Unsent > 0 {
				t.Errorf("300/s for 200 ms was %g/s for %g ms, %d unsent", p.OfferedRate, p.Duration, p.Unsent)
			}
			if len(r.Thresholds) != 1 || r.Thresholds[0].Outcome != slo.Met || r.Thresholds[0].Phase != "steady" {
				t.Errorf("%+v", r.Thresholds)
			}
			if len(r.Leftovers) > 0 {
				t.Errorf("left over: %q", r.Leftovers)
			}
			expectNoImages(t, server)
		})
	}
}

func TestLostUpdatesFailTheLoad(t *testing.T) {
	s, ok := fault.Find("race-lost-additions")
	if !ok {
		t.Fatal("there is no such fault")
	}
	r, err := load.Run(t.Context(), serve(t, s.New()), options(t, "hot", "max"))
	if err != nil {
		t.Fatal(err)
	}
	reasons := strings.Join(r.Reasons, "\n")
	if r.Conclusion != load.Failed || r.Lost() == 0 || !strings.Contains(reasons, " lost update") ||
		!strings.Contains(reasons, "steady: the first finding: lost update: tag ") {
		t.Errorf("%s, %d lost: %s", r.Conclusion, r.Lost(), reasons)
	}
	listed := r.Phases[0].Verified.Listed
	if len(listed) == 0 || listed[0].Exchange == nil || listed[0].Exchange.Status != http.StatusNoContent {
		t.Errorf("%+v", listed)
	}
}

func TestMissedThresholdFailsTheLoad(t *testing.T) {
	target := serve(t, reference.New(reference.Demo()))
	r, err := load.Run(t.Context(), target, options(t, "add-again", "100/s", "response.min>1h"))
	if err != nil || len(r.Thresholds) != 2 || r.Thresholds[0].Outcome != slo.Missed || r.Conclusion == load.Passed {
		t.Errorf("%v, %s: %+v", err, r.Conclusion, r.Thresholds)
	}
}

func TestLoadIsAborted(t *testing.T) {
	o := options(t, "add-again", "200/s")
	o.Phases[0].Duration = time.Hour
	o.Phases = append(o.Phases, o.Phases[0])
	o.AbortOn = []slo.Threshold{parsed(t, "errors>5%")}
	var puts atomic.Int64
	server := reference.New(reference.Demo())
	r, err := load.Run(t.Context(), serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isTagRequest(r, http.MethodPut) && puts.Add(1) > 200 {
			w.WriteHeader(http.StatusConflict)
			return
		}
		server.ServeHTTP(w, r)
	})), o)
	if err != nil || !strings.HasPrefix(r.Aborted, "steady: errors>5% (") || r.Conclusion == load.Passed {
		t.Errorf("%v, %s, aborted %q", err, r.Conclusion, r.Aborted)
	}
	if len(r.Phases) != 1 {
		t.Fatalf("%d phases", len(r.Phases))
	}
	if p := r.Phases[0]; p.Duration >= 60_000 || p.Offered != p.All.Requests+p.Unsent {
		t.Errorf("duration %g ms, %d offered, %d sent, %d unsent", p.Duration, p.Offered, p.All.Requests, p.Unsent)
	}
	expectNoImages(t, server)
}

// An interrupted load reads back and releases its images. An interrupt does not hide lost
// updates.
func TestInterruptedLoad(t *testing.T) {
	for name, tt := range map[string]struct {
		dropping bool // every fifth addition is acknowledged and not made
		want     load.Conclusion
		reasons  []string
	}{
		"correct server": {false, load.Interrupted, []string{"the load was interrupted"}},
		"faulty server":  {true, load.Failed, []string{" lost update", "lost update: tag ", "the load was interrupted"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, "churn", "200/s")
			o.Phases[0].Duration = time.Hour
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var measuring atomic.Bool
			o.Measuring = func(load.Live) { measuring.Store(true) }
			var puts atomic.Int64
			server := reference.New(reference.Demo())
			r, err := load.Run(ctx, serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if measuring.Load() && isTagRequest(r, http.MethodPut) {
					n := puts.Add(1)
					if n == 50 {
						cancel()
					}
					if tt.dropping && n%5 == 0 {
						w.WriteHeader(http.StatusNoContent)
						return
					}
				}
				server.ServeHTTP(w, r)
			})), o)
			if err != nil || r.Conclusion != tt.want || !r.Interrupted || len(r.Phases) != 1 {
				t.Fatalf("%v, %s: %+v", err, r.Conclusion, r.Phases)
			}
			p := r.Phases[0]
			if p.All.Requests < 50 || p.Duration > 60_000 || p.Verified.Images == 0 || p.Verified.Unread > 0 {
				t.Errorf("%d requests in %g ms, %+v", p.All.Requests, p.Duration, p.Verified)
			}
			if lost := r.Lost() > 0; lost != tt.dropping || lost != (len(p.Verified.Listed) > 0) {
				t.Errorf("%d are lost: %+v", r.Lost(), p.Verified.Listed)
			}
			for _, want := range tt.reasons {
				if !strings.Contains(strings.Join(r.Reasons, "\n"), want) {
					t.Errorf("without %q: %q", want, r.Reasons)
				}
			}
			expectNoImages(t, server)
		})
	}
}

// A token that expires during the load says nothing about the server. A server that refuses a
// good token deviates.
func TestTokenThatExpiresDuringTheLoad(t *testing.T) {
	for name, refusesAll := range map[string]bool{ // also requests that every user may send
		"expired token": true, "good token": false,
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, "add-again", "100/s")
			var step atomic.Value
			step.Store(load.SettingUp)
			o.Progress = func(p load.Progress) { step.Store(p.Step) }
			o.Measuring = func(load.Live) { step.Store(load.Measuring) }
			var puts atomic.Int64
			server := reference.New(reference.Demo())
			r, err := load.Run(t.Context(), serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if step.Load() == load.Measuring {
					isPut := isTagRequest(r, http.MethodPut)
					if isPut && puts.Add(1) > 5 || !isPut && refusesAll {
						w.WriteHeader(http.StatusUnauthorized)
						return
					}
				}
				server.ServeHTTP(w, r)
			})), o)
			if err != nil || len(r.Thresholds) != 1 || r.Thresholds[0].Outcome != slo.Missed {
				t.Fatalf("%v, %+v", err, r.Thresholds)
			}
			isExpired := strings.Contains(strings.Join(r.Reasons, "\n"), "it expired")
			if isExpired != refusesAll || refusesAll && r.Conclusion != load.Invalid || r.Conclusion == load.Passed {
				t.Errorf("%s: %q", r.Conclusion, r.Reasons)
			}
			expectNoImages(t, server)
		})
	}
}

func TestBothTransportsSendTheSame(t *testing.T) {
	var counts [2]uint64
	for i := range counts {
		o := options(t, "mixed", "300/s")
		o.NetHTTP = i == 1
		r, err := load.Run(t.Context(), serve(t, reference.New(reference.Demo())), o)
		if err != nil || r.Lost() > 0 || r.Phases[0].All.Errors > 0 {
			t.Fatalf("%v: %+v", err, r.Phases)
		}
		counts[i] = r.Phases[0].All.Requests
	}
	if counts[0] != counts[1] {
		t.Errorf("%d requests by package transport, %d by net/http", counts[0], counts[1])
	}
}

func TestWarmUpIsNotMeasured(t *testing.T) {
	var puts atomic.Int64
	server := reference.New(reference.Demo())
	o := options(t, "add-again", "100/s")
	o.WarmUp = 300 * time.Millisecond
	o.Phases = append(o.Phases, o.Phases[0])
	var before []int64 // PUT requests before each phase was measured
	o.Measuring = func(load.Live) { before = append(before, puts.Load()) }
	r, err := load.Run(t.Context(), serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isTagRequest(r, http.MethodPut) {
			puts.Add(1)
		}
		server.ServeHTTP(w, r)
	})), o)
	if err != nil || len(r.Phases) != 2 || r.Phases[0].All.Requests != 20 || r.Phases[1].All.Requests != 20 {
		t.Fatalf("%v, %+v", err, r.Phases)
	}
	if first, second := before[0], before[1]-before[0]; first < 30 || second != 20 {
		t.Errorf("%d requests before the first phase, %d until the second", first, second)
	}
}

func TestTargetThatIsNotReadyIsNotMeasured(t *testing.T) {
	r, err := load.Run(t.Context(), serve(t, http.NotFoundHandler()), options(t, "hot", "100/s"))
	if err == nil || r.Conclusion != load.Invalid || len(r.Phases) > 0 || r.Broken != err.Error() {
		t.Errorf("%v, %s, broken %q", err, r.Conclusion, r.Broken)
	}
}
