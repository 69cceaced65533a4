package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/report/frame"
)

func TestColourIsForTerminalsThatHaveIt(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("this system has no pseudo-terminal to test with")
	}
	defer terminal.Close()
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"TERM", "xterm", true}, {"NO_COLOR", "1", false}, {"TERM", "dumb", false},
		{"TERM", "", runtime.GOOS == "windows"},
	} {
		environment := map[string]string{"TERM": "xterm"}
		environment[c.name] = c.value
		getenv := func(name string) string { return environment[name] }
		if got := ColorFor(terminal, getenv); got != c.want {
			t.Errorf("%s=%s: coloured %t, want %t", c.name, c.value, got, c.want)
		}
	}
}

func TestAFileIsNotATerminal(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got := New(file, func(string) string { return "" })
	if got.Live || got.Color || got.Width != 0 || got.Out != file {
		t.Errorf("live %t, coloured %t, %d columns", got.Live, got.Color, got.Width)
	}
}

func TestProgressRewritesOneLine(t *testing.T) {
	var out bytes.Buffer
	term := Terminal{Out: &out, Live: true, Width: 30}
	term.Progress(1, 3, "adds the tag of a very long title indeed", 0)
	term.Progress(2, 3, "short\x1b", 1)
	want := "\r[1/3] adds the tag of a very " + "\r[2/3] 1 failed, short\\x1b    "
	if got := out.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	out.Reset()
	term.Progress(3, 3, "last", 1)
	if got, want := out.String(), "\r"+strings.Repeat(" ", len(`[2/3] 1 failed, short\x1b`))+"\r"; got != want {
		t.Errorf("at the end: got %q, want %q", got, want)
	}
	out.Reset()
	term.Progress(1, 3, "again", 0)
	p := term.Page()
	p.Text(0, Plain, "done")
	term.Print(p)
	term.Print(p)
	if got, want := out.String(), "\r[1/3] again\r           \rdone\ndone\n"; got != want {
		t.Errorf("a page after it: got %q, want %q", got, want)
	}
}

func TestProgressShowsNothingWhereNobodyLooks(t *testing.T) {
	var out bytes.Buffer
	for _, term := range []*Terminal{{Out: &out}, {Out: &out, Live: true, Quiet: true}} {
		term.Progress(1, 3, "a", 0)
		term.Progress(3, 3, "b", 0)
	}
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
}

func TestAPageWrapsAndIndents(t *testing.T) {
	p := (&Terminal{Width: 30}).Page()
	p.Blank() // nothing before the first line
	p.Text(0, Bold, "head")
	p.Blank()
	p.Item(2, "- ", Of(frame.Bad), "one two three four five six seven eight\nnext\x1b")
	p.Item(2, "- ", Plain, "::error::x")
	p.Verbatim(4, "curl "+strings.Repeat("x", 40)+"\nnext")
	p.Line(Plain, "a line that is longer than the terminal\nis wide, and ##[cmd]")
	want := strings.Join([]string{
		"head", "", "  - one two three four five", "    six seven eight", `    next\x1b`, `  - \::error::x`,
		"    curl " + strings.Repeat("x", 40), "    next",
		`a line that is longer than the terminal is wide, and ##\[cmd]`, "",
	}, "\n")
	if got := p.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStylesShowOnlyInColour(t *testing.T) {
	for _, test := range []struct {
		style Style
		want  string
	}{
		{Plain, "x"}, {Bold, "\x1b[1mx\x1b[0m"}, {Of(frame.Good), "\x1b[32mx\x1b[0m"}, {Of(frame.Warn), "\x1b[33mx\x1b[0m"},
		{Of(frame.Open), "\x1b[33mx\x1b[0m"}, {Of(frame.Bad), "\x1b[31mx\x1b[0m"}, {Of(frame.Muted), "\x1b[2mx\x1b[0m"},
		{Of(frame.Fair), "x"}, {Of(frame.Plain), "x"},
		{Strong(Of(frame.Bad)), "\x1b[1;31mx\x1b[0m"}, {Strong(Plain), "\x1b[1mx\x1b[0m"},
	} {
		if got := (&Terminal{Color: true}).Page().Paint(test.style, "x"); got != test.want {
			t.Errorf("%q: got %q, want %q", test.style, got, test.want)
		}
		if got := (&Terminal{}).Page().Paint(test.style, "x"); got != "x" {
			t.Errorf("%q without colour: got %q", test.style, got)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		in    string
		width int
		want  []string
	}{
		{"a b c", 0, []string{"a b c"}}, {"a b c", 5, []string{"a b c"}}, {"a b c", 4, []string{"a b", "c"}},
		{"abcdefg h", 3, []string{"abcdefg", "h"}}, {"ü ü ü", 3, []string{"ü ü", "ü"}}, {"", 3, []string{""}},
	} {
		if got := wrap(test.in, test.width); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d columns: got %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func TestANarrowTerminalLeavesRoomForAText(t *testing.T) {
	p := (&Terminal{Width: 10}).Page()
	p.Text(8, Plain, "twelve chars twelve chars")
	if got, want := p.String(), "        twelve chars twelve\n        chars\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
