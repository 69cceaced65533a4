package report

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"

	"tagcheck/suites/verdict"
)

// longestMarkdown keeps the report below the 1 MiB that GitHub takes as a job
// summary, with room for what other steps add to it.
const longestMarkdown = 900 << 10

// What a page shows of a long list before it counts the rest: the files hold
// everything.
const (
	shownChecks   = 3
	shownEvidence = 3
)

// Markdown writes the report as the summary of a CI job. It stays below 900
// KiB; what does not fit is counted at its end.
func Markdown(w io.Writer, d Document) error {
	return WriteBlocks(w, d.markdownBlocks(), "report.json")
}

// WriteBlocks writes the parts of a page that fit into 900 KiB; whole names the
// file with all of them.
func WriteBlocks(w io.Writer, blocks []string, whole string) error {
	var out bytes.Buffer
	const note = "\n%s did not fit here; %s holds everything.\n"
	room := longestMarkdown - len(note) - 64
	for i, block := range blocks {
		if out.Len()+len(block) > room {
			fmt.Fprintf(&out, note, plural(len(blocks)-i, "more part"), whole)
			break
		}
		out.WriteString(block)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write the report as Markdown: %w", err)
	}
	return nil
}

// markdownBlocks gives the parts of the page, the most telling ones first: each
// is shown as a whole or not at all.
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
	section("Blocked", d.markdownReasons(is(verdict.Block)))
	section("Waived", d.markdownWaivers(verdict.Waived))
	section("Not verified", d.markdownReasons(is(verdict.NotVerified)))
	section("Unsupported", d.markdownReasons(is(verdict.NotSupported)))
	section("Findings", markdownList(d.Result.Findings))
	section("Left behind on the target", markdownList(d.Result.Leftovers))
	return blocks
}

func (d Document) markdownHead() string {
	return fmt.Sprintf("# tagcheck: %s\n\n%s\n", MarkdownText(d.heading()), MarkdownText(d.sentence()))
}

func (d Document) markdownFacts() string {
	r := d.Result
	var b strings.Builder
	b.WriteString("\n| | |\n|---|---|\n")
	for _, fact := range [][2]string{
		{"target", r.Target.URL}, {"server", r.Target.Server}, {"profile", r.Profile},
		{"started", timestamp(r.Started)}, {"took", seconds(d.duration())}, {"judged", d.counts()},
		{"catalogue", r.Catalogue}, {"tagcheck", strings.TrimSpace(d.Build.Version + " " + d.Build.Commit)},
		{"judge", d.judge()}, {"bank", d.bank()},
	} {
		if fact[1] != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", fact[0], MarkdownText(fact[1]))
		}
	}
	return b.String()
}

func (d Document) markdownAreas() string {
	shown := d.shownColumns()
	var b strings.Builder
	b.WriteString("\n## Requirements by area\n\n| area |")
	for _, v := range shown {
		b.WriteString(" " + label(v) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("--:|", len(shown)) + "\n")
	for _, r := range append(d.areas(), row{"**all**", d.Totals.Verdicts}) {
		area := r.area
		if area != "**all**" {
			area = MarkdownText(area)
		}
		fmt.Fprintf(&b, "| %s |", area)
		for _, v := range shown {
			fmt.Fprintf(&b, " %d |", r.counts[v])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// markdownProblems gives a part for each requirement of which v is said, and
// one for each of its failing checks.
func (d Document) markdownProblems(v verdict.Verdict) []string {
	var parts []string
	for _, r := range d.with(v) {
		head := fmt.Sprintf("\n### %s\n\n**%s**, %s\n\n> %s\n", MarkdownText(r.ID), r.Level,
			MarkdownText(basis(r)), MarkdownText(r.Statement))
		failed := d.checksOf(r, verdict.Failed)
		if reason := ownReason(r, failed); reason != "" {
			head += "\n" + MarkdownText(reason) + "\n"
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
	fmt.Fprintf(&b, "\n**%s**\n\n", MarkdownText(c.Title))
	for _, text := range deviations(c) {
		fmt.Fprintf(&b, "- %s\n", MarkdownText(text))
	}
	for _, name := range attached(c) {
		fmt.Fprintf(&b, "- see [%s](%s)\n", MarkdownText(name), url.PathEscape(name))
	}
	evidence, limit := d.evidence(c), shownOf(c, shownEvidence)
	for _, x := range first(evidence, limit) {
		fmt.Fprintf(&b, "\n%s\n\n%s", CodeSpan(requestLine(x)), codeBlock("sh", Curl(x)))
	}
	if more := len(evidence) - limit; more > 0 {
		fmt.Fprintf(&b, "\n%s in exchanges.har\n", plural(more, "more exchange"))
	}
	return b.String()
}

func (d Document) markdownWaivers(v verdict.Verdict) []string {
	var lines []string
	for _, r := range d.with(v) {
		lines = append(lines, r.ID+": "+waiverText(r.Waiver))
	}
	return markdownList(lines)
}

func (d Document) markdownReasons(chosen func(verdict.Requirement) bool) []string {
	var lines []string
	for _, g := range d.grouped(chosen) {
		lines = append(lines, g.reason+"\n"+strings.Join(g.ids, ", "))
	}
	return markdownList(lines)
}

// markdownList gives one part an entry, so that a long list can be cut.
func markdownList(lines []string) []string {
	var parts []string
	for i, l := range lines {
		part := "- " + MarkdownText(l) + "\n"
		if i == 0 {
			part = "\n" + part
		}
		parts = append(parts, part)
	}
	return parts
}

// first gives at most n of s.
func first[T any](s []T, n int) []T { return s[:min(n, len(s))] }

// MarkdownText escapes a text so that it shows as it is, in a table too; its
// lines stay lines.
func MarkdownText(s string) string {
	special := strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`, "#", `\#`,
		"&", "&amp;", "<", "&lt;", ">", "&gt;",
	)
	lines := plainLines(s)
	for i, l := range lines {
		lines[i] = special.Replace(l)
	}
	return strings.Join(lines, "<br>")
}

// CodeSpan shows s as code in a line; its fence is longer than any run of
// backticks in it.
func CodeSpan(s string) string {
	s = strings.Join(plainLines(s), " ")
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

func codeBlock(language, s string) string {
	fence := strings.Repeat("`", max(3, longestRun(s)+1))
	return fence + language + "\n" + s + "\n" + fence + "\n"
}

func longestRun(s string) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
