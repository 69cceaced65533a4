package loadreport

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tagcheck/load"
	"tagcheck/load/slo"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
)

// WriteMarkdown writes the load as the summary of a CI job. It has at most
// [output.MaxMarkdown] bytes; what does not fit is counted at its end.
func WriteMarkdown(ctx context.Context, w io.Writer, r load.Result) error {
	if err := output.Markdown(ctx, w, markdownBlocks(r), "load.json"); err != nil {
		return fmt.Errorf("write the load as Markdown: %w", err)
	}
	return nil
}

// markdownBlocks gives the parts of the page, the most important first.
func markdownBlocks(r load.Result) []string {
	blocks := []string{fmt.Sprintf("# tagcheck load: %s\n\n%s\n", r.Conclusion, escape.Markdown(gist(r)))}
	blocks = append(blocks, output.MarkdownList(r.Reasons)...)
	if len(r.Leftovers) > 0 {
		blocks = append(append(blocks, "\nLeft behind on the target:\n"), output.MarkdownList(r.Leftovers)...)
	}
	blocks = append(blocks, markdownThresholds(r.Thresholds))
	for _, p := range r.Phases {
		blocks = append(blocks, markdownPhase(p)...)
	}
	return append(blocks, output.MarkdownFacts("## The load", facts(r)))
}

func markdownThresholds(all []load.ThresholdResult) string {
	if len(all) == 0 {
		return ""
	}
	marks := map[slo.Outcome]string{slo.Met: "✅", slo.Missed: "❌", slo.Invalid: "❔"}
	var b strings.Builder
	b.WriteString("\n## Thresholds\n\n| phase | threshold | outcome | measured | |\n|---|---|---|--:|---|\n")
	for _, t := range all {
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s | %s |\n", escape.Markdown(t.Phase), escape.Markdown(t.Threshold),
			marks[t.Outcome], t.Outcome, escape.Markdown(t.Actual), escape.Markdown(t.Reason+t.Note))
	}
	return b.String()
}

// markdownPhase gives one block for each finding, so that a long list can be
// cut.
func markdownPhase(p load.PhaseResult) []string {
	title := fmt.Sprintf("\n## %s: %s, %s\n",
		escape.Markdown(p.Name), escape.Markdown(p.Scenario), escape.Markdown(p.Arrivals))
	blocks := []string{
		title + markdownFigures(p) + markdownClasses(p),
		"\n### Lost changes\n\n" + escape.Markdown(readBack(p.Verified)) + "\n",
	}
	var findings []string
	for _, l := range p.Verified.Listed {
		findings = append(findings, finding(l))
	}
	blocks = append(blocks, output.MarkdownList(findings)...)
	if more := unlisted(p.Verified); more > 0 {
		blocks = append(blocks, fmt.Sprintf("- and %d more, which are counted and not listed\n", more))
	}
	return append(blocks, output.MarkdownFacts("### The generator", generatorFacts(p)))
}

func markdownFigures(p load.PhaseResult) string {
	if p.All.Requests == 0 {
		return "\nNothing was measured.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s; %s offered, %s answered as expected\n\n",
		output.Seconds(lasted(p)), perSecond(p.OfferedRate), perSecond(p.All.Rate))
	b.WriteString("| operation | requests | errors | rate | response p50 | p90 | p99 | p99.9 | max | service p99 |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, o := range operations(p) {
		q := o.Response.Percentiles
		fmt.Fprintf(&b, "| %s | %d | %d | %s |", escape.Markdown(o.Name), o.Requests, o.Errors, perSecond(o.Rate))
		for _, ms := range []float64{q.P50, q.P90, q.P99, q.P999, o.Response.Max, o.Service.Percentiles.P99} {
			b.WriteString(" " + milliseconds(ms) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func markdownClasses(p load.PhaseResult) string {
	if len(p.Classes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| error | times |\n|---|--:|\n")
	for _, c := range p.Classes {
		fmt.Fprintf(&b, "| %s | %d |\n", escape.Markdown(c.Text), c.Count)
	}
	return b.String()
}
