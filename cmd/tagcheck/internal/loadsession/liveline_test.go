package loadsession

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/load"
	"tagcheck/load/measure"
)

func measuring(elapsed time.Duration) load.Progress {
	return load.Progress{
		Phase: "steady", Step: load.Measuring, Elapsed: elapsed, Duration: 20 * time.Second, Lost: 2,
		Snapshot: measure.Snapshot{
			Errors: 3,
			Last:   measure.Second{Requests: 500, Response: measure.Times{P50: 1.234, P99: 56.78}},
		},
	}
}

// shownAt is what a terminal of that width gets.
func shownAt(width int, steps ...load.Progress) string {
	var out bytes.Buffer
	line := &LiveLine{&out, func() int { return width }}
	for _, p := range steps {
		line.Show(p)
	}
	return out.String()
}

func TestLiveLine(t *testing.T) {
	draining, silent := measuring(21*time.Second), measuring(5*time.Second)
	silent.Last = measure.Second{}
	for name, test := range map[string]struct {
		width int
		p     load.Progress
		want  string
	}{
		"whole": {
			120, measuring(5 * time.Second),
			"steady  █████░░░░░░░░░░░░░░░  15s left  500/s  p50 1.23 ms  p99 56.8 ms  errors 3  lost 2",
		},
		"a short bar": {
			80, measuring(5 * time.Second),
			"steady  ██░░░░░░░░  15s left  500/s  p50 1.23 ms  p99 56.8 ms  errors 3  lost 2",
		},
		"no bar": {
			70, measuring(5 * time.Second), "steady  15s left  500/s  p50 1.23 ms  p99 56.8 ms  errors 3  lost 2",
		},
		"narrow":     {50, measuring(5 * time.Second), "15s left  500/s  p99 56.8 ms  errors 3  lost 2"},
		"narrower":   {20, measuring(5 * time.Second), "errors 3  lost 2"},
		"tiny":       {5, measuring(5 * time.Second), "lost"},
		"no answers": {80, silent, "steady  ███░░░░░░░░░  15s left  0/s  p50       –  p99       –  errors 3  lost 2"},
		"draining": {
			120, draining,
			"steady  ████████████████████  waiting for answers  500/s  p50 1.23 ms  p99 56.8 ms  errors 3  lost 2",
		},
		"no figures": {80, load.Progress{Phase: "steady", Step: load.Verifying}, "steady  reading back"},
		"hostile": {
			80, load.Progress{Phase: "a\x1b[2Jb\r", Step: load.Verifying}, "a\ufffd[2Jb\ufffd  reading back",
		},
	} {
		if got, want := shownAt(test.width, test.p), "\r"+test.want+"\x1b[K"; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// A line that fills the terminal would start another one.
func TestLiveLineNeverFillsTheTerminal(t *testing.T) {
	p := measuring(5 * time.Second)
	p.Phase = "広い-phase"
	for width := range 140 {
		line := strings.TrimSuffix(strings.TrimPrefix(shownAt(width, p), "\r"), "\x1b[K")
		if got := text.StringWidthWithoutEscSequences(line); got >= max(1, width) {
			t.Errorf("%d columns: the line takes %d: %q", width, got, line)
		}
	}
}

func TestLiveLineIsCleared(t *testing.T) {
	var out bytes.Buffer
	line := &LiveLine{&out, func() int { return 80 }}
	line.Show(measuring(time.Second))
	line.Clear()
	if !strings.HasSuffix(out.String(), "\r\x1b[K") || strings.Contains(out.String(), "\n") {
		t.Errorf("got %q", out.String())
	}
}

func TestALiveLineNeedsATerminalWithEscapeSequences(t *testing.T) {
	file, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("this system has no pseudo-terminal to test with")
	}
	defer file.Close()
	for name, want := range map[string]bool{"xterm": true, "dumb": false, "": false} {
		line := newLiveLine(file, func(string) string { return name }, false)
		if got := line.out != nil; got != want {
			t.Errorf("TERM=%q: the line is shown: %t, want %t", name, got, want)
		}
	}
}

func TestNoLiveLineWithoutATerminal(t *testing.T) {
	var out bytes.Buffer
	line := newLiveLine(&out, os.Getenv, false)
	line.Show(measuring(time.Second))
	line.Clear()
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
}
