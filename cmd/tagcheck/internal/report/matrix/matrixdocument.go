// Package matrix shows the result of a self-check: which requirements caught
// each fault of the bank, and whether any complained about a server that is
// right. It writes for a terminal, for a browser (HTML), for the summary of a
// CI job (Markdown) and for programs (JSON).
//
//	doc := matrix.Document{Build: build, Matrix: bank.NewMatrix(servers, runs)}
//	paths, err := doc.WriteDir(ctx, "report")
//	matrix.Summary(terminal.New(os.Stdout, os.Getenv), doc)
package matrix

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/suites/report"
	"tagcheck/suites/report/output"
	"tagcheck/suites/requirement"
)

// Document is a self-check and the tagcheck that made it.
type Document struct {
	Build report.Build
	bank.Matrix
}

// WriteDir writes selfcheck.json, selfcheck.md and selfcheck.html to dir, which
// it creates if need be, and returns the paths of the files that it wrote.
// Errors are as those of [report.Document.WriteDir].
func (d Document) WriteDir(ctx context.Context, dir string) ([]string, error) {
	type render = func(ctx context.Context, w io.Writer, d Document) error
	return output.WriteFolder(ctx, dir, d, []output.File[Document]{
		{Name: "selfcheck.json", Render: render(WriteJSON)},
		{Name: "selfcheck.md", Render: render(WriteMarkdown)},
		{Name: "selfcheck.html", Render: render(WriteHTML)},
	})
}

// RemoveOld removes from dir what [Document.WriteDir] wrote there in an earlier run, see
// [output.RemoveOld].
func RemoveOld(setting, dir string) error {
	return output.RemoveOld(setting, dir, "", []output.Old{
		{Name: "selfcheck.json", Mark: `"schema": "` + SchemaID + `"`},
		{Name: "selfcheck.md", Mark: "# tagcheck selfcheck"},
		{Name: "selfcheck.html", Mark: "<title>tagcheck selfcheck: "},
	})
}

// sentence is the result in one line, with the digest of the bank.
func (d Document) sentence() string { return d.gist() + "; bank SHA-256 " + d.Bank }

// gist is the result in one line.
func (d Document) gist() string {
	c := d.Counts()
	parts := []string{fmt.Sprintf("%d of %s caught (%d by the intended requirement)",
		c.Caught, output.Count(c.Catchable(), "fault"), c.Intended)}
	if c.Equivalent > 0 {
		parts[0] += fmt.Sprintf(", %d equivalent", c.Equivalent)
	}
	if n := len(d.With(bank.Undecided, bank.Broken)); n > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be judged", n))
	}
	if n := len(d.With(bank.NotRun)); n > 0 {
		parts = append(parts, fmt.Sprintf("interrupted: %d not judged", n))
	}
	switch {
	case c.Alarms > 0:
		parts = append(parts, fmt.Sprintf("%s from %s, %s and the reference server", output.Count(c.Alarms, "false alarm"),
			output.Count(c.Variants, "variant"), output.Count(c.Equivalent, "equivalent fault")))
	case c.Variants > 0:
		parts = append(parts, "no false alarm from "+output.Count(c.Variants, "variant"))
	}
	return strings.Join(parts, "; ")
}

// percent is the score for people.
func (d Document) percent() string {
	text := fmt.Sprintf("%.2f", d.Counts().Share()*100)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " %"
}

// state is that of the whole self-check.
func (d Document) state() frame.State {
	switch {
	case d.Failed():
		return frame.Bad
	case !d.Complete():
		return frame.Open
	}
	return frame.Good
}

// caughtNothing is the requirements that caught no fault, once all faults were
// tried.
func (d Document) caughtNothing() []string {
	if !d.FullBank || !d.Complete() {
		return nil
	}
	return ids(d.CaughtNothing())
}

func ids(list []bank.Requirement) []string {
	var all []string
	for _, r := range list {
		all = append(all, r.ID)
	}
	return all
}

// faultGroup is the faults whose intended requirement is of one area.
type faultGroup struct {
	area string
	rows []bank.Row
}

func (d Document) groups() []faultGroup {
	var groups []faultGroup
	for _, r := range d.Faults {
		i := slices.IndexFunc(groups, func(g faultGroup) bool { return g.area == r.Area() })
		if i < 0 {
			i = len(groups)
			groups = append(groups, faultGroup{area: r.Area()})
		}
		groups[i].rows = append(groups[i].rows, r)
	}
	return groups
}

// areas gives the areas of the catalogue.
func (d Document) areas() []string {
	var all []requirement.Requirement
	for _, r := range d.Requirements {
		all = append(all, r.Requirement)
	}
	return requirement.Areas(all)
}

// facts describes the self-check.
func (d Document) facts() []output.Fact {
	return []output.Fact{
		{Name: "score", Text: d.percent()},
		{Name: "bank", Text: output.Count(len(d.Faults), "fault") + ", " + output.Count(len(d.Variants), "variant")},
		{Name: "bank SHA-256", Text: d.Bank},
		{Name: "catalogue", Text: output.Count(len(d.Requirements), "requirement")},
		{Name: "catalogue SHA-256", Text: d.Catalogue},
		{Name: "checks", Text: fmt.Sprint(d.Checks)},
		{Name: "code of the checks SHA-256", Text: d.Code},
		{Name: "tagcheck", Text: d.Build.String()},
		{Name: "started", Text: output.Timestamp(d.Started)},
		{Name: "took", Text: output.Seconds(d.Ended.Sub(d.Started))},
	}
}

// complaint is a finding in one line.
func complaint(f bank.Finding) string {
	what := string(f.Verdict)
	if f.Undecided {
		what = "undecided"
	}
	return fmt.Sprintf("%s (%s): %s", f.Requirement, what, cmp.Or(f.Reason, report.NoReason))
}
