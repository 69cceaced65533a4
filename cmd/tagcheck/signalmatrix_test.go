//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/grace"
)

// signalCase is a run that gets a signal at a certain request.
type signalCase struct {
	name      string
	args      []string // of the command, without those of the target
	report    string   // the file of the report with the conclusion
	signal    syscall.Signal
	at        int // the request
	condition condition
}

// String names the case.
func (c signalCase) String() string {
	return fmt.Sprintf("%s, %v at request %d, target %s", c.name, c.signal, c.at, c.condition)
}

// signalCases are every combination of command, signal, moment and target.
func signalCases() []signalCase {
	var cases []signalCase
	for _, command := range []struct {
		name    string
		args    []string
		report  string
		moments []int // preflight, set-up, checks or load
	}{
		{"conform", []string{"conform", "--select", "add"}, "report.json", []int{1, 7, 120}},
		{"conform --parallel 4", []string{"conform", "--select", "add", "--parallel", "4"}, "report.json", []int{2, 30, 150}},
		{"load", []string{"load", "--duration", "20s", "--warm-up", "200ms"}, "load.json", []int{3, 40, 150}},
	} {
		for _, at := range command.moments {
			for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
				for _, c := range []condition{healthy, frozen, dead} {
					cases = append(cases, signalCase{command.name, command.args, command.report, s, at, c})
				}
			}
		}
	}
	return cases
}

// signalled is a run of the program that a test sends signals to.
type signalled struct {
	target        *failingTarget
	cmd           *exec.Cmd
	stderr        lines
	report, cache string
	ended         chan struct{}
}

// lines is the output of a program. A test may read it while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is the output up to now.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start runs the program until the target gets the request of the case.
func (c signalCase) start(t *testing.T) (*signalled, error) {
	r := &signalled{
		target: startFailing(t, c.condition, c.at), report: t.TempDir(), cache: t.TempDir(),
		ended: make(chan struct{}),
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	r.cmd = exec.CommandContext(ctx, "tagcheck", append(c.args, r.target.URL, "--no-auth", "--report", r.report)...)
	r.cmd.Stderr, r.cmd.WaitDelay = &r.stderr, time.Second
	r.cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+r.cache)
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(r.ended)
		_ = r.cmd.Wait() // the exit code says more
	}()
	select {
	case <-r.target.reached:
		return r, nil
	case <-r.ended:
		return nil, fmt.Errorf("it ended before request %d: %s", c.at, &r.stderr)
	}
}

// end waits until the program has ended.
func (r *signalled) end(within time.Duration) error {
	began := time.Now()
	<-r.ended
	if took := time.Since(began); took > within {
		return fmt.Errorf("it ended %s after the signal, want at most %s", took, within)
	}
	return nil
}

// ciSystem is how long CI systems wait after the first signal before they send the second.
const ciSystem = grace.Stop + 500*time.Millisecond

// run sends the signal and checks everything that the run leaves.
func (c signalCase) run(t *testing.T) error {
	r, err := c.start(t)
	if err != nil {
		return err
	}
	if err := r.cmd.Process.Signal(c.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	late := r.end(ciSystem)
	code := r.cmd.ProcessState.ExitCode()
	without := c.condition == dead && code == cli.ExitInconclusive // it noticed the death first
	if want := 128 + int(c.signal); code != want && !without {
		err = fmt.Errorf("exit code %d, want %d", code, want)
	}
	err = errors.Join(late, err, c.checkReport(r, without), r.checkLeftovers(c.mustCleanUp()), r.checkProcesses())
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, &r.stderr)
	}
	return err
}

