// Package terminal writes reports for a person at a terminal: a live line while
// something runs, and pages of wrapped and coloured lines.
//
//	t := terminal.New(os.Stdout, os.Getenv)
//	p := t.Page()
//	p.Text(0, terminal.Of(frame.Bad), "FAIL add.stores")
//	p.Item(2, "- ", terminal.Plain, "expected 204, came 200")
//	t.Print(p)
//
// All text of a server goes through a page, and nothing reaches the terminal
// that does not print.
package terminal

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tagcheck/suites/report/escape"
)

// Terminal is where a person reads. Its methods may be called by many
// goroutines at once.
type Terminal struct {
	Out     io.Writer
	Color   bool
	Live    bool // a line of Out can be overwritten
	Width   int  // columns; 0 wraps nothing
	Verbose bool // show every check, and everything about a failure
	Quiet   bool // show the verdict and what fails, nothing else

	mu    sync.Mutex
	shown int // columns of the live line on Out
}

// New makes a terminal of a file such as standard output: live and as wide as
// it is where f is a terminal, in colours where [ColorFor] says so.
func New(f *os.File, getenv func(string) string) *Terminal {
	t := &Terminal{Out: f, Color: ColorFor(f, getenv)}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		t.Live, t.Width = true, width
	}
	return t
}

// ColorFor reports whether text on f should be coloured: on a terminal that has
// colours, unless NO_COLOR is set (https://no-color.org).
func ColorFor(f *os.File, getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && HasEscapes(getenv) && term.IsTerminal(int(f.Fd()))
}

// HasEscapes reports whether a terminal understands escape sequences: one without a name, or
// with the name dumb, does not. Windows gives terminals no name.
func HasEscapes(getenv func(string) string) bool {
	name := getenv("TERM")
	return name != "dumb" && (name != "" || runtime.GOOS == "windows")
}

// Progress rewrites the live line: how many of the checks ended, how many of
// those failed, and which one ended last. It removes the line at the end, and
// shows nothing where Out is not a terminal.
func (t *Terminal) Progress(done, total int, title string, failed int) {
	if !t.Live || t.Quiet {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if done >= total {
		t.clear()
		return
	}
	line := fmt.Sprintf("[%d/%d] ", done, total)
	if failed > 0 {
		line += fmt.Sprintf("%d failed, ", failed)
	}
	line += escape.Visible(title)
	if t.Width > 1 {
		line = text.Trim(line, t.Width-1) // a full line would scroll
	}
	columns := text.StringWidthWithoutEscSequences(line)
	fmt.Fprint(t.Out, "\r"+line+strings.Repeat(" ", max(0, t.shown-columns)))
	t.shown = columns
}

// clear writes spaces, which works on terminals without escape sequences too.
func (t *Terminal) clear() {
	if t.shown > 0 {
		fmt.Fprint(t.Out, "\r"+strings.Repeat(" ", t.shown)+"\r")
		t.shown = 0
	}
}

// Page is an empty page for this terminal.
func (t *Terminal) Page() *Page { return &Page{width: t.Width, color: t.Color} }

// Print removes the live line and writes a page.
func (t *Terminal) Print(p *Page) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clear()
	io.WriteString(t.Out, p.String())
}
