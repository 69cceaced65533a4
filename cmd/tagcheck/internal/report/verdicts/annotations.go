package verdicts

import (
	"fmt"
	"io"
	"strings"

	"tagcheck/suites/report"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// Annotate writes the workflow commands with which GitHub shows failures and
// warnings on the page of a run. GitHub shows the first ten of each kind; the
// others stay in its log.
func Annotate(w io.Writer, d report.Document) error {
	var out strings.Builder
	switch d.Result.Conclusion {
	case verdict.Conformant, verdict.NonConformant:
	default:
		annotate(&out, "error", "tagcheck", d.Sentence())
	}
	for _, r := range d.ByVerdict(verdict.Fail) {
		annotate(&out, "error", r.ID, annotation(d, r))
	}
	for _, r := range d.ByVerdict(verdict.WaiverObsolete) {
		annotate(&out, level(report.Gates(r)), r.ID, report.RemoveWaiver(r))
	}
	for _, r := range d.ByVerdict(verdict.Warn) {
		annotate(&out, level(d.Result.Strict && report.Gates(r)), r.ID, annotation(d, r))
	}
	for _, g := range d.GroupByReason(report.Undecided) {
		annotate(&out, "warning", "could not be judged", g.Reason+"\n"+strings.Join(g.IDs, ", "))
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write the annotations for GitHub: %w", err)
	}
	return nil
}

// level is that of what makes a run non-conformant, or does not.
func level(gates bool) string {
	if gates {
		return "error"
	}
	return "warning"
}

func annotation(d report.Document, r verdict.Requirement) string {
	lines := []string{fmt.Sprintf("%s (%s): %s", r.Level, report.Basis(r), r.Statement)}
	failed := d.ChecksOf(r, verdict.Failed)
	if reason := report.ExtraReason(r, failed); reason != "" {
		lines = append(lines, reason)
	}
	for _, c := range failed[:min(len(failed), maxChecks)] {
		lines = append(lines, c.Title)
		for _, text := range report.Deviations(c) {
			lines = append(lines, "- "+text)
		}
		if evidence := d.Evidence(c); len(evidence) > 0 {
			lines = append(lines, report.RequestLine(evidence[0]))
		}
	}
	if more := len(failed) - maxChecks; more > 0 {
		lines = append(lines, output.Count(more, "more check")+" failed")
	}
	return strings.Join(lines, "\n")
}

// The characters that are syntax of a workflow command, and their escapes.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotate writes one workflow command.
func annotate(out *strings.Builder, kind, title, message string) {
	text := strings.Join(escape.Lines(message), "\n")
	fmt.Fprintf(out, "::%s title=%s::%s\n", kind,
		propertyEscapes.Replace(escape.Visible(title)), dataEscapes.Replace(text))
}
