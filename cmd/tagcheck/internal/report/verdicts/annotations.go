package report

import (
	"fmt"
	"io"
	"strings"

	"tagcheck/suites/verdict"
)

// Annotations writes the workflow commands with which GitHub shows failures
// and warnings on the page of a run. GitHub shows the first ten of each kind;
// the others stay in its log.
func Annotations(w io.Writer, d Document) {
	switch d.Result.Conclusion {
	case verdict.Conformant, verdict.NonConformant:
	default:
		annotate(w, "error", "tagcheck", d.sentence())
	}
	for _, r := range d.with(verdict.Fail) {
		annotate(w, "error", r.ID, d.annotation(r))
	}
	for _, r := range d.with(verdict.WaiverObsolete) {
		annotate(w, "error", r.ID, "this requirement is met: remove its waiver: "+waiverText(r.Waiver))
	}
	for _, r := range d.with(verdict.Warn) {
		annotate(w, "warning", r.ID, d.annotation(r))
	}
	for _, g := range d.grouped(undecided) {
		annotate(w, "warning", "could not be judged", g.reason+"\n"+strings.Join(g.ids, ", "))
	}
}

func (d Document) annotation(r verdict.Requirement) string {
	lines := []string{fmt.Sprintf("%s (%s): %s", r.Level, basis(r), r.Statement)}
	failed := d.checksOf(r, verdict.Failed)
	if reason := ownReason(r, failed); reason != "" {
		lines = append(lines, reason)
	}
	for _, c := range first(failed, shownChecks) {
		lines = append(lines, c.Title)
		for _, text := range deviations(c) {
			lines = append(lines, "- "+text)
		}
		for _, x := range first(d.evidence(c), 1) {
			lines = append(lines, requestLine(x))
		}
	}
	if more := len(failed) - shownChecks; more > 0 {
		lines = append(lines, plural(more, "more check")+" failed")
	}
	return strings.Join(lines, "\n")
}

// annotate writes one workflow command; what is part of its syntax is escaped.
func annotate(w io.Writer, kind, title, message string) {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	text := strings.Join(plainLines(message), "\n")
	fmt.Fprintf(w, "::%s title=%s::%s\n", kind, property.Replace(Visible(title)), data.Replace(text))
}
