package report

import (
	"fmt"
	"io"
	"strings"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

// MatrixMarkdown writes a self-check as the summary of a CI job, cut as
// [Markdown] is.
func MatrixMarkdown(w io.Writer, m Matrix) error {
	return WriteBlocks(w, m.markdownBlocks(), "selfcheck.json")
}

func (m Matrix) markdownBlocks() []string {
	blocks := []string{m.markdownHead()}
	if wrong := m.With(selfcheck.Survived, selfcheck.Alarm, selfcheck.Undecided, selfcheck.Broken); len(wrong) > 0 {
		var lines []string
		for _, r := range wrong {
			text := fmt.Sprintf("%s %s: %s", ruling(r), r.Name, r.Text)
			for _, f := range first(r.Alarms(), shownChecks) {
				if r.Outcome == selfcheck.Alarm {
					text += "\n" + complaint(f)
				}
			}
			lines = append(lines, text)
		}
		blocks = append(blocks, "\n## What is wrong\n")
		blocks = append(blocks, markdownList(lines)...)
	}
	if unsteady := m.Unsteady(); len(unsteady) > 0 {
		blocks = append(blocks, "\n## Not the same in each run\n")
		for _, r := range unsteady {
			blocks = append(blocks, fmt.Sprintf("\n- %s\n", MarkdownText(r.Name+": "+unsteadiness(r))))
		}
	}
	for _, g := range m.groups() {
		blocks = append(blocks, markdownFaults(g))
	}
	return append(blocks, m.markdownVariants(), m.markdownCatchers(), m.markdownIdle())
}

func (m Matrix) markdownHead() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# tagcheck selfcheck\n\n%s\n\n| | |\n|---|---|\n", MarkdownText(m.score()))
	for _, fact := range [][2]string{
		{"score", percent(m.Score())}, {"bank", m.Bank}, {"catalogue", m.Catalogue}, {"checks", fmt.Sprint(m.Checks)},
		{"started", timestamp(m.Started)}, {"took", seconds(m.Ended.Sub(m.Started))},
		{"tagcheck", strings.TrimSpace(m.Build.Version + " " + m.Build.Commit)},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", fact[0], MarkdownText(fact[1]))
	}
	return b.String()
}

// percent is the score for people.
func percent(s selfcheck.Score) string {
	text := fmt.Sprintf("%.2f", s.Share()*100)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " %"
}

func markdownFaults(g faultGroup) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## Faults: %s\n\n| fault | mistake | | caught by |\n|---|---|---|---|\n", MarkdownText(g.area))
	for _, r := range g.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", MarkdownText(r.Name), MarkdownText(r.Text), MarkdownText(ruling(r)), MarkdownText(detail(r)))
	}
	return b.String()
}

func (m Matrix) markdownVariants() string {
	if len(m.Variants) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Variants: servers that differ and are right\n\n| variant | difference | allowed by | |\n|---|---|---|---|\n")
	for _, r := range m.Variants {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", MarkdownText(r.Name), MarkdownText(r.Text), MarkdownText(r.Reading), MarkdownText(ruling(r)))
	}
	return b.String()
}

func (m Matrix) markdownCatchers() string {
	var b strings.Builder
	b.WriteString("\n## Requirements\n\n| requirement | caught | faults |\n|---|--:|---|\n")
	for _, r := range m.Requirements {
		if len(r.Faults) > 0 {
			fmt.Fprintf(&b, "| %s | %d | %s |\n", MarkdownText(r.ID), len(r.Faults), MarkdownText(strings.Join(r.Faults, ", ")))
		}
	}
	return b.String()
}

func (m Matrix) markdownIdle() string {
	idle := ids(m.idle())
	if len(idle) == 0 {
		return ""
	}
	return "\n## Requirements that caught no fault\n" + strings.Join(markdownList(idle), "")
}
