package escape

import "strings"

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`, "#", `\#`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
)

// Markdown escapes a text so that GitHub-flavoured Markdown shows it as it is,
// also in a cell of a table; its lines are joined with <br>.
func Markdown(s string) string {
	lines := Lines(s)
	for i, l := range lines {
		lines[i] = markdownEscapes.Replace(l)
	}
	return strings.Join(lines, "<br>")
}

// CodeSpan shows s as code within a line of Markdown; its fence is longer than
// any run of backticks in s.
func CodeSpan(s string) string {
	s = Line(s)
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// CodeBlock is a fenced block of Markdown with code in a language such as "sh".
// The code is written as it is: make it printable first.
func CodeBlock(language, code string) string {
	fence := strings.Repeat("`", max(3, longestRun(code)+1))
	return fence + language + "\n" + code + "\n" + fence + "\n"
}

// longestRun is the length of the longest run of backticks in s.
func longestRun(s string) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// XML drops the characters that XML 1.0 section 2.2 does not allow, not even
// as a reference. Escaping <, & and quotes is left to the encoder.
func XML(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xd7ff,
			r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}

// XMLLine is [Line] for an attribute of XML.
func XMLLine(s string) string { return XML(Line(s)) }
