package escape_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tagcheck/suites/report/escape"
)

func ExampleVisible() {
	fmt.Println(escape.Visible("\x1b[2Jowned\u202e"))
	// Output: \x1b[2Jowned\u202e
}

func TestVisibleEscapesWhatDoesNotPrint(t *testing.T) {
	for in, want := range map[string]string{
		"plain ü 日": "plain ü 日", "a\nb\r\tc": `a\nb\r\tc`, "\x00\x7f": `\x00\x7f`, "\u0085\u202e": `\u0085\u202e`,
		"\U000e0001": `\U000e0001`, "\xff\ufffd": `\xff` + "\ufffd", "": "",
	} {
		if got := escape.Visible(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if escape.Printable(in) != (in == want) {
			t.Errorf("%q: Printable is %t", in, escape.Printable(in))
		}
	}
}

func TestLinesAreVisibleAndBounded(t *testing.T) {
	if got := escape.Lines("one\r\ntwo\x07\n\n"); !slices.Equal(got, []string{"one", `two\x07`}) {
		t.Errorf("got %q", got)
	}
	if got := escape.Line("one\ntwo"); got != "one two" {
		t.Errorf("got %q", got)
	}
	fits := strings.Repeat("ü", escape.MaxText)
	if got := escape.Line(fits); got != fits {
		t.Errorf("a text of %d characters is cut to %d bytes", escape.MaxText, len(got))
	}
	if got := escape.Line(fits + "xy"); got != fits+"… (2 more characters)" {
		t.Errorf("got the end %q", got[len(fits):])
	}
}

func TestLogTextDisarmsWorkflowCommands(t *testing.T) {
	for in, want := range map[string]string{
		"::error::x": `\::error::x`, "  ::error::x": `\  ::error::x`, "a ::b": "a ::b", "a ##[cmd]": `a ##\[cmd]`, "": "",
	} {
		if got := escape.LogText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownShowsTextAsItIs(t *testing.T) {
	for in, want := range map[string]string{
		"a|b":                  `a\|b`,
		"<img src=x> &amp;":    "&lt;img src=x&gt; &amp;amp;",
		"*a* _b_ `c` [d](e)":   "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e)",
		"one\ntwo\r\n":         "one<br>two",
		"\x1b[2J\u202etxt.exe": `\\x1b\[2J\\u202etxt.exe`,
		"\xff$x$ ~~y~~ #1":     `\\xff\$x\$ \~\~y\~\~ \#1`,
	} {
		if got := escape.Markdown(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCodeCannotEndItsOwnFence(t *testing.T) {
	if got := escape.CodeBlock("sh", "a\n````\nb"); got != "`````sh\na\n````\nb\n`````\n" {
		t.Errorf("block: got %q", got)
	}
	if got := escape.CodeBlock("", "a"); got != "```\na\n```\n" {
		t.Errorf("block: got %q", got)
	}
	for in, want := range map[string]string{
		"`a``b": "``` `a``b ```", "b`": "`` b` ``", "plain\x07": "`plain\\x07`", "a\nb": "`a b`",
	} {
		if got := escape.CodeSpan(in); got != want {
			t.Errorf("span of %q: got %q, want %q", in, got, want)
		}
	}
}

func TestXMLDropsWhatTheFormatDoesNotAllow(t *testing.T) {
	in := "a\t\n\r\x00\x08\x1f \ud7ff\ue000\ufffd\ufffe\uffff\U00010000\xff<&\""
	if got, want := escape.XML(in), "a\t\n\r \ud7ff\ue000\ufffd\U00010000<&\""; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := escape.XMLLine("a\nb\x00"); got != `a b\x00` {
		t.Errorf("got %q", got)
	}
}

func TestShellWords(t *testing.T) {
	for in, want := range map[string]string{
		"it's": `'it'\''s'`, "##[x": `'##''[x'`, "a\nb": `"$(printf 'a\012b')"`, "": "''",
	} {
		if got := escape.ShellWord(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	if got, want := escape.ShellPrintf("-n 50%\\ '#\xff-"), `printf '\055n 50%%\\ \047\043\377-'`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
