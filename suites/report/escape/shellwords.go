package escape

import (
	"fmt"
	"strings"
)

// ShellWord spells s as one word of a POSIX shell. What does not print goes
// through printf, so that the command is safe to show and to paste; $'...'
// would be shorter, but only some shells know it.
func ShellWord(s string) string {
	if Printable(s) {
		return ShellQuoted(s)
	}
	return `"$(` + ShellPrintf(s) + `)"`
}

// ShellQuoted puts s, which must be printable, in single quotes. It also splits
// "##[", by which GitHub's runner recognises a command in a log.
func ShellQuoted(s string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "##[", "##''[").Replace(s) + "'"
}

// ShellPrintf is a printf command that writes exactly the bytes of s.
func ShellPrintf(s string) string { return "printf '" + PrintfFormat(s) + "'" }

// PrintfFormat spells s as the format of printf, for use in single quotes.
func PrintfFormat(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			b.WriteString(`\\`)
		case c == '%':
			b.WriteString("%%")
		case c == '\'', c == '#', c < ' ', c > '~', c == '-' && i == 0: // a leading - would be an option
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
