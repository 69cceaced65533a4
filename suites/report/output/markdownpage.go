package output

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"tagcheck/suites/report/escape"
)

// MaxMarkdown is the number of bytes of a page of Markdown. GitHub takes 1 MiB
// as the summary of a job; the rest is left to other steps of the job.
const MaxMarkdown = 900 << 10

// Markdown writes the blocks of a page, the most important first. Each block is
// written completely or not at all; where they do not fit into [MaxMarkdown],
// the page ends with their number and the name of the file that holds all.
func Markdown(ctx context.Context, w io.Writer, blocks []string, complete string) error {
	var out bytes.Buffer
	const note = "\n%s did not fit here; %s has all of them.\n"
	room := MaxMarkdown - len(note) - len(complete) - len("2147483647 more parts")
	for i, block := range blocks {
		if out.Len()+len(block) > room {
			fmt.Fprintf(&out, note, Count(len(blocks)-i, "more part"), complete)
			break
		}
		out.WriteString(block)
	}
	_, err := Writer(ctx, w).Write(out.Bytes())
	return err
}

// MarkdownList gives a list as one block for each entry, so that a long list
// can be cut. The entries are escaped.
func MarkdownList(entries []string) []string {
	var blocks []string
	for i, entry := range entries {
		block := "- " + escape.Markdown(entry) + "\n"
		if i == 0 {
			block = "\n" + block
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// Fact is a name and a text that belongs to it.
type Fact struct{ Name, Text string }

// MarkdownFacts is a table of two columns without a header. Texts are escaped;
// a fact without a text is left out. The title, if there is one, is a heading
// such as "## The load".
func MarkdownFacts(title string, facts []Fact) string {
	var b strings.Builder
	if title != "" {
		b.WriteString("\n" + title + "\n")
	}
	b.WriteString("\n| | |\n|---|---|\n")
	for _, f := range facts {
		if f.Text != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", escape.Markdown(f.Name), escape.Markdown(f.Text))
		}
	}
	return b.String()
}
