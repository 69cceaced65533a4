package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tagcheck/load"
)

// liveLine is the line on standard error that tells how a load goes; nothing
// where that is no terminal.
type liveLine struct {
	out   io.Writer  // nil for nobody
	width func() int // of the terminal, which may change
}

// usualWidth is that of a terminal which does not tell.
const usualWidth = 80

func (l *loading) live() *liveLine {
	file, ok := l.app.stderr.(*os.File)
	if !ok || l.quiet || !term.IsTerminal(int(file.Fd())) {
		return &liveLine{}
	}
	return &liveLine{file, func() int {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
		return usualWidth
	}}
}

// show writes the line over the last one: in one piece, and what is left of the
// last is cleared after it, so that nothing flickers.
func (l *liveLine) show(p load.Progress) {
	if l.out != nil {
		fmt.Fprintf(l.out, "\r%s\x1b[K", liveText(p, l.width()-1))
	}
}

// end takes the line away.
func (l *liveLine) end() {
	if l.out != nil {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}

// liveText is the line in so many columns at most. The bar takes what the rest
// leaves.
func liveText(p load.Progress, width int) string {
	pieces := livePieces(p)
	line := fitting(pieces, width)
	room := min(mostBar, width-text.StringWidthWithoutEscSequences(line)-len(gap))
	name, rest, whole := strings.Cut(line, gap)
	if p.Step != load.Measuring || room < leastBar || !whole || name != pieces[0].text {
		return line
	}
	return name + gap + progressBar(p, room) + gap + rest
}

// gap is between two pieces.
const gap = "  "

// piece is a part of the line. Where there is no room for all, the one that is
// worth least goes first.
type piece struct {
	worth int
	text  string
}

func livePieces(p load.Progress) []piece {
	name := visible(p.Phase)
	if p.Step != load.Measuring {
		return []piece{{1, name}, {2, string(p.Step)}}
	}
	p50, p99 := "–", "–" // nothing was answered
	if p.Last.Requests > 0 {
		p50, p99 = inMilliseconds(p.Last.Response.P50), inMilliseconds(p.Last.Response.P99)
	}
	p50, p99 = fmt.Sprintf("%7s", p50), fmt.Sprintf("%7s", p99) // what follows stays in its place
	return []piece{
		{2, name}, {3, timeLeft(p)}, {5, fmt.Sprintf("%d/s", p.Last.Requests)}, {1, "p50 " + p50}, {4, "p99 " + p99},
		{6, fmt.Sprintf("errors %d", p.Errors)}, {7, fmt.Sprintf("lost %d", p.Lost)},
	}
}

// The bar of a phase has at most and at least so many columns.
const (
	mostBar  = 20
	leastBar = 5
)

func progressBar(p load.Progress, width int) string {
	filled := int(min(1, p.Elapsed.Seconds()/p.Duration.Seconds()) * float64(width))
	return strings.Repeat("█", filled) + strings.Repeat("░", width-filled)
}

// timeLeft is that of the phase, whose last answers may take longer.
func timeLeft(p load.Progress) string {
	left := (p.Duration - p.Elapsed).Round(time.Second)
	if left <= 0 {
		return "waiting for answers"
	}
	return left.String() + " left"
}

// fitting puts together as many pieces as there is room for.
func fitting(pieces []piece, width int) string {
	for {
		var texts []string
		least := 0
		for i, p := range pieces {
			texts = append(texts, p.text)
			if p.worth < pieces[least].worth {
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

// inMilliseconds writes a time with three digits.
func inMilliseconds(ms float64) string {
	switch {
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}
