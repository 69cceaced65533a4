//go:build unix

package selfcheck

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
)

// workerVariable is set where a self-check starts this test again as a worker.
const workerVariable = "TAGCHECK_TEST_WORKER"

// TestMain is the test, or a worker: one that judges, or one that dies.
func TestMain(m *testing.M) {
	switch os.Getenv(workerVariable) {
	case "judges":
		p := cli.NewProcess(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv, build.Info{})
		os.Exit(cli.Run(context.Background(), p, cli.NewRoot(p, New(p))))
	case "dies":
		var server string
		_ = json.NewDecoder(os.Stdin).Decode(&server)
		fmt.Fprintln(os.Stderr, "panic: oh dear")
		os.Exit(7)
	}
	os.Exit(m.Run())
}

// The worker is a real one, in a process of its own.
func TestSelfcheckShowsWhatCaughtAFault(t *testing.T) {
	t.Setenv(workerVariable, "judges")
	got := clitest.Run(t, clitest.Options{}, clitest.One(New), "selfcheck", "--fault", "add-says-200", "--until-caught")
	for _, want := range []string{
		"add-says-200: PUT answers 200 instead of 204\n", "add.answers-204 (fail): ", "200 OK\n", "1 of 1 fault",
	} {
		if got.Code != cli.ExitOK || !strings.Contains(got.Stdout, want) {
			t.Errorf("exit code %d: %q is missing in\n%s%s", got.Code, want, got.Stdout, got.Stderr)
		}
	}
}

func TestAWorkerThatDies(t *testing.T) {
	t.Setenv(workerVariable, "dies")
	got := clitest.Run(t, clitest.Options{}, clitest.One(New), "selfcheck", "--fault", "add-says-200")
	const want = "the worker died: exit status 7: panic: oh dear"
	if got.Code != cli.ExitInconclusive || !strings.Contains(got.Stdout, want) {
		t.Errorf("got %+v", got)
	}
}

// The signal comes while a worker is at a run.
func TestASignalEndsTheSelfcheckInOrder(t *testing.T) {
	caught := make(chan os.Signal, 1) // a signal that comes late must not end the test
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(caught)
	notJudged := regexp.MustCompile(`(?m)^  add-says-200 +not judged$`)
	for s, want := range map[syscall.Signal]int{
		syscall.SIGINT: cli.ExitInterrupted, syscall.SIGTERM: cli.ExitTerminated,
	} {
		hung := make(chan string, 1)
		ended := make(chan clitest.Result, 1)
		go func() {
			script := &script{hangs: "add-says-200", hung: hung}
			ended <- script.invoke(t, "--parallel", "1", "--report", filepath.Join(t.TempDir(), "report"))
		}()
		<-hung
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		got := <-ended
		<-caught
		if got.Code != want || !notJudged.MatchString(got.Stdout) ||
			!strings.Contains(got.Stderr, "stopped by a signal") {
			t.Errorf("%v: exit code %d: %s%s", s, got.Code, got.Stdout, got.Stderr)
		}
	}
}
