package report

import (
	"fmt"
	"strings"
)

// word spells s as one word of a POSIX shell. What does not print goes through
// printf, so that the command is safe to show and to paste; $'...' would be
// shorter, but only some shells know it.
func word(s string) string {
	if printable(s) {
		return singleQuoted(s)
	}
	return `"$(` + printf(s) + `)"`
}

// singleQuoted also takes ##[ apart, by which the runner of GitHub knows a
// command in what it logs.
func singleQuoted(s string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "##[", "##''[").Replace(s) + "'"
}

// printf is a command that writes exactly the bytes of s.
func printf(s string) string { return "printf '" + format(s) + "'" }

// format spells s as printf takes it in single quotes.
func format(s string) string {
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

// method spells a request method; the usual ones need no quotes.
func method(s string) string {
	for _, c := range s {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return word(s)
		}
	}
	if s == "" {
		return "''"
	}
	return s
}

// variable makes s the name of a shell variable.
func variable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, s)
}
