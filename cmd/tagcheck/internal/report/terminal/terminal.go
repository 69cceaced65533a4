package report

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// Terminal shows a run to a person. Its methods may be called by many
// goroutines at once.
type Terminal struct {
	Out     io.Writer
	Color   bool
	Live    bool // what stands on a line of Out can be written over
	Width   int  // columns; 0 wraps nothing
	Verbose bool // show every check and everything about a failure
	Quiet   bool // show the verdict and what fails, nothing else

	mu    sync.Mutex
	stays int // columns of the live line that stands on Out
}

// NewTerminal makes a terminal of a file such as standard output: live and as
// wide as it is where f is a terminal, in colours where that is wanted.
func NewTerminal(f *os.File, getenv func(string) string) *Terminal {
	t := &Terminal{Out: f, Color: ColorFor(f, getenv)}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		t.Live, t.Width = true, width
	}
	return t
}

// ColorFor says whether text on f should be in colours: on a terminal that
// knows them, unless NO_COLOR is set (https://no-color.org).
func ColorFor(f *os.File, getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// Progress rewrites the live line: how many of the checks have ended, how many
// of those failed, and which one ended last. It takes the line away at the end,
// and shows nothing where Out is no terminal.
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
	line += Visible(title)
	if t.Width > 1 {
		line = text.Trim(line, t.Width-1) // a full line would scroll
	}
	columns := text.StringWidthWithoutEscSequences(line)
	fmt.Fprint(t.Out, "\r"+line+strings.Repeat(" ", max(0, t.stays-columns)))
	t.stays = columns
}

// clear writes spaces, which works on terminals that know no escapes too.
func (t *Terminal) clear() {
	if t.stays > 0 {
		fmt.Fprint(t.Out, "\r"+strings.Repeat(" ", t.stays)+"\r")
		t.stays = 0
	}
}

// Summary shows what a run found: what fails and why, the requirements by
// area, and at last one line with the verdict.
func (t *Terminal) Summary(d Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clear()
	p := &page{width: t.Width, color: t.Color}
	s := summary{page: p, Document: d, all: t.Verbose, shown: map[string]bool{}}
	if t.Quiet {
		s.quiet()
	} else {
		s.whole()
	}
	s.conclusion()
	io.WriteString(t.Out, p.String())
}
