package matrix

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
)

// WriteMarkdown writes a self-check as the summary of a CI job. It has at most
// [output.MaxMarkdown] bytes; what does not fit is counted at its end.
func WriteMarkdown(ctx context.Context, w io.Writer, d Document) error {
	if err := output.Markdown(ctx, w, d.markdownBlocks(), "selfcheck.json"); err != nil {
		return fmt.Errorf("write the self-check as Markdown: %w", err)
	}
	return nil
}

// markdownBlocks gives the parts of the page, the most important first.
func (d Document) markdownBlocks() []string {
	head := "# tagcheck selfcheck\n\n" + escape.Markdown(d.sentence()) + "\n"
	blocks := []string{head + output.MarkdownFacts("", d.facts())}
	section := func(title string, entries []string) {
		if len(entries) > 0 {
			blocks = append(append(blocks, "\n## "+title+"\n"), output.MarkdownList(entries)...)
		}
	}
	section("What is wrong", d.wrong())
	section("Not the same in each run", d.flaky())
	for _, g := range d.groups() {
		blocks = append(blocks, markdownFaults(g))
	}
	blocks = append(blocks, d.markdownVariants(), d.markdownCatchers())
	section("Requirements that caught no fault", d.caughtNothing())
	return blocks
}

// wrong gives the servers that were judged wrongly or not at all, with the
// complaints that are false alarms.
func (d Document) wrong() []string {
	var entries []string
	for _, r := range d.With(bank.Survived, bank.Alarm, bank.Undecided, bank.Broken) {
		text := fmt.Sprintf("%s %s: %s", ruling(r), r.Name, r.Text)
		if r.Outcome == bank.Alarm {
			for _, f := range r.Alarms()[:min(len(r.Alarms()), maxNamed)] {
				text += "\n" + complaint(f)
			}
		}
		entries = append(entries, text)
	}
	return entries
}

func (d Document) flaky() []string {
	var entries []string
	for _, r := range d.Flaky() {
		entries = append(entries, r.Name+": "+differences(r))
	}
	return entries
}

// markdownTable is a table below a heading; its cells are escaped.
func markdownTable(title, header string, rows [][]string) string {
	var b strings.Builder
	b.WriteString("\n## " + title + "\n\n" + header)
	for _, row := range rows {
		b.WriteString("|")
		for _, cell := range row {
			b.WriteString(" " + escape.Markdown(cell) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func markdownFaults(g faultGroup) string {
	var rows [][]string
	for _, r := range g.rows {
		rows = append(rows, []string{r.Name, r.Text, ruling(r), detail(r)})
	}
	const header = "| fault | mistake | | caught by |\n|---|---|---|---|\n"
	return markdownTable("Faults: "+escape.Markdown(g.area), header, rows)
}

func (d Document) markdownVariants() string {
	if len(d.Variants) == 0 {
		return ""
	}
	var rows [][]string
	for _, r := range d.Variants {
		rows = append(rows, []string{r.Name, r.Text, r.Reading, ruling(r)})
	}
	const header = "| variant | difference | allowed by | |\n|---|---|---|---|\n"
	return markdownTable("Variants: correct servers that differ", header, rows)
}

func (d Document) markdownCatchers() string {
	var rows [][]string
	for _, r := range d.Requirements {
		if len(r.Faults) > 0 {
			rows = append(rows, []string{r.ID, fmt.Sprint(len(r.Faults)), strings.Join(r.Faults, ", ")})
		}
	}
	return markdownTable("Requirements", "| requirement | caught | faults |\n|---|--:|---|\n", rows)
}
