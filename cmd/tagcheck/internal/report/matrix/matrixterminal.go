package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

// Matrix shows a self-check: what caught each fault, the alarms, the
// requirements that caught nothing, and at last one line with the score. Of a
// part of the bank it shows every complaint with its reason.
func (t *Terminal) Matrix(m Matrix) {
	p := &page{width: t.Width, color: t.Color}
	k := matrixPage{page: p, Matrix: m}
	switch {
	case t.Quiet:
		k.problems()
	case m.Whole:
		k.faults()
		k.alarms()
		k.unsteady()
		k.unproven()
		k.blank()
	default:
		k.complaints()
		k.unsteady()
		k.blank()
	}
	line := strings.Join(plainLines(m.score()), " ")
	p.WriteString(p.paint(bold+";"+k.color(), defused(line)) + "\n")
	io.WriteString(t.Out, p.String())
}

// matrixPage writes a matrix on a page.
type matrixPage struct {
	*page
	Matrix
}

func (k matrixPage) color() string {
	switch {
	case k.Failed():
		return red
	case !k.Complete():
		return yellow
	}
	return green
}

func colorOfRow(r selfcheck.Row) string {
	switch r.Outcome {
	case selfcheck.Survived, selfcheck.Alarm:
		return red
	case selfcheck.Other, selfcheck.Undecided, selfcheck.Broken:
		return yellow
	case selfcheck.NotRun:
		return dim
	}
	if r.Equivalent != "" {
		return dim
	}
	return plain
}

// faults writes a line for each fault, below the area that ought to catch it.
func (k matrixPage) faults() {
	width := 0
	for _, r := range k.Faults {
		width = max(width, text.StringWidthWithoutEscSequences(Visible(r.Name)))
	}
	for _, g := range k.groups() {
		k.blank()
		k.text(0, bold, g.area)
		for _, r := range g.rows {
			k.item(2, text.Pad(Visible(r.Name), width, ' ')+"  ", colorOfRow(r), line(r))
		}
	}
}

// line is a fault's ruling; of one that is as it ought to be, only what caught
// it.
func line(r selfcheck.Row) string {
	switch r.Outcome {
	case selfcheck.Intended:
		return detail(r)
	case selfcheck.Survived:
		return ruling(r) + ": " + r.Text + "; " + detail(r)
	}
	if more := detail(r); more != "" {
		return ruling(r) + ": " + more
	}
	return ruling(r)
}

// alarms tells of the servers that are right and were complained of, and of
// those that could not be judged.
func (k matrixPage) alarms() {
	for _, r := range append(k.With(selfcheck.Alarm), k.rightOnes(selfcheck.Broken)...) {
		k.blank()
		k.alarm(r)
	}
}

func (k matrixPage) rightOnes(o selfcheck.Outcome) []selfcheck.Row {
	var rows []selfcheck.Row
	for _, r := range k.With(o) {
		if r.Intended == "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func (k matrixPage) alarm(r selfcheck.Row) {
	k.text(0, bold+";"+colorOfRow(r), fmt.Sprintf("%s %s: %s", ruling(r), r.Name, r.Text))
	if r.Reading != "" {
		k.text(2, dim, "allowed by "+r.Reading)
	}
	if r.Equivalent != "" {
		k.text(2, dim, "equivalent: "+r.Equivalent)
	}
	for _, problem := range r.Problems() {
		k.item(2, "- ", plain, problem)
	}
	found := r.Alarms()
	for _, f := range first(found, shownChecks) {
		k.item(2, "- ", plain, complaint(f))
	}
	if more := len(found) - shownChecks; more > 0 {
		k.text(2, dim, fmt.Sprintf("and %s; all of them: tagcheck selfcheck --fault %s", plural(more, "more requirement"), r.Name))
	}
}

func (k matrixPage) unsteady() {
	for i, r := range k.Unsteady() {
		if i == 0 {
			k.blank()
			k.text(0, bold+";"+red, "Not judged the same in each run, although nothing of them is chance:")
		}
		k.item(2, "- ", plain, r.Name+": "+unsteadiness(r))
	}
}

// unproven lists the requirements that caught no fault, a line for each area.
func (k matrixPage) unproven() {
	byArea := map[string][]string{}
	for _, r := range k.idle() {
		byArea[r.Area()] = append(byArea[r.Area()], r.ID)
	}
	if len(byArea) == 0 {
		return
	}
	k.blank()
	k.text(0, bold, "Requirements that caught no fault: "+fmt.Sprint(len(k.idle())))
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		k.text(2, plain, strings.Join(byArea[area], ", "))
	}
}

// complaints tells everything about each row, for who works on one.
func (k matrixPage) complaints() {
	for _, r := range k.Rows() {
		k.blank()
		k.text(0, bold, r.Name+": "+r.Text)
		k.text(2, colorOfRow(r), line(r))
		if r.OneIn > 0 {
			k.text(2, dim, fmt.Sprintf("it shows in one of %s, by chance", plural(r.OneIn, "request")))
		}
		for _, problem := range r.Problems() {
			k.item(2, "- ", plain, problem)
		}
		for _, f := range said(r) {
			k.item(2, "- ", plain, complaint(f))
		}
	}
}

// said is what the first run of a row found: what ought to catch it first, then
// what did too, then what could not be judged.
func said(r selfcheck.Row) []selfcheck.Finding {
	if len(r.Runs) == 0 {
		return nil
	}
	rank := func(f selfcheck.Finding) int {
		switch {
		case f.Requirement == r.Intended:
			return 0
		case f.Catches():
			return 1
		}
		return 2
	}
	found := slices.Clone(r.Runs[0].Findings)
	slices.SortStableFunc(found, func(a, b selfcheck.Finding) int { return rank(a) - rank(b) })
	return found
}

// problems names what is wrong, and nothing else.
func (k matrixPage) problems() {
	for _, r := range k.With(selfcheck.Survived, selfcheck.Alarm, selfcheck.Undecided, selfcheck.Broken) {
		more := r.Text + "; " + detail(r)
		for _, f := range first(r.Alarms(), 1) {
			if r.Outcome == selfcheck.Alarm {
				more = complaint(f)
			}
		}
		k.text(0, colorOfRow(r), fmt.Sprintf("%s %s: %s", ruling(r), r.Name, more))
	}
	for _, r := range k.Unsteady() {
		k.text(0, red, fmt.Sprintf("UNSTEADY %s: %s", r.Name, unsteadiness(r)))
	}
}
