package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/suites/verdict"
)

// The colours of a terminal, as parameters of the escape sequence SGR.
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

// page collects the lines of a summary. All text of a server goes through it,
// and nothing reaches the terminal that does not print.
type page struct {
	strings.Builder
	width int
	color bool
}

func (p *page) paint(code, s string) string {
	if !p.color || code == plain {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// blank separates two parts; there is none before the first.
func (p *page) blank() {
	if p.Len() > 0 {
		p.WriteString("\n")
	}
}

// text writes s at an indent, wrapped to the width of the page.
func (p *page) text(indent int, code, s string) { p.item(indent, "", code, s) }

// item writes s after a mark; further lines are indented as the first.
func (p *page) item(indent int, mark, code, s string) {
	margin := strings.Repeat(" ", indent)
	hang := margin + strings.Repeat(" ", text.StringWidthWithoutEscSequences(mark))
	lead := margin + mark
	for _, line := range plainLines(s) {
		for _, part := range wrap(line, p.room(len(hang))) {
			p.WriteString(lead + p.paint(code, defused(part)) + "\n")
			lead = hang
		}
	}
}

func (p *page) room(used int) int {
	if p.width <= 0 {
		return 0
	}
	return max(p.width-used, 20)
}

// command writes a command as it is: a wrapped one could not be pasted.
func (p *page) command(indent int, s string) {
	for line := range strings.SplitSeq(s, "\n") {
		p.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}

// defused keeps the text of a server from being a command to the CI that reads
// this output: GitHub's runner obeys lines that begin with :: and any ##[.
func defused(s string) string {
	if strings.HasPrefix(strings.TrimLeft(s, " "), "::") {
		s = `\` + s
	}
	return strings.ReplaceAll(s, "##[", `##\[`)
}

func colorOf(v verdict.Verdict) string {
	switch v {
	case verdict.Pass:
		return green
	case verdict.Fail, verdict.WaiverObsolete:
		return red
	case verdict.Warn, verdict.Block:
		return yellow
	}
	return plain
}

func colorOfOutcome(o verdict.Outcome) string {
	switch o {
	case verdict.Passed:
		return green
	case verdict.Failed:
		return red
	case verdict.Blocked, verdict.Undecided:
		return yellow
	}
	return dim
}

func colorOfConclusion(c verdict.Conclusion) string {
	switch c {
	case verdict.Conformant:
		return green
	case verdict.NonConformant:
		return red
	}
	return yellow
}
