// Package verdicts shows the result of a conform run while it is fresh: as a
// summary at a terminal, and as annotations in the log of GitHub Actions.
//
//	doc := report.New(result)
//	verdicts.Summary(terminal.New(os.Stdout, os.Getenv), doc)
//
// Files for later are written by package suites/report.
package verdicts

import (
	"fmt"
	"strings"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// Summary shows what a run found: what fails and why, the requirements by area,
// and as the last line the verdict. A quiet terminal gets the IDs of what fails
// and the verdict.
func Summary(t *terminal.Terminal, d report.Document) {
	s := summary{Page: t.Page(), Document: d, verbose: t.Verbose, shown: map[string]bool{}}
	if t.Quiet {
		s.failingIDs()
	} else {
		s.everything()
	}
	s.Line(terminal.Strong(terminal.Of(ofConclusion(d.Result.Conclusion))), d.Sentence())
	t.Print(s.Page)
}

// summary writes a document on a page.
type summary struct {
	*terminal.Page
	report.Document
	verbose bool            // leave nothing out
	shown   map[string]bool // IDs of the failed checks that are on the page already
}

func (s summary) failingIDs() {
	for _, r := range s.ByVerdict(verdict.Fail, verdict.WaiverObsolete) {
		s.Text(0, terminal.Of(ofVerdict(r.Verdict)), r.ID)
	}
}

func (s summary) everything() {
	if s.verbose {
		s.everyCheck()
	}
	for _, r := range s.ByVerdict(verdict.Fail) {
		s.failure(r)
	}
	s.waivers("WAIVER TO REMOVE", verdict.WaiverObsolete)
	for _, r := range s.ByVerdict(verdict.Warn) {
		s.warning(r)
	}
	s.reasons("BLOCKED", func(r verdict.Requirement) bool { return r.Verdict == verdict.Block })
	s.waivers("WAIVED", verdict.Waived)
	s.reasons("UNDECIDED", func(r verdict.Requirement) bool { return r.Undecided })
	if s.Result.Conclusion == verdict.NotFullyVerified || s.verbose {
		s.reasons("NOT VERIFIED", func(r verdict.Requirement) bool {
			return report.Unverified(r) && !report.Undecided(r)
		})
	} else {
		s.reasons("UNSUPPORTED", func(r verdict.Requirement) bool {
			return r.Verdict == verdict.NotSupported && !r.Declared
		})
	}
	s.undecidedChecks()
	s.areaTable()
	s.findings()
	s.leftovers()
	s.Blank()
	s.Text(0, terminal.Plain, s.CheckCounts())
	if s.Score != nil {
		s.Text(0, terminal.Dim, "self-check: "+s.Score.String())
	}
}

// everyCheck lists the checks by area, each with its outcome.
func (s summary) everyCheck() {
	area := ""
	for _, c := range s.Result.Checks {
		if c.Area != area {
			area = c.Area
			s.Blank()
			s.Text(0, terminal.Bold, area)
		}
		outcome := s.Paint(terminal.Of(ofOutcome(c.Outcome)), fmt.Sprintf("%-11s", c.Outcome))
		s.Item(2, outcome+" ", terminal.Plain, c.Title)
		if c.Outcome != verdict.Passed && c.Outcome != verdict.Failed && c.Reason != "" {
			s.Text(14, terminal.Dim, c.Reason)
		}
	}
}

func (s summary) waivers(head string, v verdict.Verdict) {
	for i, r := range s.ByVerdict(v) {
		if i == 0 {
			s.Blank()
		}
		s.Text(0, terminal.Of(ofVerdict(v)), head+" "+r.ID+": "+report.WaiverText(r.Waiver))
	}
}

func (s summary) reasons(head string, chosen func(verdict.Requirement) bool) {
	for _, g := range s.GroupByReason(chosen) {
		s.Blank()
		s.Text(0, terminal.Of(ofVerdict(verdict.Block)),
			fmt.Sprintf("%s %s: %s", head, output.Count(len(g.IDs), "requirement"), g.Reason))
		s.Text(5, terminal.Plain, strings.Join(g.IDs, ", "))
	}
}

func (s summary) findings() {
	for i, f := range s.Result.Findings {
		if i == 0 {
			s.Blank()
			s.Text(0, terminal.Bold, "Findings")
		}
		s.Item(2, "- ", terminal.Plain, f)
	}
}
