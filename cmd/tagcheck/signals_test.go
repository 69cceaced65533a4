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
