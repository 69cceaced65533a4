package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// NoReason stands where a verdict or an outcome has no reason.
const NoReason = "no reason was recorded"

// Heading is the conclusion in capitals, such as NON-CONFORMANT.
func (d Document) Heading() string { return strings.ToUpper(string(d.Result.Conclusion)) }

// Sentence is the verdict on the run in one line. It holds text of the target:
// use package escape before it goes to a terminal or into a page.
func (d Document) Sentence() string {
	return fmt.Sprintf("%s: %s (%s, profile %s, %s)", d.Heading(), d.finding(), d.Result.Target.URL,
		d.Result.Profile, output.Seconds(d.Duration()))
}

// finding is what led to the conclusion.
func (d Document) finding() string {
	v, all := d.Totals.Verdicts, d.Totals.Requirements
	reason := d.Result.Reason
	switch c := d.Result.Conclusion; {
	case all == 0:
		return "nothing was judged: " + cmp.Or(reason, NoReason)
	case c == verdict.Interrupted:
		judged := v[verdict.Pass] + v[verdict.Fail] + v[verdict.Warn] + v[verdict.Waived] + v[verdict.WaiverObsolete]
		return fmt.Sprintf("%d of %d requirements were judged; %s", judged, all, cmp.Or(reason, NoReason))
	case c != verdict.Conformant:
		return cmp.Or(reason, NoReason)
	case v[verdict.Warn] > 0:
		return fmt.Sprintf("%d of %d requirements pass, %d warn", v[verdict.Pass], all, v[verdict.Warn])
	}
	return fmt.Sprintf("%d of %d requirements pass", v[verdict.Pass], all)
}

// decided reports whether the run came to a verdict on the target.
func (d Document) decided() bool {
	switch d.Result.Conclusion {
	case verdict.Conformant, verdict.NonConformant, verdict.NotFullyVerified:
		return true
	}
	return false
}

// CheckCounts is the number of checks by outcome, and of exchanges, in one line.
func (d Document) CheckCounts() string {
	var parts []string
	for _, o := range outcomes() {
		if n := d.Totals.Outcomes[o]; n > 0 || o == verdict.Passed || o == verdict.Failed {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return fmt.Sprintf("%s: %s; %s", output.Count(d.Totals.Checks, "check"), strings.Join(parts, ", "),
		output.Count(d.Totals.Exchanges, "exchange"))
}

// Label is a verdict as the heading of a column, such as "not verified".
func Label(v verdict.Verdict) string { return strings.ReplaceAll(string(v), "-", " ") }

// Basis names the text on which a requirement stands, such as "rfc9110, 8.6".
func Basis(r verdict.Requirement) string {
	if r.Clause == "" {
		return string(r.Source)
	}
	return string(r.Source) + ", " + r.Clause
}

// Deviations gives every expectation that a check did not find met, or else the
// reason why it did not pass; at least one text.
func Deviations(c verdict.Check) []string {
	if len(c.Deviations) > 0 {
		return c.Deviations
	}
	return []string{cmp.Or(c.Reason, NoReason)}
}

// ExtraReason is what a report says about a requirement that is not met in
// addition to its failed checks: why its waiver does not apply, or the whole
// reason where no failed check is recorded. It is empty otherwise.
func ExtraReason(r verdict.Requirement, failed []verdict.Check) string {
	switch {
	case len(failed) == 0:
		return cmp.Or(r.Reason, NoReason)
	case r.Waiver != nil:
		return r.Reason
	}
	return ""
}

// WaiverText is a waiver in one line: reason, owner, last day and link.
func WaiverText(w *verdict.Waiver) string {
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

// RemoveWaiver says what to do about the waiver of a requirement that is met.
func RemoveWaiver(r verdict.Requirement) string {
	return "this requirement is met: remove its waiver: " + WaiverText(r.Waiver)
}

// AttachedTo names the files that belong to a check, as they are called in the
// folder of the report.
func AttachedTo(c verdict.Check) []string {
	var names []string
	for _, a := range c.Attachments {
		names = append(names, filepath.Base(a.Name))
	}
	return names
}

// RequestLine is an exchange in one line. The target is as it was sent, so it
// may hold any character: use package escape before it is shown.
func RequestLine(x *imageapi.Exchange) string {
	return fmt.Sprintf("%s %s -> %s", x.Sent.Method, x.Sent.Target, answer(x))
}

func answer(x *imageapi.Exchange) string {
	trouble := x.Error
	if x.TimedOut {
		trouble = cmp.Or(trouble, "timed out")
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
