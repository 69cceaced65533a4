package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// invoked is what came of one run of the program.
type invoked struct {
	code           int
	stdout, stderr string
}

// invoke runs the program with an empty environment.
func invoke(t *testing.T, args ...string) invoked {
	t.Helper()
	return invokeWith(t, nil, args...)
}

func invokeWith(t *testing.T, environment map[string]string, args ...string) invoked {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, strings.NewReader(""), &stdout, &stderr, func(name string) string { return environment[name] })
	return invoked{code, stdout.String(), stderr.String()}
}

// syncBuffer may be written and read by several goroutines.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// TestMistakesInTheCommandLine has the exit code 2, one message, and where
// help is; nothing is on standard output.
func TestMistakesInTheCommandLine(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
		help string
	}{
		{[]string{"frob"}, `unknown command "frob"`, "tagcheck"},
		{[]string{"lst"}, `unknown command "lst"; did you mean list?`, "tagcheck"},
		{[]string{"lst", "--level", "MUST"}, `unknown command "lst"; did you mean list?`, "tagcheck"},
		{[]string{"--frob"}, "unknown flag: --frob", "tagcheck"},
		{[]string{"help", "frob"}, `unknown command "frob"`, "tagcheck help"},
		{[]string{"help", "list", "frob"}, `unknown argument "frob"`, "tagcheck help"},
		{[]string{"completion", "tcsh"}, `unknown argument "tcsh"; did you mean bash or fish or zsh?`, "tagcheck completion"},
		{[]string{"completion", "bsh"}, `unknown argument "bsh"; did you mean bash or zsh?`, "tagcheck completion"},
		{[]string{"completion", "bash", "frob"}, `unexpected argument "frob"`, "tagcheck completion bash"},
		{[]string{"version", "frob"}, `unexpected argument "frob"`, "tagcheck version"},
		{[]string{"version", "-o", "xml"}, `invalid argument "xml" for "-o, --output" flag: it must be text or json`, "tagcheck version"},
		{[]string{"list", "--output", "text"}, `invalid argument "text" for "-o, --output" flag: it must be table or json`, "tagcheck list"},
		{[]string{"list", "--frob"}, "unknown flag: --frob", "tagcheck list"},
		{[]string{"explain"}, "the ID of a requirement is missing; 'tagcheck list' shows the IDs", "tagcheck explain"},
		{[]string{"serve", "frob"}, `unexpected argument "frob"`, "tagcheck serve"},
		{[]string{"cleanup"}, "the ledger of the run is missing", "tagcheck cleanup"},
		{[]string{"cleanup", "a", "b"}, `unexpected argument "b"`, "tagcheck cleanup"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			got := invoke(t, test.args...)
			want := fmt.Sprintf("tagcheck: %s\nRun '%s --help' for usage.\n", test.want, test.help)
			if got != (invoked{exitUsage, "", want}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.code, got.stdout, got.stderr, want)
			}
		})
	}
}

func TestEveryCommandHasHelpWithExamples(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard}
	for _, cmd := range newRoot(a).Commands() {
		if cmd.IsAdditionalHelpTopicCommand() {
			continue
		}
		t.Run(cmd.Name(), func(t *testing.T) {
			got := invoke(t, cmd.Name(), "--help")
			for _, want := range []string{cmd.Long, "Usage:\n  tagcheck " + cmd.Name(), "Examples:\n", "tagcheck " + cmd.Name(), "Flags:\n"} {
				if got.code != exitOK || got.stderr != "" || !strings.Contains(got.stdout, want) {
					t.Errorf("got %d, %s%s\nwithout %q", got.code, got.stdout, got.stderr, want)
				}
			}
			if other := invoke(t, "help", cmd.Name()); other != got {
				t.Errorf("help tells something else: %s%s", other.stdout, other.stderr)
			}
		})
	}
}

// TestExamplesAreRightCommandLines keeps the help from going stale: every
// example names flags that are there.
func TestExamplesAreRightCommandLines(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard}
	for _, cmd := range newRoot(a).Commands() {
		for line := range strings.SplitSeq(cmd.Root().Example+"\n"+cmd.Example, "\n") {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "tagcheck" {
				continue
			}
			named, rest, err := newRoot(a).Find(words[1:])
			if err != nil || !named.HasParent() {
				t.Errorf("%s: %v", line, err)
				continue
			}
			named.InitDefaultHelpFlag()
			for _, word := range rest {
				name, isFlag := strings.CutPrefix(word, "--")
				name, _, _ = strings.Cut(name, "=")
				if isFlag && named.Flags().Lookup(name) == nil {
					t.Errorf("%s: there is no flag --%s", line, name)
				}
			}
		}
	}
}

func TestExitCodes(t *testing.T) {
	notReady := &target.NotReady{What: "it is away", Do: "wait"}
	for name, test := range map[string]struct {
		err  error
		want int
	}{
		"no error":                  {nil, exitOK},
		"an error of a file":        {errors.New("disk full"), exitUsage},
		"configuration":             {errors.Join(&config.Error{Origin: "--url", Problem: "bad"}), exitUsage},
		"usage":                     {usagef("no"), exitUsage},
		"not ready":                 {notReady, exitInconclusive},
		"not ready, wrapped":        {fmt.Errorf("preflight: %w", errors.Join(notReady)), exitInconclusive},
		"a code of its own":         {&exitError{exitNonConformant, nil}, exitNonConformant},
		"a code before its reason":  {&exitError{exitNotFullyVerified, notReady}, exitNotFullyVerified},
		"a code of its own, joined": {errors.Join(errors.New("a"), &exitError{exitTerminated, notReady}), exitTerminated},
	} {
		t.Run(name, func(t *testing.T) {
			if got := exitCode(test.err); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestComplaints(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"nothing to say": {&exitError{exitNonConformant, nil}, ""},
		"one line":       {errors.New("disk full"), "tagcheck: disk full\n"},
		"several lines":  {errors.New("a\nb"), "tagcheck: a\n          b\n"},
		"configuration":  {fmt.Errorf("target: %w", &config.Error{Origin: "--url", Problem: "bad"}), "tagcheck: target: --url: bad\nRun 'test --help' for usage.\n"},
		"what steers":    {errors.New("answered \x1b[31m500\r\u202e"), "tagcheck: answered \ufffd[31m500\ufffd\ufffd\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			(&app{stderr: &stderr}).complain(&cobra.Command{Use: "test"}, test.err)
			if got := stderr.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOutputThatCanNotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"list"}, {"list", "-o", "json"}, {"explain", "add.stores"}, {"version"}} {
		r, w := io.Pipe()
		r.CloseWithError(errors.New("disk full"))
		var stderr bytes.Buffer
		code := run(args, nil, w, &stderr, func(string) string { return "" })
		if want := "tagcheck: write to standard output: disk full\n"; code != exitUsage || stderr.String() != want {
			t.Errorf("%q: got %d, %q, want %q", args, code, stderr.String(), want)
		}
	}
}

// panicking is an output that ends a command with a panic.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("out of paper") }

func TestPanicIsNoVerdict(t *testing.T) {
	var stderr bytes.Buffer
	a := &app{stdout: panicking{}, stderr: &stderr}
	code := a.run(context.Background(), []string{"list"})
	if code != exitInconclusive || !strings.HasPrefix(stderr.String(), "tagcheck: a mistake in tagcheck itself, please report it: out of paper\n") ||
		!strings.Contains(stderr.String(), "main_test.go") {
		t.Errorf("got %d, %s", code, stderr.String())
	}
}
