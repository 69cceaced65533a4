package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// heading is the conclusion as one loud word.
func (d Document) heading() string { return strings.ToUpper(string(d.Result.Conclusion)) }

// sentence is the verdict on the run in one line. It holds text of the target,
// so each format escapes it in its own way.
func (d Document) sentence() string {
	gist, reason := d.gist(), d.Result.Reason
	s := fmt.Sprintf("%s: %s on %s", d.heading(), gist, d.Result.Target.URL)
	if rest, ok := strings.CutPrefix(reason, gist); ok { // the reason says the same and perhaps more
		s += rest
	} else if reason != "" {
		s += ": " + reason
	}
	return s + fmt.Sprintf(" (profile %s, %s)", d.Result.Profile, seconds(d.duration()))
}

// gist counts what led to the conclusion.
func (d Document) gist() string {
	v := d.Totals.Verdicts
	of := func(n int, what string) string {
		return fmt.Sprintf("%d of %d requirements %s", n, d.Totals.Requirements, what)
	}
	switch c := d.Result.Conclusion; {
	case d.Totals.Requirements == 0:
		return "nothing was judged"
	case c == verdict.NonConformant && v[verdict.Fail] > 0:
		return of(v[verdict.Fail], "fail")
	case c == verdict.NonConformant && v[verdict.WaiverObsolete] > 0:
		return fmt.Sprintf("%d waivers no longer fail", v[verdict.WaiverObsolete])
	case c == verdict.NonConformant: // warnings gate
		return fmt.Sprintf("%d warnings", d.gating(func(r verdict.Requirement) bool { return r.Verdict == verdict.Warn }))
	case c == verdict.Inconclusive:
		return of(d.gating(undecided), "could not be judged")
	case c == verdict.NotFullyVerified:
		return of(d.gating(open), "were not verified")
	case c == verdict.Interrupted:
		return of(d.Totals.Requirements-v[verdict.NotVerified]-v[verdict.Block], "were judged")
	case v[verdict.Warn] > 0:
		return of(v[verdict.Pass], fmt.Sprintf("pass and %d warn", v[verdict.Warn]))
	}
	return of(v[verdict.Pass], "pass")
}

// gating counts the requirements that can gate, as the verdict package does.
func (d Document) gating(is func(verdict.Requirement) bool) int {
	n := 0
	for _, r := range d.Result.Requirements {
		if r.Level != requirement.May && is(r) {
			n++
		}
	}
	return n
}

func undecided(r verdict.Requirement) bool { return r.Verdict == verdict.Block || r.Undecided }

func open(r verdict.Requirement) bool {
	return undecided(r) || r.Verdict == verdict.NotVerified && r.Unobservable == "" ||
		r.Verdict == verdict.NotSupported && !r.Declared
}

// judge says how good the judge is, and bank what that was measured by; empty
// where it is left out.
func (d Document) judge() string {
	if d.Judge == nil {
		return ""
	}
	m := d.Judge.Measured
	if m == nil {
		return fmt.Sprintf("the score of this build is not measured (tagcheck selfcheck measures it, by %s and %s)",
			plural(d.Judge.Faults, "fault"), plural(d.Judge.Variants, "variant"))
	}
	alarms := "no alarm"
	if m.Alarms > 0 {
		alarms = plural(m.Alarms, "alarm")
	}
	return fmt.Sprintf("caught %d of %s, %s from %s (tagcheck selfcheck)",
		m.Caught, plural(m.Faults-m.Equivalent, "fault"), alarms, plural(m.Variants, "variant"))
}

func (d Document) bank() string {
	if d.Judge == nil {
		return ""
	}
	return d.Judge.Bank
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

// group is the requirements that have one verdict for the same reason: where a
// target dies, a hundred share one. Reasons that differ only in the image are
// the same, and the first of them is shown.
type group struct {
	reason string
	ids    []string
}

func sameReason(a, b string) bool {
	image := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|exchange [0-9]+`)
	return a == b || image.ReplaceAllString(a, "") == image.ReplaceAllString(b, "")
}

// grouped gives the requirements that are chosen by their reasons.
func (d Document) grouped(chosen func(verdict.Requirement) bool) []group {
	var groups []group
	for _, r := range d.Result.Requirements {
		if !chosen(r) {
			continue
		}
		reason := cmp.Or(r.Reason, "no reason was recorded")
		i := slices.IndexFunc(groups, func(g group) bool { return sameReason(g.reason, reason) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{reason: reason})
		}
		groups[i].ids = append(groups[i].ids, r.ID)
	}
	return groups
}

func is(v verdict.Verdict) func(verdict.Requirement) bool {
	return func(r verdict.Requirement) bool { return r.Verdict == v }
}

// ownReason is what is to be said of a failing requirement besides its checks:
// why its waiver does not help, or everything where no check is recorded.
func ownReason(r verdict.Requirement, failed []verdict.Check) string {
	switch {
	case len(failed) == 0:
		return cmp.Or(r.Reason, "no reason was recorded")
	case r.Waiver != nil:
		return r.Reason
	}
	return ""
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
