// Package cli is the frame of the command line: exit codes, signals, usage and
// help, and what a command needs of the process that it runs in. A command gets
// a [Process] and returns an error; [Run] prints the error and turns it into the
// exit code.
//
//	p := cli.NewProcess(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv, build.Of(build.Info{}))
//	os.Exit(cli.Run(context.Background(), p, cli.NewRoot(p, conform.New(p), serve.New(p))))
package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/subprocess"
)

// Process is all that a command may use of the process that it runs in.
type Process struct {
	Args   []string // the command line without the name of the program
	Stdin  io.Reader
	Stdout *Output
	Stderr io.Writer
	Getenv func(string) string
	Build  build.Info

	Children *subprocess.Children // that end with this process at the latest
	// LastLine is the last line on standard error if a signal ends the process at once,
	// such as how to clean up; empty for none. It may be nil.
	LastLine func() string

	signals chan os.Signal
}

// NewProcess puts a Process together.
func NewProcess(
	args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string, b build.Info,
) *Process {
	return &Process{
		Args: args, Stdin: stdin, Stdout: NewOutput(stdout), Stderr: stderr, Getenv: getenv, Build: b,
		Children: &subprocess.Children{}, signals: make(chan os.Signal, 2),
	}
}

// Print writes text to standard output. Run reports an error of it at the end.
func (p *Process) Print(text string) { _, _ = io.WriteString(p.Stdout, text) }

// Warn writes a line to standard error.
func (p *Process) Warn(format string, args ...any) {
	fmt.Fprintf(p.Stderr, "tagcheck: warning: "+format+"\n", args...)
}

// PrintJSON writes a value to standard output as indented JSON, without HTML
// escapes. The error is about a value that JSON cannot hold.
func (p *Process) PrintJSON(value any) error {
	encoder := json.NewEncoder(p.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil && !p.Stdout.Caused(err) {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
