package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of one text a page shows: a server chooses
// the length of its answers, and a page must stay readable.
const longest = 2000

// printable says that s shows as it is: no control characters, nothing that
// changes the direction or the look of what follows, no broken UTF-8.
func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// Visible writes every character of s that does not print as an escape, so
// that text of a server can neither steer a terminal nor hide.
func Visible(s string) string {
	if printable(s) {
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

func writeVisible(b *strings.Builder, r rune, raw string) {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		fmt.Fprintf(b, `\x%02x`, raw[0])
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

// clip shortens s to the longest text that a page shows, and says so.
func clip(s string) string {
	if len(s) <= longest {
		return s
	}
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return fmt.Sprintf("%s… (%d more characters)", string(runes[:longest]), len(runes)-longest)
}

// plainLines gives the lines of a text, clipped and made visible.
func plainLines(s string) []string {
	lines := strings.Split(strings.TrimRight(clip(s), "\r\n"), "\n")
	for i, l := range lines {
		lines[i] = Visible(strings.TrimSuffix(l, "\r"))
	}
	return lines
}

// wrap breaks s at spaces into lines of at most width characters; a longer
// word stays whole, so that it can be copied. A width of 0 breaks nothing.
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
