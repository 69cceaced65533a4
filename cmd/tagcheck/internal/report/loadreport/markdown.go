package loadreport

import (
	"fmt"
	"io"
	"strings"

	"tagcheck/cmd/tagcheck/internal/report"
	"tagcheck/load"
	"tagcheck/load/slo"
)

// Markdown writes the load as the summary of a CI job. It stays below 900 KiB;
// what does not fit is counted at its end.
func Markdown(w io.Writer, r load.Result) error {
	return report.WriteBlocks(w, blocks(r), "load.json")
}

// blocks gives the parts of the page, the most telling ones first.
func blocks(r load.Result) []string {
	parts := []string{head(r), thresholds(r.Thresholds)}
	for _, p := range r.Phases {
		parts = append(parts, phase(p)...)
	}
	return append(parts, table("\n## The load\n", facts(r)))
}

func head(r load.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# tagcheck load: %s\n\n%s\n", r.Conclusion, report.MarkdownText(gist(r)))
	bullets(&b, "", r.Reasons)
	bullets(&b, "\nNot given back:\n", r.Leftovers)
	return b.String()
}

func bullets(b *strings.Builder, title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	b.WriteString(title + "\n")
	for _, text := range texts {
		fmt.Fprintf(b, "- %s\n", report.MarkdownText(text))
	}
}

func thresholds(all []load.ThresholdResult) string {
	if len(all) == 0 {
		return ""
	}
	marks := map[slo.Outcome]string{slo.Met: "✅", slo.Missed: "❌", slo.Invalid: "❔"}
	var b strings.Builder
	b.WriteString("\n## Thresholds\n\n| phase | threshold | outcome | measured | |\n|---|---|---|--:|---|\n")
	for _, t := range all {
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s | %s |\n", report.MarkdownText(t.Phase), report.MarkdownText(t.Threshold),
			marks[t.Outcome], t.Outcome, report.MarkdownText(t.Actual), report.MarkdownText(t.Reason+t.Note))
	}
	return b.String()
}

// phase gives what was lost as a part for each, so that a long list can be cut.
func phase(p load.PhaseResult) []string {
	title := fmt.Sprintf("\n## %s: %s, %s\n", report.MarkdownText(p.Name), report.MarkdownText(p.Scenario), report.MarkdownText(p.Arrivals))
	parts := []string{title + figures(p) + classes(p), lostHead(p)}
	for _, l := range p.Verified.Listed {
		parts = append(parts, fmt.Sprintf("- **%s** %s of the image %s: %s; found by %s\n", l.Kind, report.CodeSpan(l.Tag), report.CodeSpan(l.Image),
			report.MarkdownText(acknowledged(l.Exchange)), report.MarkdownText(foundBy(l))))
	}
	if more := unlisted(p.Verified); more > 0 {
		parts = append(parts, fmt.Sprintf("- and %d more, which are counted and not listed\n", more))
	}
	return append(parts, table("\n### The generator\n", health(p)))
}

func figures(p load.PhaseResult) string {
	if p.All.Requests == 0 {
		return "\nNothing was measured.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s; %s offered, %s answered as expected\n\n", seconds(lasted(p)), perSecond(p.OfferedRate), perSecond(p.All.Rate))
	b.WriteString("| operation | requests | errors | rate | response p50 | p90 | p99 | p99.9 | max | service p99 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, o := range operations(p) {
		q := o.Response.Percentiles
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %s | %s | %s | %s | %s |\n", report.MarkdownText(o.Name), o.Requests, o.Errors, perSecond(o.Rate),
			milliseconds(q.P50), milliseconds(q.P90), milliseconds(q.P99), milliseconds(q.P999), milliseconds(o.Response.Max), milliseconds(o.Service.Percentiles.P99))
	}
	return b.String()
}

func classes(p load.PhaseResult) string {
	if len(p.Classes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| error | times |\n|---|--:|\n")
	for _, c := range p.Classes {
		fmt.Fprintf(&b, "| %s | %d |\n", report.MarkdownText(c.Text), c.Count)
	}
	return b.String()
}

func lostHead(p load.PhaseResult) string {
	text := "\n### What was lost\n\n" + report.MarkdownText(readBack(p.Verified)) + "\n"
	if len(p.Verified.Listed) > 0 {
		text += "\n"
	}
	return text
}

func table(title string, rows [][2]string) string {
	var b strings.Builder
	b.WriteString(title + "\n| | |\n|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s | %s |\n", report.MarkdownText(row[0]), report.MarkdownText(row[1]))
	}
	return b.String()
}
