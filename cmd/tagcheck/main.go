// Command tagcheck judges servers that implement the image tag operations of
// the Image API v2: PUT and DELETE /v2/images/{image_id}/tags/{tag}.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"golang.org/x/term"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// app is what a command may use of the process that it runs in.
type app struct {
	args           []string // of the command line, without the program's name
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// run is the whole program; it gives the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	a := &app{args: args, stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv}
	return a.run(context.Background(), args)
}

func (a *app) run(ctx context.Context, args []string) (code int) {
	// A mistake of tagcheck is no verdict on the target. What panics in another
	// goroutine ends the process with Go's code 2, which is none either.
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(a.stderr, "tagcheck: a mistake in tagcheck itself, please report it: %v\n%s", p, debug.Stack())
			code = exitInconclusive
		}
	}()
	root := newRoot(a)
	// Cobra takes nil for the arguments of the process.
	root.SetArgs(append([]string{}, args...))
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		a.complain(cmd, err)
	}
	return exitCode(err)
}

// print writes to standard output. That it can't is an error of the command:
// what was asked for is not there.
func (a *app) print(text string) error {
	if _, err := io.WriteString(a.stdout, text); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// width is how many columns standard output has; 0 where it is no terminal.
func (a *app) width() int {
	file, ok := a.stdout.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}
