package loadreport

import (
	"fmt"
	"strings"
	"time"

	"tagcheck/load"
	"tagcheck/load/slo"
	"tagcheck/suites/report/output"
)

// milliseconds writes a time with three digits.
func milliseconds(ms float64) string {
	switch {
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 10_000:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f s", ms/1000)
}

func duration(d time.Duration) string { return milliseconds(float64(d) / 1e6) }

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

func perSecond(rate float64) string { return fmt.Sprintf("%.4g/s", rate) }

// lasted is how long requests of a phase were due.
func lasted(p load.PhaseResult) time.Duration {
	return time.Duration(p.Duration * float64(time.Millisecond))
}

// gist is the load in one sentence.
func gist(r load.Result) string {
	var requests, failed uint64
	for _, p := range r.Phases {
		requests += p.All.Requests
		failed += p.All.Errors
	}
	missed := 0
	for _, t := range r.Thresholds {
		if t.Outcome == slo.Missed {
			missed++
		}
	}
	return fmt.Sprintf("%d requests to %s, %d failed; %d acknowledged changes lost; %d of %d thresholds missed",
		requests, r.Target.URL, failed, r.Lost(), missed, len(r.Thresholds))
}

// facts describes a load.
func facts(r load.Result) []output.Fact {
	return []output.Fact{
		{Name: "target", Text: r.Target.URL}, {Name: "server", Text: r.Target.Server},
		{Name: "users", Text: strings.Join(r.Target.Users, ", ")},
		{Name: "started", Text: r.Started.UTC().Format(time.RFC3339)},
		{Name: "took", Text: output.Seconds(r.Ended.Sub(r.Started))},
		{Name: "workers", Text: fmt.Sprint(r.Workers)}, {Name: "seed", Text: fmt.Sprint(r.Seed)},
		{Name: "sent by", Text: sentBy(r.Generator)},
	}
}

func sentBy(g load.Generator) string {
	if g.Version == "" {
		return ""
	}
	return fmt.Sprintf("tagcheck %s, commit %s, %s, %s, on %d of %d processors",
		g.Version, g.Commit, g.Go, g.Platform, g.InUse, g.Processors)
}

// generatorFacts describes how the generator did in a phase.
func generatorFacts(p load.PhaseResult) []output.Fact {
	h, c := p.Health, p.Connections
	return []output.Fact{
		{Name: "requests due", Text: fmt.Sprint(h.Due)}, {Name: "requests sent", Text: fmt.Sprint(h.Sent)},
		{Name: "until the last answer", Text: output.Seconds(h.Elapsed)},
		{Name: "send lag, p50", Text: milliseconds(p.All.Lag.Percentiles.P50)},
		{Name: "send lag while a worker was idle, p99", Text: duration(h.Lag)},
		{Name: "CPU of its processors", Text: percent(h.CPU)},
		{Name: fmt.Sprintf("all %d workers busy", h.Workers), Text: percent(h.Saturated) + " of the time"},
		{Name: "workers waited for images", Text: duration(p.Waited.Images)},
		{Name: "workers waited for tags", Text: duration(p.Waited.Keys)},
		{Name: "connections opened", Text: fmt.Sprint(c.Dialed)},
		{Name: "requests on a reused connection", Text: fmt.Sprint(c.Reused)},
		{Name: "connections closed by the server while idle", Text: fmt.Sprint(c.ClosedIdle)},
		{Name: "requests whose connection closed while they were written", Text: fmt.Sprint(c.Raced)},
		{Name: "login", Text: h.Lapsed},
	}
}