// checkReport looks for the conclusion and its reason in every file of the report.
func (c signalCase) checkReport(r *signalled, without bool) error {
	files := map[string]string{"report.json": `"conclusion": "interrupted"`, "report.md": "INTERRUPTED",
		"junit.xml": `<error message="INTERRUPTED: `, "exchanges.har": "INTERRUPTED: "}
	if c.report == "load.json" {
		files = map[string]string{
			"load.json": `"conclusion": "interrupted"`, "load.md": "interrupted", "load.html": "interrupted",
		}
	}
	var errs []error
	for name, want := range files {
		text, err := os.ReadFile(filepath.Join(r.report, name))
		if without {
			want = ""
		}
		if err == nil && !strings.Contains(string(text), want) {
			err = fmt.Errorf("%s: %q is missing", name, want)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// mustCleanUp says that no image may be left. Four workers on a slow machine may need more
// than the 7 seconds that a stop takes at most: then the ledger must have the rest.
func (c signalCase) mustCleanUp() bool {
	return c.condition == healthy && !slices.Contains(c.args, "--parallel")
}

// checkLeftovers checks that every image that is left is in the ledger, and that the user is
// told how to clean up. If all must be clean, none may be left.
func (r *signalled) checkLeftovers(clean bool) error {
	left, err := r.target.left()
	if err != nil {
		return err
	}
	ledgers, err := filepath.Glob(filepath.Join(r.cache, "tagcheck", "*.ledger"))
	if err != nil {
		return err
	}
	if len(left) == 0 {
		return nil
	}
	if clean || len(ledgers) != 1 {
		return fmt.Errorf("%d images are left, and %d ledgers: %v", len(left), len(ledgers), left)
	}
	text, err := os.ReadFile(ledgers[0])
	for _, i := range left {
		if !strings.Contains(string(text), i.ID) && !strings.Contains(string(text), i.Name) {
			err = errors.Join(err, fmt.Errorf("the ledger does not have the image %v", i))
		}
	}
	if !strings.Contains(r.stderr.String(), "tagcheck cleanup "+ledgers[0]) {
		err = errors.Join(err, errors.New("standard error does not say how to clean up"))
	}
	return err
}

// checkProcesses looks for processes of the run, such as workers.
func (r *signalled) checkProcesses() error {
	running, err := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range running {
		line, _ := os.ReadFile(file) // a process may have ended
		if strings.Contains(string(line), r.target.URL) {
			err = errors.Join(err, fmt.Errorf("a process is left: %q", line))
		}
	}
	return err
}

// weight is how many slots of the matrix the case takes: workers are processes, too.
func (c signalCase) weight() int {
	if slices.Contains(c.args, "--parallel") {
		return 2
	}
	return 1
}

// runMatrix runs cases, a few at a time. Most of their time is waiting for a frozen target.
func runMatrix(t *testing.T, cases []signalCase, run func(signalCase) error) {
	began := time.Now()
	slots := make(chan struct{}, 4)
	var all sync.WaitGroup
	for _, c := range cases {
		for range c.weight() {
			slots <- struct{}{}
		}
		all.Go(func() {
			defer func() {
				for range c.weight() {
					<-slots
				}
			}()
			if err := run(c); err != nil {
				t.Errorf("%s: %v", c, err)
			}
		})
	}
	all.Wait()
	t.Logf("%d cases in %s", len(cases), time.Since(began).Round(time.Second))
}

func TestReliabilitySignals(t *testing.T) {
	runMatrix(t, signalCases(), func(c signalCase) error { return c.run(t) })
}

// On a frozen target the first signal writes the report, and the second ends the process at
// once.
func TestReliabilitySecondSignal(t *testing.T) {
	var cases []signalCase
	for _, c := range signalCases() {
		if c.condition == frozen && c.at > 100 {
			cases = append(cases, c)
		}
	}
	runMatrix(t, cases, func(c signalCase) error {
		r, err := c.start(t)
		if err != nil {
			return err
		}
		if err := r.cmd.Process.Signal(c.signal); err != nil {
			return err
		}
		for _, err := os.Stat(filepath.Join(r.report, c.report)); err != nil; {
			select {
			case <-r.ended:
				return fmt.Errorf("it ended before it wrote the report: %s", &r.stderr)
			case <-time.After(5 * time.Millisecond):
				_, err = os.Stat(filepath.Join(r.report, c.report))
			}
		}
		second := syscall.SIGTERM
		if err := r.cmd.Process.Signal(second); err != nil {
			return err
		}
		late := r.end(2 * time.Second)
		if code := r.cmd.ProcessState.ExitCode(); code != 128+int(second) {
			err = fmt.Errorf("exit code %d, want %d", code, 128+int(second))
		}
		said := strings.Split(strings.TrimSpace(r.stderr.String()), "\n")
		if last := said[len(said)-1]; !strings.Contains(last, "tagcheck cleanup "+r.cache) {
			err = errors.Join(err, fmt.Errorf("the last line is %q", last))
		}
		err = errors.Join(late, err, r.checkLeftovers(c.condition == healthy), r.checkProcesses())
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, &r.stderr)
		}
		return err
	})
}
