//go:build unix

package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/reference"
	"tagcheck/suites/requirement"
)

func TestASignalEndsTheRunInOrder(t *testing.T) {
	for name, test := range map[string]struct {
		signal   syscall.Signal
		code     int
		parallel string
	}{
		"SIGINT":                    {syscall.SIGINT, cli.ExitInterrupted, "1"},
		"SIGTERM":                   {syscall.SIGTERM, cli.ExitTerminated, "1"},
		"SIGINT, several processes": {syscall.SIGINT, cli.ExitInterrupted, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			handler := reference.New(reference.Config{})
			var requests atomic.Int32
			enough := make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 150 {
					close(enough)
				}
				handler.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			report := t.TempDir()
			cmd, cache := program(
				t, "conform", server.URL, "--no-auth", "--parallel", test.parallel, "--report", report,
			)
			signalAfter(t, cmd, enough, test.signal)
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if found, want := len(verdicts(t, report)), len(requirement.All()); found != want {
				t.Errorf("the partial report has %d requirements, want %d", found, want)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v2/images", nil))
			if !strings.Contains(w.Body.String(), `"images":[]`) {
				t.Errorf("images are left: %s", w.Body)
			}
			if ledgers, err := filepath.Glob(filepath.Join(cache, "tagcheck", "*")); err != nil || len(ledgers) > 0 {
				t.Errorf("ledgers are left: %q, %v", ledgers, err)
			}
		})
	}
}

// The reader of the stream of a load goes away, as head does. The load stops, cleans up and
// writes its report.
func TestReliabilityAClosedPipeStopsALoad(t *testing.T) {
	target := startFailing(t, healthy, 1)
	report := t.TempDir()
	cmd, cache := program(t, "load", target.URL, "--no-auth", "--duration", "60s", "--warm-up", "0s",
		"--output", "json", "--report", report)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Error(err)
	}
	out.Close()
	_ = cmd.Wait() // the exit code says more
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitClosedPipe {
		t.Errorf("exit code %d, want %d\n%s", code, cli.ExitClosedPipe, &stderr)
	}
	var result struct{ Conclusion string }
	decodeFile(t, &result, report, "load.json")
	left, err := target.left()
	ledgers, globErr := filepath.Glob(filepath.Join(cache, "tagcheck", "*"))
	if result.Conclusion != "interrupted" || err != nil || globErr != nil || len(left)+len(ledgers) > 0 {
		t.Errorf("conclusion %q; left: %v, %q, %v, %v", result.Conclusion, left, ledgers, err, globErr)
	}
}

// A command of --restart-cmd that hangs ends with the run, with its children.
func TestReliabilityACommandEndsWithTheRun(t *testing.T) {
	target := startFailing(t, healthy, 1)
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	cmd, _ := program(t, "conform", target.URL, "--no-auth", "--tag-quota", "none", "--select", "durable.crash",
		"--restart-cmd", "mkfifo "+dir+"/end; sh -c 'echo; exec cat "+dir+"/end' >"+started+" & wait")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(limit)
	for info, err := os.Stat(started); err != nil || info.Size() == 0; info, err = os.Stat(started) {
		if time.Now().After(deadline) {
			t.Fatal("the command does not start")
		}
		time.Sleep(5 * time.Millisecond)
	}
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code says more
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitTerminated || time.Since(began) > ciSystem {
		t.Errorf("exit code %d after %s\n%s", code, time.Since(began), &stderr)
	}
	running, err := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range running {
		if line, _ := os.ReadFile(file); strings.Contains(string(line), dir) {
			t.Errorf("a process is left: %q, %v", line, err)
		}
	}
}

// signalAfter runs the program and sends it a signal when enough is closed.
func signalAfter(t *testing.T, cmd *exec.Cmd, enough <-chan struct{}, s syscall.Signal) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-enough:
	case err := <-ended:
		t.Fatalf("it ended before the signal: %v\n%s", err, &out)
	}
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(limit):
		t.Fatal("it does not end after the signal")
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// The reader of standard output goes away, as head does. The run cleans up and has
// its verdict.
func TestAClosedPipeDoesNotHideTheVerdict(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	cmd, cache := program(t, "conform", serveFaulty(t), "--no-auth", "--select", "add.answers-204")
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = w, &stderr
	_ = cmd.Run() // the exit code says more
	w.Close()
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitNonConformant ||
		!strings.Contains(stderr.String(), "cannot write to standard output") {
		t.Errorf("exit code %d, %s", code, &stderr)
	}
	if ledgers, err := filepath.Glob(filepath.Join(cache, "tagcheck", "*")); err != nil || len(ledgers) > 0 {
		t.Errorf("ledgers are left: %q, %v", ledgers, err)
	}
}
