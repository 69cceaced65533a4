package matrix

import (
	"context"
	_ "embed" // for the template and its style
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
)

//go:embed matrix.html
var pageText string

//go:embed matrix.css
var pageStyle string

// WriteHTML writes a self-check as one page for a browser, which needs no other
// file: faults down, the areas of the requirements across.
func WriteHTML(ctx context.Context, w io.Writer, d Document) error {
	page := frame.Page{
		Title: "tagcheck selfcheck", State: d.state(), Headline: d.percent(), Gist: d.gist(), Facts: d.facts()[1:],
		Body: newHTMLMatrix(d), Styles: []template.CSS{template.CSS(pageStyle)},
	}
	if err := frame.Write(ctx, w, page, pageText); err != nil {
		return fmt.Errorf("write the self-check as HTML: %w", err)
	}
	return nil
}

type htmlMatrix struct {
	Bars          []htmlBar
	Alarms        int
	Areas         []string
	Groups        []htmlGroup
	Reference     []htmlServer
	Variants      []htmlServer
	Catchers      []bank.Requirement
	CaughtNothing []string
	Width         int // columns of the table
}

// htmlBar is the share of one outcome among the faults.
type htmlBar struct {
	State frame.State
	Label string
	Count int
}

type htmlGroup struct {
	Area          string
	Caught, Total int // of the faults that are not equivalent
	Rows          []htmlFault
}

type htmlFault struct {
	bank.Row
	Ruling, Detail, Reason string
	State                  frame.State
	Others                 []string // requirements that caught it besides the intended one
	Notes                  []string
	Cells                  []htmlCell
}

// htmlCell is what the requirements of one area found about a fault.
type htmlCell struct {
	State       frame.State
	Mark, Title string
}

type htmlServer struct {
	bank.Row
	Ruling     string
	State      frame.State
	Complaints []string
}

func newHTMLMatrix(d Document) htmlMatrix {
	out := htmlMatrix{
		Bars: d.bars(), Alarms: d.Counts().Alarms, Areas: d.areas(),
		Reference: htmlServers(d.Reference), Variants: htmlServers(d.Variants), CaughtNothing: d.caughtNothing(),
	}
	out.Width = len(out.Areas) + 2
	for _, g := range d.groups() {
		group := htmlGroup{Area: g.area}
		for _, r := range g.rows {
			if r.Equivalent == "" {
				group.Total++
			}
			if r.Outcome == bank.Intended || r.Outcome == bank.Other {
				group.Caught++
			}
			group.Rows = append(group.Rows, newHTMLFault(r, out.Areas))
		}
		out.Groups = append(out.Groups, group)
	}
	for _, r := range d.Requirements {
		if len(r.Faults) > 0 {
			out.Catchers = append(out.Catchers, r)
		}
	}
	return out
}

func (d Document) bars() []htmlBar {
	c := d.Counts()
	survived := len(d.With(bank.Survived))
	all := []htmlBar{
		{frame.Good, "caught by the intended requirement", c.Intended},
		{frame.Warn, "caught by others only", c.Caught - c.Intended},
		{frame.Bad, "survived", survived},
		{frame.Muted, "equivalent", c.Equivalent},
		{frame.Open, "not judged", c.Catchable() - c.Caught - survived},
	}
	return slices.DeleteFunc(all, func(b htmlBar) bool { return b.Count == 0 })
}

func newHTMLFault(r bank.Row, areas []string) htmlFault {
	f := htmlFault{Row: r, Ruling: ruling(r), Detail: detail(r), State: stateOf(r), Notes: r.Problems()}
	if r.OneIn > 0 {
		f.Notes = append(f.Notes, oneIn(r))
	}
	if often := rate(r); often != "" {
		f.Notes = append(f.Notes, often)
	}
	for _, c := range r.Catches {
		if c.Requirement == r.Intended {
			f.Reason = c.Reason
		} else {
			f.Others = append(f.Others, c.Requirement)
		}
	}
	for _, a := range areas {
		f.Cells = append(f.Cells, newHTMLCell(r, a))
	}
	return f
}

// newHTMLCell has a mark besides its colour: not everybody sees colours, and not
// every printer has them.
func newHTMLCell(r bank.Row, area string) htmlCell {
	var names []string
	intended := false
	for _, c := range r.Catches {
		if strings.HasPrefix(c.Requirement, area+".") {
			names = append(names, c.Requirement)
			intended = intended || c.Requirement == r.Intended
		}
	}
	count, title := fmt.Sprint(len(names)), strings.Join(names, "\n")
	switch {
	case r.Outcome == bank.Survived && r.Area() == area:
		return htmlCell{frame.Bad, "✗", "survived: " + r.Intended + " should have caught it"}
	case len(names) == 0:
		return htmlCell{}
	case r.Outcome == bank.Alarm:
		return htmlCell{frame.Bad, "! " + count, title}
	case intended && r.Outcome == bank.Intended:
		return htmlCell{frame.Good, "✓ " + count, title}
	case r.Outcome == bank.Other:
		return htmlCell{frame.Warn, "≈ " + count, title}
	}
	return htmlCell{frame.Fair, count, title}
}

func htmlServers(rows []bank.Row) []htmlServer {
	var out []htmlServer
	for _, r := range rows {
		complaints := slices.Concat(complaintsOf(r.Alarms()), r.Problems())
		out = append(out, htmlServer{r, ruling(r), stateOf(r), complaints})
	}
	return out
}
