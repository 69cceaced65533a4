package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/suites/report/escape"
)

// Style is how text looks: parameters of the escape sequence SGR (ECMA-48).
type Style string

// The styles without a colour.
const (
	Plain Style = ""
	Bold  Style = "1"
	Dim   Style = "2"
)

// Of is the colour of a state.
func Of(s frame.State) Style {
	switch s {
	case frame.Good:
		return "32" // green
	case frame.Warn, frame.Open:
		return "33" // yellow
	case frame.Bad:
		return "31" // red
	case frame.Muted:
		return Dim
	}
	return Plain
}

// Strong is a style in bold.
func Strong(s Style) Style {
	if s == Plain {
		return Bold
	}
	return Bold + ";" + s
}

// Page collects lines.
type Page struct {
	lines strings.Builder
	width int
	color bool
}

// String is the page as it goes to the terminal.
func (p *Page) String() string { return p.lines.String() }

// Paint gives text in a style; text as it is where the terminal has no colours.
func (p *Page) Paint(style Style, text string) string {
	if !p.color || style == Plain {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// Blank separates two parts; there is no blank line before the first.
func (p *Page) Blank() {
	if p.lines.Len() > 0 {
		p.lines.WriteString("\n")
	}
}

// Text writes a text at an indent, wrapped to the width of the page.
func (p *Page) Text(indent int, style Style, text string) { p.Item(indent, "", style, text) }

// Item writes a text after a mark; its further lines are indented as the first.
func (p *Page) Item(indent int, mark string, style Style, s string) {
	margin := strings.Repeat(" ", indent)
	hang := margin + strings.Repeat(" ", text.StringWidthWithoutEscSequences(mark))
	lead := margin + mark
	for _, line := range escape.Lines(s) {
		for _, part := range wrap(line, p.room(len(hang))) {
			p.lines.WriteString(lead + p.Paint(style, escape.LogText(part)) + "\n")
			lead = hang
		}
	}
}

// Line writes a text as one line, however long it is: programs read the last
// line of a page.
func (p *Page) Line(style Style, s string) {
	p.lines.WriteString(p.Paint(style, escape.LogText(escape.Line(s))) + "\n")
}

// Verbatim writes lines as they are: a wrapped command could not be pasted, and
// a table is aligned already. The text must be printable.
func (p *Page) Verbatim(indent int, s string) {
	for line := range strings.SplitSeq(s, "\n") {
		p.lines.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}

// minRoom is the number of columns that a text gets on a narrow terminal too.
const minRoom = 20

func (p *Page) room(used int) int {
	if p.width <= 0 {
		return 0
	}
	return max(p.width-used, minRoom)
}

// wrap breaks s at spaces into lines of at most width characters; a longer word
// is not broken, so that it can be copied. A width of 0 breaks nothing.
func wrap(s string, width int) []string {
	if width <= 0 || utf8.RuneCountInString(s) <= width {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	for _, word := range strings.Split(s, " ") {
		n := utf8.RuneCountInString(word)
		if used > 0 && used+1+n > width {
			lines = append(lines, line)
			line, used = word, n
			continue
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	return append(lines, line)
}
