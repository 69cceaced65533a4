// Package escape spells text that a server chose so that it stays text
// wherever a report shows it: on a terminal, in the log of a CI system, in
// Markdown, in XML, and as one word of a POSIX shell.
//
// A server under test chooses its header fields, bodies and error messages. An
// escape sequence in one of them could rewrite a terminal, "::error::" is a
// command to GitHub's runner, and "|" ends a cell of a Markdown table. Reports
// pass such text through this package:
//
//   - [Visible] and [Lines] write what does not print as \x1b or \u202e;
//   - [LogText] also disarms workflow commands of CI systems;
//   - [Markdown], [CodeSpan] and [CodeBlock] are for Markdown;
//   - [XML] and [XMLLine] are for XML 1.0;
//   - [ShellWord], [ShellQuoted] and [ShellPrintf] are for commands to paste.
package escape

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of characters that [Lines] keeps of one text: a server
// chooses the length of its answers, and a report must stay readable.
const MaxText = 2000

// Printable reports whether s shows as it is: valid UTF-8 without control
// characters and without characters that change the direction or the look of
// what follows.
func Printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// Visible writes every character of s that does not print as an escape of Go,
// such as \n, \x1b or \u202e, so that it can neither steer a terminal nor hide.
func Visible(s string) string {
	if Printable(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		writeVisible(&b, r, s[:n])
		s = s[n:]
	}
	return b.String()
}

func writeVisible(b *strings.Builder, r rune, encoded string) {
	switch {
	case r == utf8.RuneError && len(encoded) == 1:
		fmt.Fprintf(b, `\x%02x`, encoded[0])
	case unicode.IsPrint(r):
		b.WriteRune(r)
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x80:
		fmt.Fprintf(b, `\x%02x`, r)
	case r <= 0xffff:
		fmt.Fprintf(b, `\u%04x`, r)
	default:
		fmt.Fprintf(b, `\U%08x`, r)
	}
}

// Lines splits a text into lines, each made [Visible]. A text of more than
// [MaxText] characters is cut, and its last line says how much is missing.
func Lines(s string) []string {
	lines := strings.Split(strings.TrimRight(cut(s), "\r\n"), "\n")
	for i, l := range lines {
		lines[i] = Visible(strings.TrimSuffix(l, "\r"))
	}
	return lines
}

// Line is [Lines], joined to one line.
func Line(s string) string { return strings.Join(Lines(s), " ") }

func cut(s string) string {
	if len(s) <= MaxText {
		return s
	}
	runes := []rune(s)
	if len(runes) <= MaxText {
		return s
	}
	return fmt.Sprintf("%s… (%d more characters)", string(runes[:MaxText]), len(runes)-MaxText)
}

// LogText disarms the workflow commands in one line of a CI log: GitHub's
// runner obeys lines that begin with "::" and any "##[".
func LogText(line string) string {
	if strings.HasPrefix(strings.TrimLeft(line, " "), "::") {
		line = `\` + line
	}
	return strings.ReplaceAll(line, "##[", `##\[`)
}
