package selfcheck

import (
	"fmt"
	"io"
	"os"
	"time"

	pretty "github.com/jedib0t/go-pretty/v6/progress"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
)

// progressBar is the line on standard error that shows the progress. Without a
// terminal it shows nothing.
type progressBar struct {
	out     io.Writer
	tracker *pretty.Tracker
	shown   chan struct{} // closed once nothing more is drawn
}

func (c *command) progressBar(total int) *progressBar {
	file, ok := c.process.Stderr.(*os.File)
	if !ok || c.quiet || !terminal.HasEscapes(c.process.Getenv) || !term.IsTerminal(int(file.Fd())) {
		return &progressBar{}
	}
	workers := cli.Count(min(c.parallel, total), "worker")
	b := &progressBar{
		out:     file,
		tracker: &pretty.Tracker{Message: "judging with " + workers, Total: int64(total)},
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

func (b *progressBar) done(bank.Run) {
	if b.tracker != nil {
		b.tracker.Increment(1)
	}
}

// clear removes the bar, also before the last run ended.
func (b *progressBar) clear() {
	if b.tracker != nil {
		b.tracker.MarkAsDone()
		<-b.shown
		fmt.Fprint(b.out, text.CursorUp.Sprint()+text.EraseLine.Sprint())
	}
}
