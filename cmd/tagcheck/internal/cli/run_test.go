package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// process is one that writes to the two outputs.
func process(stdout, stderr io.Writer, args ...string) *Process {
	return NewProcess(args, strings.NewReader(""), stdout, stderr, func(string) string { return "" }, build.Info{})
}

// commandOf is a command that does what run does.
func commandOf(run func() error) *cobra.Command {
	return &cobra.Command{Use: "do", RunE: func(*cobra.Command, []string) error { return run() }}
}

func TestCodeOf(t *testing.T) {
	notReady := &target.NotReady{What: "it is away", Do: "wait"}
	for name, test := range map[string]struct {
		err  error
		want int
	}{
		"no error":                {nil, ExitOK},
		"a file":                  {errors.New("disk full"), ExitUsage},
		"configuration":           {errors.Join(&config.Error{Origin: "--url", Problem: "bad"}), ExitUsage},
		"usage":                   {Usagef("no"), ExitUsage},
		"not ready":               {notReady, ExitInconclusive},
		"not ready, wrapped":      {fmt.Errorf("preflight: %w", errors.Join(notReady)), ExitInconclusive},
		"its own code":            {&ExitError{ExitNonConformant, nil}, ExitNonConformant},
		"its own code, not ready": {&ExitError{ExitNotFullyVerified, notReady}, ExitNotFullyVerified},
		"its own code, joined":    {errors.Join(errors.New("a"), &ExitError{ExitTerminated, notReady}), ExitTerminated},
	} {
		t.Run(name, func(t *testing.T) {
			if got := CodeOf(test.err); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestExit(t *testing.T) {
	reason := errors.New("reason")
	if err := Exit(ExitOK, nil); err != nil {
		t.Errorf("got %v", err)
	}
	if err := Exit(ExitNonConformant, nil); CodeOf(err) != ExitNonConformant || err.Error() != "" {
		t.Errorf("got %v", err)
	}
	if err := Exit(ExitUsage, reason); CodeOf(err) != ExitUsage || !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
	if err := Exit(ExitOK, reason); CodeOf(err) != ExitOK || err.Error() != "reason" {
		t.Errorf("got %v", err)
	}
}

func TestPrintedErrors(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"nothing to say": {&ExitError{ExitNonConformant, nil}, ""},
		"one line":       {errors.New("disk full"), "tagcheck: disk full\n"},
		"several lines":  {errors.New("a\nb"), "tagcheck: a\n          b\n"},
		"usage":          {Usagef("no"), "tagcheck: no\nRun 'tagcheck do --help' for usage.\n"},
		"configuration": {
			fmt.Errorf("target: %w", &config.Error{Origin: "--url", Problem: "bad"}),
			"tagcheck: target: --url: bad\nRun 'tagcheck do --help' for usage.\n",
		},
		"control characters": {
			errors.New("answered \x1b[31m500\r\u202e"), "tagcheck: answered \ufffd[31m500\ufffd\ufffd\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := process(&stdout, &stderr, "do")
			Run(t.Context(), p, NewRoot(p, commandOf(func() error { return test.err })))
			if got := stderr.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// failing is an output that is always full.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// The verdict's exit code stays; only a success becomes an error.
func TestStandardOutputThatCannotBeWritten(t *testing.T) {
	full := errors.New("disk full")
	const line = "tagcheck: cannot write to standard output: disk full\n"
	for name, test := range map[string]struct {
		err    error
		code   int
		stderr string
	}{
		"a success":      {nil, ExitUsage, line},
		"not conformant": {&ExitError{ExitNonConformant, nil}, ExitNonConformant, line},
		"inconclusive": {
			&ExitError{ExitInconclusive, errors.New("away")}, ExitInconclusive, "tagcheck: away\n" + line,
		},
		"not fully verified":    {&ExitError{ExitNotFullyVerified, nil}, ExitNotFullyVerified, line},
		"interrupted":           {&ExitError{ExitInterrupted, nil}, ExitInterrupted, line},
		"the error is reported": {fmt.Errorf("list: %w", full), ExitUsage, "tagcheck: list: disk full\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			p := process(failing{full}, &stderr, "do")
			code := Run(t.Context(), p, NewRoot(p, commandOf(func() error {
				p.Print("text")
				return test.err
			})))
			if code != test.code || stderr.String() != test.stderr {
				t.Errorf("got %d, %q, want %d, %q", code, stderr.String(), test.code, test.stderr)
			}
		})
	}
}

func TestOutputKeepsItsFirstError(t *testing.T) {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("disk full"))
	out := NewOutput(w)
	for range 2 {
		if _, err := out.Write([]byte("x")); err == nil || err.Error() != "disk full" {
			t.Errorf("got %v", err)
		}
	}
	if out.Err() == nil || !out.Caused(fmt.Errorf("write: %w", out.Err())) || out.Caused(errors.New("disk full")) {
		t.Errorf("got %v", out.Err())
	}
	if fine := NewOutput(io.Discard); fine.Err() != nil || fine.Caused(nil) || fine.Width() != 0 || fine.File() != nil {
		t.Errorf("an output without an error: %+v", fine)
	}
	if file := NewOutput(os.Stderr); file.File() != os.Stderr {
		t.Error("the file is lost")
	}
}

func TestJSONIsWrittenAsItIs(t *testing.T) {
	var stdout bytes.Buffer
	p := process(&stdout, io.Discard)
	if err := p.PrintJSON(map[string]string{"a": "<&>"}); err != nil || stdout.String() != "{\n  \"a\": \"<&>\"\n}\n" {
		t.Errorf("got %q, %v", stdout.String(), err)
	}
	if err := p.PrintJSON(func() {}); err == nil {
		t.Error("a function has no JSON")
	}
	p = process(failing{errors.New("disk full")}, io.Discard)
	if err := p.PrintJSON(1); err != nil || p.Stdout.Err() == nil {
		t.Errorf("got %v: Run reports the error", err)
	}
}

func TestPanicIsNoVerdict(t *testing.T) {
	var stdout, stderr bytes.Buffer
	p := process(&stdout, &stderr, "do")
	code := Run(context.Background(), p, NewRoot(p, commandOf(func() error { panic("out of paper") })))
	const first = "tagcheck: internal error, please report it: out of paper\n"
	if code != ExitInconclusive || !strings.HasPrefix(stderr.String(), first) ||
		!strings.Contains(stderr.String(), "run_test.go") {
		t.Errorf("got %d, %s", code, stderr.String())
	}
}

func TestShellQuote(t *testing.T) {
	for word, want := range map[string]string{
		"/a/b-c_d.e~f": "/a/b-c_d.e~f", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'",
		"a\n": "'a\n'",
	} {
		if got := ShellQuote(word); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}

func TestTableFitsItsWidth(t *testing.T) {
	rows := [][]string{{"a", strings.Repeat("word ", 60)}}
	for width, most := range map[int]int{40: NarrowestTable, NarrowestTable: NarrowestTable, 140: 140} {
		for line := range strings.Lines(Table([]string{"ID", "Text"}, rows, width)) {
			if line = strings.TrimSuffix(line, "\n"); len(line) > most || strings.TrimRight(line, " ") != line {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
	if got := strings.Count(Table([]string{"ID", "Text"}, rows, 0), "\n"); got != 2 {
		t.Errorf("%d lines without a width", got)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 images", 1: "1 image", 2: "2 images"} {
		if got := Count(n, "image"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
