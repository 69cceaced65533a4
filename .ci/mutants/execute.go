package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// outcome is what the tests made of a mutant.
type outcome int

const (
	killed   outcome = iota // a test failed
	timedOut                // the tests exceeded the time limit
	survived                // all tests passed
	notBuilt                // the changed package does not compile
)

// executor runs the tests of one package.
type executor struct {
	root    string // of the module, absolute
	target  target
	timeout time.Duration // of the tests of one mutant
}

// minTimeout and timeoutFactor give the default time limit of the tests of a mutant.
const (
	minTimeout    = 10 * time.Second
	timeoutFactor = 5
	startTimeout  = 10 * time.Minute // of the tests before any change
)

// newExecutor runs the unchanged tests, which must pass.
func newExecutor(ctx context.Context, root string, t target, timeout time.Duration) (*executor, error) {
	e := &executor{root: root, target: t, timeout: startTimeout}
	began := time.Now()
	result, output, err := e.test(ctx, nil)
	switch {
	case err != nil:
		return nil, err
	case result != survived:
		return nil, fmt.Errorf("the tests of %s fail before any change:\n%s", t.Package, lastLines(output, 40))
	}
	if e.timeout = timeout; timeout == 0 {
		e.timeout = minTimeout + timeoutFactor*time.Since(began)
	}
	return e, nil
}

// lastLines returns the last n lines of an output.
func lastLines(output []byte, n int) []byte {
	lines := bytes.SplitAfter(output, []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-n-1):], nil)
}

// execute runs the tests with a mutant.
func (e *executor) execute(ctx context.Context, m mutant) (outcome, error) {
	path := filepath.Join(e.root, filepath.FromSlash(m.file))
	source, err := os.ReadFile(path)
	if err != nil {
		return survived, err
	}
	result, _, err := e.test(ctx, map[string][]byte{path: m.apply(source)})
	return result, err
}

// test builds and runs the tests with some files replaced. It returns their output.
func (e *executor) test(ctx context.Context, replaced map[string][]byte) (outcome, []byte, error) {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return survived, nil, err
	}
	defer os.RemoveAll(dir)
	overlay, err := writeOverlay(dir, replaced)
	if err != nil {
		return survived, nil, err
	}
	binary := filepath.Join(dir, "test.exe")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-p=1", "-overlay", overlay,
		"-o", binary, e.target.Package)
	build.Dir = e.root
	if output, err := build.CombinedOutput(); err != nil {
		return notBuilt, output, ctx.Err()
	}
	if _, err := os.Stat(binary); err != nil {
		return survived, nil, fmt.Errorf("%s has no tests", e.target.Package)
	}
	return e.runBinary(ctx, dir, binary)
}

// writeOverlay writes the replaced files and the overlay file of the go command.
func writeOverlay(dir string, replaced map[string][]byte) (string, error) {
	paths := map[string]string{}
	for path, content := range replaced {
		paths[path] = filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(paths[path], content, 0o600); err != nil {
			return "", err
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": paths})
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, overlay, 0o600)
}

// maxMemory limits the address space of a test, in KiB: a mutant may allocate memory
// without an end.
const maxMemory = "8388608"

// grace is how long a test binary may take to report that it exceeded its time limit.
const grace = 5 * time.Second

func (e *executor) runBinary(ctx context.Context, dir, binary string) (outcome, []byte, error) {
	limited, cancel := context.WithTimeout(ctx, e.timeout+grace)
	defer cancel()
	temporary := filepath.Join(dir, "tmp")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		return survived, nil, err
	}
	args := []string{"-test.failfast", "-test.timeout=" + e.timeout.String()}
	if e.target.Run != "" {
		args = append(args, "-test.run="+e.target.Run)
	}
	script := `ulimit -v ` + maxMemory + ` 2>/dev/null; exec "$0" "$@"`
	cmd := exec.CommandContext(limited, "sh", append([]string{"-c", script, binary}, args...)...)
	cmd.Dir = e.target.Dir
	cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
	killGroup(cmd)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.WaitDelay = time.Second // processes of the test may hold its output open
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return survived, nil, ctx.Err()
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return survived, output.Bytes(), nil
	case limited.Err() != nil || bytes.Contains(output.Bytes(), []byte("panic: test timed out after")):
		return timedOut, output.Bytes(), nil
	}
	return killed, output.Bytes(), nil
}
