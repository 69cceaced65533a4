package report

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// evidenceInPage is how many exchanges a page shows of the evidence of a check
// before it counts the rest; exchanges.har has all of them.
const evidenceInPage = 3

// WriteMarkdown writes the report as the summary of a CI job. It has at most
// [output.MaxMarkdown] bytes; what does not fit is counted at its end.
func (d Document) WriteMarkdown(ctx context.Context, w io.Writer) error {
	if err := output.Markdown(ctx, w, d.markdownBlocks(), "report.json"); err != nil {
		return fmt.Errorf("write the report as Markdown: %w", err)
	}
	return nil
}

// markdownBlocks gives the parts of the page, the most important first.
func (d Document) markdownBlocks() []string {
	blocks := []string{d.markdownHead() + d.markdownFacts(), d.markdownAreas()}
	section := func(title string, parts []string) {
		if len(parts) > 0 {
			parts[0] = "\n## " + title + "\n" + parts[0]
			blocks = append(blocks, parts...)
		}
	}
	section("Failures", d.markdownProblems(verdict.Fail))
	section("Waivers to remove", d.markdownWaivers(verdict.WaiverObsolete))
	section("Warnings", d.markdownProblems(verdict.Warn))
	section("Blocked", d.markdownReasons(verdict.Block))
	section("Waived", d.markdownWaivers(verdict.Waived))
	section("Not verified", d.markdownReasons(verdict.NotVerified))
	section("Unsupported", d.markdownReasons(verdict.NotSupported))
	section("Findings", output.MarkdownList(d.Result.Findings))
	section("Left behind on the target", output.MarkdownList(d.Result.Leftovers))
	return blocks
}

func (d Document) markdownHead() string {
	return fmt.Sprintf("# tagcheck: %s\n\n%s\n", escape.Markdown(d.Heading()), escape.Markdown(d.Sentence()))
}

func (d Document) markdownFacts() string {
	r := d.Result
	facts := []output.Fact{
		{Name: "target", Text: r.Target.URL}, {Name: "server", Text: r.Target.Server}, {Name: "profile", Text: r.Profile},
		{Name: "started", Text: output.Timestamp(r.Started)}, {Name: "took", Text: output.Seconds(d.Duration())},
		{Name: "judged", Text: d.CheckCounts()}, {Name: "catalogue", Text: r.Catalogue},
		{Name: "tagcheck", Text: d.Build.String()},
	}
	if d.Score != nil {
		facts = append(facts,
			output.Fact{Name: "self-check", Text: d.Score.String()}, output.Fact{Name: "bank", Text: d.Score.Bank})
	}
	return output.MarkdownFacts("", facts)
}

func (d Document) markdownAreas() string {
	shown := d.Columns()
	var b strings.Builder
	b.WriteString("\n## Requirements by area\n\n| area |")
	for _, v := range shown {
		b.WriteString(" " + Label(v) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("--:|", len(shown)) + "\n")
	row := func(area string, counts map[verdict.Verdict]int) {
		fmt.Fprintf(&b, "| %s |", area)
		for _, v := range shown {
			fmt.Fprintf(&b, " %d |", counts[v])
		}
		b.WriteString("\n")
	}
	for _, a := range d.Areas() {
		row(escape.Markdown(a.Area), a.Counts)
	}
	row("**all**", d.Totals.Verdicts)
	return b.String()
}

// markdownProblems gives a part for each requirement with the verdict, and one
// for each of its failed checks.
func (d Document) markdownProblems(v verdict.Verdict) []string {
	var parts []string
	for _, r := range d.ByVerdict(v) {
		head := fmt.Sprintf("\n### %s\n\n**%s**, %s\n\n> %s\n", escape.Markdown(r.ID), r.Level,
			escape.Markdown(Basis(r)), escape.Markdown(r.Statement))
		failed := d.ChecksOf(r, verdict.Failed)
		if reason := ExtraReason(r, failed); reason != "" {
			head += "\n" + escape.Markdown(reason) + "\n"
		}
		parts = append(parts, head)
		for _, c := range failed {
			parts = append(parts, d.markdownCheck(c))
		}
	}
	return parts
}

func (d Document) markdownCheck(c verdict.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n**%s**\n\n", escape.Markdown(c.Title))
	for _, text := range Deviations(c) {
		fmt.Fprintf(&b, "- %s\n", escape.Markdown(text))
	}
	for _, name := range AttachedTo(c) {
		fmt.Fprintf(&b, "- see [%s](%s)\n", escape.Markdown(name), url.PathEscape(name))
	}
	evidence := d.Evidence(c)
	shown := min(len(evidence), EvidenceLimit(c, evidenceInPage))
	for _, x := range evidence[:shown] {
		fmt.Fprintf(&b, "\n%s\n\n%s", escape.CodeSpan(RequestLine(x)), escape.CodeBlock("sh", Curl(x)))
	}
	if more := len(evidence) - shown; more > 0 {
		fmt.Fprintf(&b, "\n%s in exchanges.har\n", output.Count(more, "more exchange"))
	}
	return b.String()
}

func (d Document) markdownWaivers(v verdict.Verdict) []string {
	var lines []string
	for _, r := range d.ByVerdict(v) {
		lines = append(lines, r.ID+": "+WaiverText(r.Waiver))
	}
	return output.MarkdownList(lines)
}

func (d Document) markdownReasons(v verdict.Verdict) []string {
	var lines []string
	for _, g := range d.GroupByReason(func(r verdict.Requirement) bool { return r.Verdict == v }) {
		lines = append(lines, g.Reason+"\n"+strings.Join(g.IDs, ", "))
	}
	return output.MarkdownList(lines)
}
