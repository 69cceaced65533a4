package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// shellCommand is a command of the user's, with the flag that gave it and the
// target that it is about.
type shellCommand struct {
	flag, text string
	target     fmt.Stringer
}

// toldOutput is how much of what a command printed is told, from the end.
const toldOutput = 2 << 10

// run waits for the command, but not for what it leaves running: the server that
// it starts keeps its output open. The error tells what it printed.
func (c shellCommand) run(ctx context.Context) error {
	out, err := os.CreateTemp("", "tagcheck-*.out")
	if err != nil {
		return fmt.Errorf("%s: %w", c.flag, err)
	}
	defer func() { _ = errors.Join(out.Close(), os.Remove(out.Name())) }() // it is in the way of nobody
	cmd := exec.CommandContext(ctx, "sh", "-c", c.text)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(os.Environ(), "TAGCHECK_URL="+c.target.String())
	ownGroup(cmd) // what it starts outlives an interrupt: images are to be given back to it
	cmd.Cancel = func() error { return killGroup(cmd) }
	switch err = cmd.Run(); {
	case ctx.Err() != nil:
		return fmt.Errorf("%s did not end in time; what is to run on belongs behind it, with &%s", c.flag, c.printed(out))
	case err != nil:
		return fmt.Errorf("%s failed: %w%s", c.flag, err, c.printed(out))
	}
	return nil
}

// printed tells the output on one line, as the end of a sentence.
func (c shellCommand) printed(out *os.File) string {
	size, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.NewSectionReader(out, max(0, size-toldOutput), toldOutput))
	lines := strings.FieldsFunc(string(bytes.ToValidUTF8(text, []byte("?"))), func(r rune) bool { return r == '\n' || r == '\r' })
	if err != nil || len(lines) == 0 {
		return "; it printed nothing"
	}
	return "; it printed: " + strings.Join(lines, " | ")
}
