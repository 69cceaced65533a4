package main

import (
	"fmt"
	"io"
	"os"
	"time"

	pretty "github.com/jedib0t/go-pretty/v6/progress"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tagcheck/cmd/tagcheck/internal/bank"
)

// bar is the line on standard error that shows how far a self-check is.
type bar struct {
	out     io.Writer
	tracker *pretty.Tracker
	shown   chan struct{} // closed once nothing more is drawn
}

// bar gives one that shows nothing where standard error is no terminal.
func (s *selfChecking) bar(total int) *bar {
	file, ok := s.app.stderr.(*os.File)
	if !ok || s.quiet || !term.IsTerminal(int(file.Fd())) {
		return &bar{}
	}
	b := &bar{
		out:     file,
		tracker: &pretty.Tracker{Message: fmt.Sprintf("judging with %s", counted(min(s.parallel, total), "worker")), Total: int64(total)},
		shown:   make(chan struct{}),
	}
	w := pretty.NewWriter()
	w.SetOutputWriter(file)
	w.SetAutoStop(true)
	w.SetUpdateFrequency(100 * time.Millisecond)
	w.SetTrackerLength(30)
	if width, _, err := term.GetSize(int(file.Fd())); err == nil {
		w.SetTerminalWidth(width)
	}
	w.Style().Options.TimeInProgressPrecision = time.Second
	w.Style().Options.PercentFormat = "%3.0f%%"
	w.Style().Visibility.ETA = true
	w.AppendTracker(b.tracker)
	go func() {
		defer close(b.shown)
		w.Render()
	}()
	return b
}

func (b *bar) done(bank.Run) {
	if b.tracker != nil {
		b.tracker.Increment(1)
	}
}

// end takes the bar away; an interrupted run has not come to its end.
func (b *bar) end() {
	if b.tracker != nil {
		b.tracker.MarkAsDone()
		<-b.shown
		fmt.Fprint(b.out, text.CursorUp.Sprint()+text.EraseLine.Sprint())
	}
}
