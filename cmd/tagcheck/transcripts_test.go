package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The transcripts in testdata/script show the command line at work: they are
// documentation and tests at once. Beside the commands of testscript they use:
//
//	exits CODE COMMAND...   runs a command, which must end with this exit code;
//	                        1|3 accepts both. stdout and stderr then look at what
//	                        it printed
//	serve ARGS...           starts 'tagcheck serve' on a free port, with $URL set to
//	                        its URL, until the end of the transcript. What it prints
//	                        is in the file serve.txt
//
// Every transcript ends within the limit.
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Deadline:            time.Now().Add(2 * limit),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			return nil
		},
		Condition: func(condition string) (bool, error) {
			path, is := strings.CutPrefix(condition, "exists:")
			if !is {
				return false, errors.New("unknown condition")
			}
			_, err := os.Stat(path)
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exitsWith, "serve": serveReference},
	})
}

func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		status, ended := errors.AsType[*exec.ExitError](err)
		if !ended {
			ts.Fatalf("%q: %v", args[1:], err)
		}
		code = status.ExitCode()
	}
	if !slices.Contains(strings.Split(args[0], "|"), strconv.Itoa(code)) {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func serveReference(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve ARGS...")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit)
	cmd := exec.CommandContext(
		ctx,
		"tagcheck",
		append([]string{"serve", "--listen", "127.0.0.1:0", "--access-log", os.DevNull}, args...)...)
	cmd.Dir, cmd.WaitDelay = ts.Getenv("WORK"), time.Second
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	cmd.Stderr = ts.Stderr()
	ts.Check(cmd.Start())
	ts.Defer(func() {
		cancel()
		_ = cmd.Wait() // it was killed
	})
	printed, err := os.Create(ts.MkAbs("serve.txt"))
	ts.Check(err)
	ts.Defer(func() { printed.Close() })
	lines := bufio.NewScanner(out)
	for lines.Scan() { // until the last line that it prints
		_, err := printed.WriteString(lines.Text() + "\n")
		ts.Check(err)
		if url, ready := strings.CutPrefix(lines.Text(), "listening on "); ready {
			ts.Setenv("URL", url)
		}
		if strings.HasPrefix(lines.Text(), "try: ") {
			return
		}
	}
	ts.Fatalf("the server does not start")
}
