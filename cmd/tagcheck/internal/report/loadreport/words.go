package loadreport

import (
	"fmt"
	"strings"
	"time"

	"tagcheck/cmd/tagcheck/internal/report"
	"tagcheck/load"
	"tagcheck/load/model"
	"tagcheck/load/slo"
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

// seconds writes how long a load took.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

// lasted is how long requests of a phase were due.
func lasted(p load.PhaseResult) time.Duration {
	return time.Duration(p.Duration * float64(time.Millisecond))
}

func perSecond(rate float64) string { return fmt.Sprintf("%.4g/s", rate) }

// gist is the load in a sentence.
func gist(r load.Result) string {
	var requests, errors uint64
	for _, p := range r.Phases {
		requests += p.All.Requests
		errors += p.All.Errors
	}
	missed := 0
	for _, t := range r.Thresholds {
		if t.Outcome == slo.Missed {
			missed++
		}
	}
	return fmt.Sprintf("%d requests to %s, %d not answered as expected, %d acknowledged changes lost; %d of %d thresholds missed",
		requests, r.Target.URL, errors, r.Lost(), missed, len(r.Thresholds))
}

// facts are what a load was, by name.
func facts(r load.Result) [][2]string {
	users := strings.Join(r.Target.Users, ", ")
	all := [][2]string{
		{"target", r.Target.URL}, {"server", r.Target.Server}, {"users", users}, {"started", r.Started.UTC().Format(time.RFC3339)},
		{"took", seconds(r.Ended.Sub(r.Started))}, {"workers", fmt.Sprint(r.Workers)}, {"seed", fmt.Sprint(r.Seed)},
		{"sent by", sentBy(r.Generator)},
	}
	var told [][2]string
	for _, fact := range all {
		if fact[1] != "" {
			told = append(told, [2]string{fact[0], report.Visible(fact[1])})
		}
	}
	return told
}

func sentBy(g load.Generator) string {
	if g.Version == "" {
		return ""
	}
	return fmt.Sprintf("tagcheck %s, commit %s, %s, %s, on %d of %d processors", g.Version, g.Commit, g.Go, g.Platform, g.InUse, g.Processors)
}

// health says how the generator did in a phase, by name.
func health(p load.PhaseResult) [][2]string {
	h, c := p.Health, p.Connections
	told := [][2]string{
		{"requests due", fmt.Sprint(h.Due)}, {"requests sent", fmt.Sprint(h.Sent)}, {"until the last answer", seconds(h.Elapsed)},
		{"send lag, p50", milliseconds(p.All.Lag.Percentiles.P50)},
		{"send lag with a worker free, p99", duration(h.Lag)}, {"its processors in use", percent(h.CPU)},
		{"all " + fmt.Sprint(h.Workers) + " workers busy", percent(h.Saturated) + " of the time"},
		{"workers waited for images", duration(p.Waited.Images)}, {"workers waited for tags", duration(p.Waited.Keys)},
		{"connections made", fmt.Sprint(c.Dialed)}, {"requests on a connection that was there", fmt.Sprint(c.Reused)},
		{"connections that the server closed while idle", fmt.Sprint(c.ClosedIdle)},
		{"requests whose connection was closed while they were written", fmt.Sprint(c.Raced)},
	}
	if h.Lapsed != "" {
		told = append(told, [2]string{"login", report.Visible(h.Lapsed)})
	}
	return told
}

// readBack says what became of the changes of a phase.
func readBack(v model.Findings) string {
	text := fmt.Sprintf("%d images with %d tags were read back, of which %d may be there or not; lost: %d added, %d removed; unexpected: %d",
		v.Images, v.Keys, v.Unknown, v.LostAdditions, v.ReturnedRemovals, v.Unexpected)
	if v.Unread > 0 {
		text += fmt.Sprintf("; %d images could not be read back: %s", v.Unread, report.Visible(v.WhyUnread))
	}
	return text
}

// unlisted is how many losses are counted and not listed.
func unlisted(v model.Findings) uint64 {
	return v.Lost() + v.Unexpected - uint64(len(v.Listed))
}

// acknowledged says what answered for a change.
func acknowledged(x *model.Exchange) string {
	if x == nil {
		return "nobody added it"
	}
	text := fmt.Sprintf("%s %s", x.Method, x.URL)
	if x.Status != 0 {
		text += fmt.Sprintf(" answered %d", x.Status)
	}
	text += " at " + x.Answered.UTC().Format(time.RFC3339Nano)
	if x.RequestID != "" {
		text += " (" + x.RequestID + ")"
	}
	return report.Visible(text)
}

func foundBy(l model.Finding) string {
	return fmt.Sprintf("%s at %s", l.Found, l.At.UTC().Format(time.RFC3339Nano))
}
