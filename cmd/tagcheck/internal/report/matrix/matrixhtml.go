package report

import (
	_ "embed" // for the template
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

//go:embed matrix.html
var matrixPageText string

// MatrixHTML writes a self-check as one page for a browser, which needs
// nothing else: faults down, the areas of the requirements across.
func MatrixHTML(w io.Writer, m Matrix) error {
	page, err := template.New("matrix").Parse(matrixPageText)
	if err != nil {
		return fmt.Errorf("write the matrix as HTML: %w", err)
	}
	if err := page.Execute(w, newHTMLMatrix(m)); err != nil {
		return fmt.Errorf("write the matrix as HTML: %w", err)
	}
	return nil
}

type htmlMatrix struct {
	Share, Line, State string
	Bars               []htmlBar
	Alarms             int
	Facts              [][2]string
	Areas              []string
	Groups             []htmlGroup
	Reference          []htmlServer
	Variants           []htmlServer
	Catchers           []htmlCatcher
	Idle               []selfcheck.Requirement
	Width              int // columns of the table
}

// htmlBar is the share of one outcome among the faults.
type htmlBar struct {
	Class, Label string
	Count        int
}

type htmlGroup struct {
	Area   string
	Caught int
	Of     int
	Rows   []htmlFault
}

type htmlFault struct {
	Name, Text, Ruling, Detail, Class string
	Intended, Reason, Equivalent      string
	Others                            []string // requirements that caught it besides
	Notes                             []string
	Cells                             []htmlCell
}

// htmlCell is what the requirements of one area made of a fault.
type htmlCell struct{ Class, Mark, Title string }

type htmlServer struct {
	Name, Text, Reading, Ruling, Class string
	Complaints                         []string
}

type htmlCatcher struct {
	ID, Statement string
	Faults        []string
}

func newHTMLMatrix(m Matrix) htmlMatrix {
	out := htmlMatrix{
		Share: percent(m.Score()), Line: m.gist(), State: m.state(), Bars: m.bars(), Alarms: m.Score().Alarms, Facts: m.htmlFacts(), Areas: m.areasOf(),
		Reference: htmlServers(m.Right), Variants: htmlServers(m.Variants), Idle: m.idle(),
	}
	out.Width = len(out.Areas) + 2
	for _, g := range m.groups() {
		group := htmlGroup{Area: Visible(g.area)}
		for _, r := range g.rows {
			if r.Equivalent == "" {
				group.Of++
			}
			if r.Outcome == selfcheck.Intended || r.Outcome == selfcheck.Other {
				group.Caught++
			}
			group.Rows = append(group.Rows, newHTMLFault(r, out.Areas))
		}
		out.Groups = append(out.Groups, group)
	}
	for _, r := range m.Requirements {
		if len(r.Faults) > 0 {
			out.Catchers = append(out.Catchers, htmlCatcher{r.ID, r.Statement, r.Faults})
		}
	}
	return out
}

// state is the whole in a class of the page's style sheet.
func (m Matrix) state() string {
	switch {
	case m.Failed():
		return "bad"
	case !m.Complete():
		return "open"
	}
	return "good"
}

func (m Matrix) bars() []htmlBar {
	s := m.Score()
	all := []htmlBar{
		{"hit", "caught by the requirement that ought to", s.Intended},
		{"other", "caught by another only", s.Caught - s.Intended},
		{"miss", "survived", len(m.With(selfcheck.Survived))},
		{"none", "equivalent", s.Equivalent},
		{"open", "not judged", s.Catchable() - s.Caught - len(m.With(selfcheck.Survived))},
	}
	return slices.DeleteFunc(all, func(b htmlBar) bool { return b.Count == 0 })
}

func (m Matrix) htmlFacts() [][2]string {
	return [][2]string{
		{"bank", fmt.Sprintf("%s, %s", plural(len(m.Faults), "fault"), plural(len(m.Variants), "variant"))},
		{"bank SHA-256", m.Bank}, {"catalogue", plural(len(m.Requirements), "requirement")}, {"catalogue SHA-256", m.Catalogue},
		{"checks", fmt.Sprint(m.Checks)}, {"tagcheck", strings.TrimSpace(m.Build.Version + " " + m.Build.Commit)},
		{"started", timestamp(m.Started)}, {"took", seconds(m.Ended.Sub(m.Started))},
	}
}

func newHTMLFault(r selfcheck.Row, areas []string) htmlFault {
	f := htmlFault{
		Name: Visible(r.Name), Text: Visible(r.Text), Ruling: ruling(r), Detail: Visible(detail(r)), Class: class(r),
		Intended: Visible(r.Intended), Equivalent: Visible(r.Equivalent), Notes: plainLines(strings.Join(r.Problems(), "\n")),
	}
	if r.OneIn > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("It shows in one of %s, by chance.", plural(r.OneIn, "request")))
	}
	if rate := rate(r); rate != "" {
		f.Notes = append(f.Notes, "It was "+rate+".")
	}
	f.Notes = slices.DeleteFunc(f.Notes, func(s string) bool { return s == "" })
	for _, c := range r.Catches {
		if c.Requirement == r.Intended {
			f.Reason = Visible(c.Reason)
		} else {
			f.Others = append(f.Others, Visible(c.Requirement))
		}
	}
	for _, a := range areas {
		f.Cells = append(f.Cells, newHTMLCell(r, a))
	}
	return f
}

// class is the outcome of a row in the page's style sheet.
func class(r selfcheck.Row) string {
	switch r.Outcome {
	case selfcheck.Intended:
		return "hit"
	case selfcheck.Other:
		return "other"
	case selfcheck.Survived, selfcheck.Alarm:
		return "miss"
	case selfcheck.Silent:
		return "none"
	}
	return "open"
}

// newHTMLCell has a mark besides its colour: not everybody sees that, and not
// every printer has it.
func newHTMLCell(r selfcheck.Row, area string) htmlCell {
	var names []string
	intended := false
	for _, c := range r.Catches {
		if strings.HasPrefix(c.Requirement, area+".") {
			names = append(names, Visible(c.Requirement))
			intended = intended || c.Requirement == r.Intended
		}
	}
	cell := htmlCell{Mark: fmt.Sprint(len(names)), Title: strings.Join(names, "\n")}
	switch {
	case r.Outcome == selfcheck.Survived && r.Area() == area:
		return htmlCell{"miss", "✗", "survived: " + Visible(r.Intended) + " ought to catch it"}
	case len(names) == 0:
		return htmlCell{}
	case r.Outcome == selfcheck.Alarm:
		cell.Class, cell.Mark = "miss", "! "+cell.Mark
	case intended && r.Outcome == selfcheck.Intended:
		cell.Class, cell.Mark = "hit", "✓ "+cell.Mark
	case r.Outcome == selfcheck.Other:
		cell.Class, cell.Mark = "other", "≈ "+cell.Mark
	default:
		cell.Class = "also"
	}
	return cell
}

func htmlServers(rows []selfcheck.Row) []htmlServer {
	var out []htmlServer
	for _, r := range rows {
		s := htmlServer{Name: Visible(r.Name), Text: Visible(r.Text), Reading: Visible(r.Reading), Ruling: ruling(r), Class: class(r)}
		for _, f := range r.Alarms() {
			s.Complaints = append(s.Complaints, Visible(complaint(f)))
		}
		for _, problem := range r.Problems() {
			s.Complaints = append(s.Complaints, Visible(problem))
		}
		out = append(out, s)
	}
	return out
}
