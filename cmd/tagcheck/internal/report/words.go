package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/verdict"
)

// heading is the conclusion as one loud word.
func (d Document) heading() string { return strings.ToUpper(string(d.Result.Conclusion)) }

// sentence is the verdict on the run in one line. It holds text of the target,
// so each format escapes it in its own way.
func (d Document) sentence() string {
	s := fmt.Sprintf("%s: %s on %s", d.heading(), d.gist(), d.Result.Target.URL)
	if d.Result.Reason != "" {
		s += ": " + d.Result.Reason
	}
	return s + fmt.Sprintf(" (profile %s, %s)", d.Result.Profile, seconds(d.duration()))
}

// gist counts what led to the conclusion.
func (d Document) gist() string {
	n, v := d.Totals.Requirements, d.Totals.Verdicts
	of := func(k int, verb string) string {
		return fmt.Sprintf("%d of %s %s", k, plural(n, "requirement"), verb)
	}
	if n == 0 {
		return "nothing was judged"
	}
	switch d.Result.Conclusion {
	case verdict.NonConformant:
		return d.gistOfFailure(of)
	case verdict.NotFullyVerified:
		left := v[verdict.NotVerified] + v[verdict.Block] + v[verdict.NotSupported]
		return of(left, "are not verified")
	case verdict.Inconclusive:
		left := v[verdict.NotVerified] + v[verdict.Block]
		return of(left, "could not be judged")
	case verdict.Interrupted:
		left := v[verdict.NotVerified] + v[verdict.Block] + v[verdict.NotSupported]
		return of(n-left, "were judged")
	}
	s := of(v[verdict.Pass], "pass")
	if warn := v[verdict.Warn]; warn > 0 {
		s += fmt.Sprintf(", %d warn", warn)
	}
	return s
}

func (d Document) gistOfFailure(of func(int, string) string) string {
	failed, obsolete := d.Totals.Verdicts[verdict.Fail], d.Totals.Verdicts[verdict.WaiverObsolete]
	switch {
	case obsolete == 0:
		return of(failed, "fail")
	case failed == 0:
		return plural(obsolete, "waiver") + " no longer needed"
	}
	return of(failed, "fail") + " and " + plural(obsolete, "waiver") + " no longer needed"
}

// counts is the number of checks by outcome, and of exchanges.
func (d Document) counts() string {
	var parts []string
	for _, o := range outcomes() {
		if n := d.Totals.Outcomes[o]; n > 0 || o == verdict.Passed || o == verdict.Failed {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return fmt.Sprintf("%s: %s; %s", plural(d.Totals.Checks, "check"), strings.Join(parts, ", "),
		plural(d.Totals.Exchanges, "exchange"))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// milliseconds is a duration as files hold it, exact to the microsecond.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond).Microseconds()) / 1000
}

// label is a verdict as the heading of a column.
func label(v verdict.Verdict) string { return strings.ReplaceAll(string(v), "-", " ") }

// deviations gives what a check found wrong, or why it did not pass where it
// has no deviations.
func deviations(c verdict.Check) []string {
	if len(c.Deviations) > 0 {
		return c.Deviations
	}
	return []string{cmp.Or(c.Reason, "no reason was recorded")}
}

// reasonOf says why r has its verdict: the requirement's own reason, or those
// of its checks that could not judge it.
func (d Document) reasonOf(r verdict.Requirement) []string {
	var reasons []string
	if r.Reason != "" {
		reasons = append(reasons, r.Reason)
	}
	for _, c := range d.checksOf(r, verdict.Blocked, verdict.Undecided, verdict.NotRun) {
		reasons = append(reasons, fmt.Sprintf("%s: %s: %s", c.Title, c.Outcome, cmp.Or(c.Reason, "no reason was recorded")))
	}
	slices.Sort(reasons[min(1, len(reasons)):])
	return slices.Compact(reasons)
}

// basis names the text on which a requirement stands.
func basis(r verdict.Requirement) string {
	if r.Clause == "" {
		return string(r.Source)
	}
	return string(r.Source) + ", " + r.Clause
}

func waiverText(w *verdict.Waiver) string {
	if w == nil {
		return "no waiver was recorded"
	}
	s := fmt.Sprintf("%s (owner %s", w.Reason, w.Owner)
	if w.Expires != "" {
		s += ", until " + w.Expires
	}
	if w.Link != "" {
		s += ", " + w.Link
	}
	return s + ")"
}

// requestLine is an exchange in one line. The target is as it was sent, so it
// may hold anything.
func requestLine(x *imageapi.Exchange) string {
	return fmt.Sprintf("%s %s -> %s", x.Sent.Method, x.Sent.Target, answer(x))
}

func answer(x *imageapi.Exchange) string {
	trouble := x.Error
	if x.TimedOut {
		trouble = cmp.Or(trouble, "it took too long")
	}
	if x.Status() == 0 { // an interim answer alone is none
		return "no answer: " + cmp.Or(trouble, string(x.Outcome))
	}
	s := strings.TrimSpace(fmt.Sprintf("%d %s", x.Received.Status, x.Received.Reason))
	if trouble != "" {
		s += " (" + trouble + ")"
	}
	return s
}
