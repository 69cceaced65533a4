package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/suites/requirement"
)

// Matrix is a self-check with the tagcheck that made it: what is rendered.
type Matrix struct {
	Build Build
	selfcheck.Matrix
}

// WriteDir writes selfcheck.json, selfcheck.md and selfcheck.html to dir, as
// [Document.WriteDir] writes its files.
func (m Matrix) WriteDir(ctx context.Context, dir string) ([]string, error) {
	return WriteFiles(ctx, dir, m, []File[Matrix]{
		{"selfcheck.json", MatrixJSON}, {"selfcheck.md", MatrixMarkdown}, {"selfcheck.html", MatrixHTML},
	})
}

// score is what the self-check came to in one line, with the bank that it was
// measured by.
func (m Matrix) score() string { return m.gist() + "; bank SHA-256 " + m.Bank }

func (m Matrix) gist() string {
	s := m.Score()
	parts := []string{fmt.Sprintf("%d of %s caught (%d by the requirement that ought to)",
		s.Caught, plural(s.Catchable(), "fault"), s.Intended)}
	if s.Equivalent > 0 {
		parts[0] += fmt.Sprintf(", %d equivalent", s.Equivalent)
	}
	if n := len(m.With(selfcheck.Undecided, selfcheck.Broken)); n > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be judged", n))
	}
	if n := len(m.With(selfcheck.NotRun)); n > 0 {
		parts = append(parts, fmt.Sprintf("interrupted: %d not judged", n))
	}
	switch {
	case s.Alarms > 0:
		parts = append(parts, fmt.Sprintf("%s from %d variants, %d equivalent faults and the reference server", plural(s.Alarms, "alarm"), s.Variants, s.Equivalent))
	case s.Variants > 0:
		parts = append(parts, fmt.Sprintf("0 of %d variants raise an alarm", s.Variants))
	}
	return strings.Join(parts, "; ")
}

// idle is the requirements that caught no fault, where all were tried.
func (m Matrix) idle() []selfcheck.Requirement {
	if !m.Whole || !m.Complete() {
		return nil
	}
	return m.Idle()
}

// faultGroup is the faults that one area ought to catch.
type faultGroup struct {
	area string
	rows []selfcheck.Row
}

func (m Matrix) groups() []faultGroup {
	var groups []faultGroup
	for _, r := range m.Faults {
		i := slices.IndexFunc(groups, func(g faultGroup) bool { return g.area == r.Area() })
		if i < 0 {
			i = len(groups)
			groups = append(groups, faultGroup{area: r.Area()})
		}
		groups[i].rows = append(groups[i].rows, r)
	}
	return groups
}

// areasOf gives the areas of the catalogue.
func (m Matrix) areasOf() []string {
	var all []requirement.Requirement
	for _, r := range m.Requirements {
		all = append(all, r.Requirement)
	}
	return requirement.Areas(all)
}

// ruling is the outcome of a row in a few words.
func ruling(r selfcheck.Row) string {
	switch r.Outcome {
	case selfcheck.Intended:
		return "caught"
	case selfcheck.Other:
		return "by another only"
	case selfcheck.Survived:
		return "SURVIVED"
	case selfcheck.Alarm:
		return "ALARM"
	case selfcheck.Undecided:
		return "UNDECIDED"
	case selfcheck.Broken:
		return "BROKEN"
	case selfcheck.NotRun:
		return "not judged"
	}
	if r.Equivalent != "" {
		return "equivalent"
	}
	return "no alarm"
}

// catchers is the requirements that caught a row, at most n of them by name.
func catchers(r selfcheck.Row, n int) string {
	var names []string
	for _, c := range first(r.Catches, n) {
		names = append(names, c.Requirement)
	}
	text := strings.Join(names, ", ")
	if more := len(r.Catches) - len(names); more > 0 {
		text += fmt.Sprintf(" +%d more", more)
	}
	return text
}

// detail is what is to be said of a row besides its ruling.
func detail(r selfcheck.Row) string {
	var parts []string
	switch r.Outcome {
	case selfcheck.Intended:
		parts = append(parts, catchers(r, 1))
	case selfcheck.Other:
		parts = append(parts, catchers(r, shownChecks), "not by "+r.Intended)
	case selfcheck.Survived:
		parts = append(parts, "ought to be caught by "+r.Intended)
	case selfcheck.Undecided:
		parts = append(parts, r.Intended+" could not be judged")
	case selfcheck.Broken:
		parts = append(parts, r.Problems()...)
	case selfcheck.Alarm:
		parts = append(parts, catchers(r, shownChecks))
	case selfcheck.Silent:
		parts = append(parts, r.Equivalent)
	}
	if rate := rate(r); rate != "" {
		parts = append(parts, rate)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// rate is how often a fault was caught, where that is more than one run.
func rate(r selfcheck.Row) string {
	if len(r.Runs) < 2 || r.Intended == "" {
		return ""
	}
	return fmt.Sprintf("caught in %d of %d runs", r.Caught, len(r.Runs))
}

// unsteadiness is which requirements caught a row in some of its runs only.
func unsteadiness(r selfcheck.Row) string {
	var parts []string
	for _, c := range r.Catches {
		if c.Runs < len(r.Runs) {
			parts = append(parts, fmt.Sprintf("%s in %d of %d runs", c.Requirement, c.Runs, len(r.Runs)))
		}
	}
	return strings.Join(parts, ", ")
}

// complaint is a finding in one line.
func complaint(f selfcheck.Finding) string {
	what := string(f.Verdict)
	if f.Undecided {
		what = "undecided"
	}
	return fmt.Sprintf("%s (%s): %s", f.Requirement, what, cmp.Or(f.Reason, "no reason was recorded"))
}

func ids(list []selfcheck.Requirement) []string {
	var all []string
	for _, r := range list {
		all = append(all, r.ID)
	}
	return all
}
