// Package clitest runs commands within a test. Every run is bounded.
//
//	got := clitest.Run(t, clitest.Options{}, clitest.One(catalogue.NewList), "list", "--level", "MUST")
package clitest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
)

// Limit bounds a run. A run that takes longer ends without a verdict, and so fails
// its test.
const Limit = 2 * time.Minute

// Build is the build that the runs have.
func Build() build.Info { return build.Info{Version: "test", Commit: "test"} }

// Options say how a command is run. The zero value is an empty environment, no
// input, and the context of the test.
type Options struct {
	Context     context.Context // nil for that of the test
	Environment map[string]string
	Stdin       string
	Stdout      io.Writer // nil to have it in the Result
	Stderr      io.Writer // nil to have it in the Result
}

// Result is what a run did.
type Result struct {
	Code           int
	Stdout, Stderr string // empty if Options has a writer
}

// Run runs the command line args below a root command that has only the commands
// which newCommands makes.
func Run(t *testing.T, o Options, newCommands func(*cli.Process) []*cobra.Command, args ...string) Result {
	t.Helper()
	if o.Context == nil {
		o.Context = t.Context()
	}
	ctx, cancel := context.WithTimeout(o.Context, Limit)
	defer cancel()
	var stdout, stderr bytes.Buffer
	if o.Stdout == nil {
		o.Stdout = &stdout
	}
	if o.Stderr == nil {
		o.Stderr = &stderr
	}
	getenv := func(name string) string { return o.Environment[name] }
	p := cli.NewProcess(args, strings.NewReader(o.Stdin), o.Stdout, o.Stderr, getenv, Build())
	code := cli.Run(ctx, p, cli.NewRoot(p, newCommands(p)...))
	return Result{code, stdout.String(), stderr.String()}
}

// One is newCommands for a single command.
func One(newCommand func(*cli.Process) *cobra.Command) func(*cli.Process) []*cobra.Command {
	return func(p *cli.Process) []*cobra.Command { return []*cobra.Command{newCommand(p)} }
}

// Buffer is a buffer that one goroutine may read while another writes.
type Buffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

// Write appends.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

// String is everything that was written.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
