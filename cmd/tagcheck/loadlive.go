package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"tagcheck/load"
)

// liveLine is the line on standard error that tells how a load goes; nothing
// where that is no terminal.
type liveLine struct {
	out   io.Writer // nil for nobody
	width int
}

func (l *loading) live() *liveLine {
	file, ok := l.app.stderr.(*os.File)
	if !ok || l.quiet || !term.IsTerminal(int(file.Fd())) {
		return &liveLine{}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		width = 80
	}
	return &liveLine{file, width}
}

// barWidth is how long the bar of a phase is, in columns.
const barWidth = 20

func (l *liveLine) show(p load.Progress) {
	if l.out == nil {
		return
	}
	text := fmt.Sprintf("%s: %s", p.Phase, p.Step)
	if p.Step == load.Measuring {
		done := min(1, p.Elapsed.Seconds()/p.Duration.Seconds())
		filled := int(done * barWidth)
		left := max(0, p.Duration-p.Elapsed).Round(time.Second)
		text = fmt.Sprintf("%s %s%s %s left  %d/s  p50 %s  p99 %s  errors %d  lost %d", p.Phase,
			strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), left,
			p.Last.Requests, inMilliseconds(p.Last.P50), inMilliseconds(p.Last.P99), p.Errors, p.Lost)
	}
	if runes := []rune(text); len(runes) >= l.width {
		text = string(runes[:max(0, l.width-1)])
	}
	fmt.Fprintf(l.out, "\r\x1b[K%s", text)
}

// end takes the line away.
func (l *liveLine) end() {
	if l.out != nil {
		fmt.Fprint(l.out, "\r\x1b[K")
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
