package cli

import (
	"regexp"
	"strings"
	"unicode"
)

// Visible replaces characters that control a terminal: text may quote a server.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// plainWord needs no quotes in a POSIX shell.
var plainWord = regexp.MustCompile(`^[0-9A-Za-z._~/-]+$`)

// ShellQuote writes a word for a POSIX shell.
func ShellQuote(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
