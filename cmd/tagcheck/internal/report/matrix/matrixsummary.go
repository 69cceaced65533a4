package matrix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
	"tagcheck/suites/requirement"
)

// Summary shows a self-check: what caught each fault, the false alarms, the
// requirements that caught nothing, and as the last line the score. Of a part
// of the bank it shows every complaint with its reason; a quiet terminal gets
// what is wrong, and the score.
func Summary(t *terminal.Terminal, d Document) {
	s := summary{t.Page(), d}
	switch {
	case t.Quiet:
		s.wrongOnly()
	case d.FullBank:
		s.faults()
		s.alarms()
		s.flakyRows()
		s.requirementsWithoutFault()
		s.Blank()
	default:
		s.complaints()
		s.flakyRows()
		s.Blank()
	}
	s.Line(terminal.Strong(terminal.Of(d.state())), d.sentence())
	t.Print(s.Page)
}

// summary writes a self-check on a page.
type summary struct {
	*terminal.Page
	Document
}

// faults writes a line for each fault, below the area of its intended
// requirement.
func (s summary) faults() {
	width := 0
	for _, r := range s.Faults {
		width = max(width, text.StringWidthWithoutEscSequences(escape.Visible(r.Name)))
	}
	for _, g := range s.groups() {
		s.Blank()
		s.Text(0, terminal.Bold, g.area)
		for _, r := range g.rows {
			s.Item(2, text.Pad(escape.Visible(r.Name), width, ' ')+"  ", style(r), line(r))
		}
	}
}

// style leaves what is as it must be without a colour: it is most of the rows.
func style(r bank.Row) terminal.Style {
	if state := stateOf(r); state != frame.Good {
		return terminal.Of(state)
	}
	return terminal.Plain
}

// line is the ruling on a row with its detail; of a fault that was caught as
// intended only the requirement.
func line(r bank.Row) string {
	switch more := detail(r); {
	case r.Outcome == bank.Intended:
		return more
	case r.Outcome == bank.Survived:
		return ruling(r) + ": " + r.Text + "; " + more
	case more != "":
		return ruling(r) + ": " + more
	}
	return ruling(r)
}

// alarms shows the correct servers and got complaints, and those that
// could not be judged.
func (s summary) alarms() {
	for _, r := range s.Rows() {
		if r.Outcome == bank.Alarm || r.Outcome == bank.Broken && r.Intended == "" {
			s.Blank()
			s.alarm(r)
		}
	}
}

func (s summary) alarm(r bank.Row) {
	s.Text(0, terminal.Strong(style(r)), fmt.Sprintf("%s %s: %s", ruling(r), r.Name, r.Text))
	if r.Reading != "" {
		s.Text(2, terminal.Dim, "allowed by "+r.Reading)
	}
	if r.Equivalent != "" {
		s.Text(2, terminal.Dim, "equivalent: "+r.Equivalent)
	}
	found := r.Alarms()
	for _, text := range slices.Concat(r.Problems(), complaintsOf(found[:min(len(found), maxNamed)])) {
		s.Item(2, "- ", terminal.Plain, text)
	}
	if more := len(found) - maxNamed; more > 0 {
		s.Text(2, terminal.Dim, fmt.Sprintf("and %s; 'tagcheck selfcheck --fault %s' lists all of them",
			output.Count(more, "more requirement"), r.Name))
	}
}

func complaintsOf(found []bank.Finding) []string {
	var texts []string
	for _, f := range found {
		texts = append(texts, complaint(f))
	}
	return texts
}

func (s summary) flakyRows() {
	for i, entry := range s.flaky() {
		if i == 0 {
			s.Blank()
			s.Text(0, terminal.Strong(terminal.Of(frame.Bad)),
				"Flaky: not the same in each run, although these servers do nothing by chance:")
		}
		s.Item(2, "- ", terminal.Plain, entry)
	}
}

// requirementsWithoutFault lists the requirements that caught no fault, a line
// for each area.
func (s summary) requirementsWithoutFault() {
	all := s.caughtNothing()
	if len(all) == 0 {
		return
	}
	byArea := map[string][]string{}
	for _, id := range all {
		area := requirement.Requirement{ID: id}.Area()
		byArea[area] = append(byArea[area], id)
	}
	s.Blank()
	s.Text(0, terminal.Bold, fmt.Sprintf("Requirements that caught no fault: %d", len(all)))
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		s.Text(2, terminal.Plain, strings.Join(byArea[area], ", "))
	}
}

// complaints shows everything about each row, for whoever works on one.
func (s summary) complaints() {
	for _, r := range s.Rows() {
		s.Blank()
		s.Text(0, terminal.Bold, r.Name+": "+r.Text)
		s.Text(2, style(r), line(r))
		if r.OneIn > 0 {
			s.Text(2, terminal.Dim, oneIn(r))
		}
		for _, text := range slices.Concat(r.Problems(), complaintsOf(firstFindings(r))) {
			s.Item(2, "- ", terminal.Plain, text)
		}
	}
}

// oneIn says how often a fault shows that shows by chance.
func oneIn(r bank.Row) string {
	return fmt.Sprintf("shows by chance, in one of %s", output.Count(r.OneIn, "request"))
}

// firstFindings is what the first run of a row found: the intended requirement
// first, then others that caught it, then what could not be judged.
func firstFindings(r bank.Row) []bank.Finding {
	if len(r.Runs) == 0 {
		return nil
	}
	rank := func(f bank.Finding) int {
		switch {
		case f.Requirement == r.Intended:
			return 0
		case f.Catches():
			return 1
		}
		return 2
	}
	found := slices.Clone(r.Runs[0].Findings)
	slices.SortStableFunc(found, func(a, b bank.Finding) int { return rank(a) - rank(b) })
	return found
}

// wrongOnly names what is wrong, a line for each server.
func (s summary) wrongOnly() {
	for _, r := range s.With(bank.Survived, bank.Alarm, bank.Undecided, bank.Broken) {
		more := r.Text + "; " + detail(r)
		if found := r.Alarms(); r.Outcome == bank.Alarm && len(found) > 0 {
			more = complaint(found[0])
		}
		s.Text(0, style(r), fmt.Sprintf("%s %s: %s", ruling(r), r.Name, more))
	}
	for _, entry := range s.flaky() {
		s.Text(0, terminal.Of(frame.Bad), "FLAKY "+entry)
	}
}
