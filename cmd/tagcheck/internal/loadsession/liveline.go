package loadsession

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/load"
)

// LiveLine is the line on the terminal that shows the progress of a load. It
// shows nothing if standard error is not a terminal, or one without escape sequences.
type LiveLine struct {
	out   io.Writer  // nil to show nothing
	width func() int // of the terminal, which may change
}

// usualWidth is assumed for a terminal whose width is unknown.
const usualWidth = 80

func newLiveLine(stderr io.Writer, getenv func(string) string, quiet bool) *LiveLine {
	file, ok := stderr.(*os.File)
	if !ok || quiet || !terminal.HasEscapes(getenv) || !term.IsTerminal(int(file.Fd())) {
		return &LiveLine{}
	}
	return &LiveLine{file, func() int {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
		return usualWidth
	}}
}

// Show writes the line over the last one. It is one write, and the rest of the
// last line is cleared after it, so that nothing flickers.
func (l *LiveLine) Show(p load.Progress) {
	if l.out != nil {
		fmt.Fprintf(l.out, "\r%s\x1b[K", liveText(p, l.width()-1))
	}
}

// Clear removes the line.
func (l *LiveLine) Clear() {
	if l.out != nil {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}

// liveText is the line in at most width columns. The bar takes what the rest
// leaves.
func liveText(p load.Progress, width int) string {
	pieces := livePieces(p)
	line := fitting(pieces, width)
	room := min(mostBar, width-text.StringWidthWithoutEscSequences(line)-len(gap))
	name, rest, found := strings.Cut(line, gap)
	if p.Step != load.Measuring || room < leastBar || !found || name != pieces[0].text {
		return line
	}
	return name + gap + progressBar(p, room) + gap + rest
}

// gap is between two pieces.
const gap = "  "

// piece is a part of the line. If there is no room for all pieces, the one with
// the lowest priority is left out first.
type piece struct {
	priority int
	text     string
}

func livePieces(p load.Progress) []piece {
	name := cli.Visible(p.Phase)
	if p.Step != load.Measuring {
		return []piece{{1, name}, {2, string(p.Step)}}
	}
	p50, p99 := "–", "–" // no answer yet
	if p.Last.Requests > 0 {
		p50, p99 = Milliseconds(p.Last.Response.P50), Milliseconds(p.Last.Response.P99)
	}
	p50, p99 = fmt.Sprintf("%7s", p50), fmt.Sprintf("%7s", p99) // what follows stays in its place
	return []piece{
		{2, name}, {3, timeLeft(p)}, {5, fmt.Sprintf("%d/s", p.Last.Requests)},
		{1, "p50 " + p50}, {4, "p99 " + p99},
		{6, fmt.Sprintf("errors %d", p.Errors)}, {7, fmt.Sprintf("lost %d", p.Lost)},
	}
}

// The limits of the width of the bar, in columns.
const (
	mostBar  = 20
	leastBar = 5
)

func progressBar(p load.Progress, width int) string {
	filled := int(min(1, p.Elapsed.Seconds()/p.Duration.Seconds()) * float64(width))
	return strings.Repeat("█", filled) + strings.Repeat("░", width-filled)
}

// timeLeft is the rest of the phase. The last answers may take longer.
func timeLeft(p load.Progress) string {
	left := (p.Duration - p.Elapsed).Round(time.Second)
	if left <= 0 {
		return "waiting for answers"
	}
	return left.String() + " left"
}

// fitting joins as many pieces as there is room for.
func fitting(pieces []piece, width int) string {
	for {
		var texts []string
		least := 0
		for i, p := range pieces {
			texts = append(texts, p.text)
			if p.priority < pieces[least].priority {
				least = i
			}
		}
		line := strings.Join(texts, gap)
		if len(pieces) == 1 {
			return text.Trim(line, max(0, width))
		}
		if text.StringWidthWithoutEscSequences(line) <= width {
			return line
		}
		pieces = append(pieces[:least:least], pieces[least+1:]...)
	}
}

// Milliseconds writes a time in milliseconds with three digits.
func Milliseconds(ms float64) string {
	switch {
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}
