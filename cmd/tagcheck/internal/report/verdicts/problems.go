package verdicts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// maxChecks is how many checks the page shows of one requirement before it
// counts the rest.
const maxChecks = 3

// failure shows a requirement that is not met, with the checks that failed.
func (s summary) failure(r verdict.Requirement) {
	s.requirement("FAIL", terminal.Strong(terminal.Of(ofVerdict(verdict.Fail))), r)
	failed := s.ChecksOf(r, verdict.Failed)
	for _, c := range s.some(failed) {
		s.failedCheck(c)
	}
	if more := len(failed) - len(s.some(failed)); more > 0 {
		s.Text(5, terminal.Dim, fmt.Sprintf("and %s that failed", output.Count(more, "more check")))
	}
}

// warning shows one check only: a warning does not gate.
func (s summary) warning(r verdict.Requirement) {
	s.requirement("WARN", terminal.Of(ofVerdict(verdict.Warn)), r)
	failed := s.ChecksOf(r, verdict.Failed)
	for _, c := range failed[:min(len(failed), 1)] {
		s.failedCheck(c)
	}
	if more := len(failed) - 1; more > 0 {
		s.Text(5, terminal.Dim, fmt.Sprintf("and %s that failed", output.Count(more, "more check")))
	}
}

func (s summary) requirement(head string, style terminal.Style, r verdict.Requirement) {
	s.Blank()
	s.Text(0, style, fmt.Sprintf("%s %s (%s)", head, r.ID, r.Level))
	s.Text(5, terminal.Dim, report.Basis(r))
	s.Text(5, terminal.Plain, r.Statement)
	if reason := report.ExtraReason(r, s.ChecksOf(r, verdict.Failed)); reason != "" {
		s.Text(5, terminal.Plain, reason)
	}
}

// some is what the page shows of several checks.
func (s summary) some(checks []verdict.Check) []verdict.Check {
	if s.verbose {
		return checks
	}
	return checks[:min(len(checks), maxChecks)]
}

func (s summary) failedCheck(c verdict.Check) {
	if s.shown[c.ID] {
		s.Item(5, "x ", terminal.Dim, c.Title+" (as above)")
		return
	}
	s.shown[c.ID] = true
	s.Item(5, "x ", terminal.Plain, c.Title)
	for _, d := range report.Deviations(c) {
		s.Item(7, "- ", terminal.Of(ofVerdict(verdict.Fail)), d)
	}
	for _, name := range report.AttachedTo(c) {
		s.Text(7, terminal.Dim, "see "+name+" in the folder of --report")
	}
	evidence := s.Evidence(c)
	shown := min(len(evidence), report.EvidenceLimit(c, 1))
	if s.verbose {
		shown = len(evidence)
	}
	for _, x := range evidence[:shown] {
		s.exchange(x, report.Deviations(c))
	}
	if more := len(evidence) - shown; more > 0 {
		s.Text(7, terminal.Dim, fmt.Sprintf("and %s as evidence", output.Count(more, "more exchange")))
	}
}

// exchange omits the line of the exchange where a deviation names it already.
func (s summary) exchange(x *imageapi.Exchange, deviations []string) {
	name := fmt.Sprintf("(exchange %d)", x.ID)
	if !slices.ContainsFunc(deviations, func(text string) bool { return strings.Contains(text, name) }) {
		s.Text(7, terminal.Dim, report.RequestLine(x))
	}
	s.Verbatim(7, report.Curl(x))
}

// undecidedChecks lists the checks that came to no outcome although other
// checks gave their requirements a verdict.
func (s summary) undecidedChecks() {
	var unlisted []verdict.Check
	for _, c := range s.Result.Checks {
		if (c.Outcome == verdict.Undecided || c.Outcome == verdict.Blocked) && !s.listed(c) {
			unlisted = append(unlisted, c)
		}
	}
	for i, c := range s.some(unlisted) {
		if i == 0 {
			s.Blank()
		}
		s.Text(0, terminal.Plain, fmt.Sprintf("%s check: %s: %s", strings.ToUpper(string(c.Outcome)), c.Title,
			cmp.Or(c.Reason, report.NoReason)))
	}
	if more := len(unlisted) - len(s.some(unlisted)); more > 0 {
		s.Text(0, terminal.Dim, fmt.Sprintf("and %s without an outcome", output.Count(more, "more check")))
	}
}

// listed reports whether the page lists one of c's requirements as undecided.
func (s summary) listed(c verdict.Check) bool {
	return slices.ContainsFunc(c.Requirements, func(id string) bool {
		r, selected := s.Requirement(id)
		return selected && report.Undecided(r)
	})
}
