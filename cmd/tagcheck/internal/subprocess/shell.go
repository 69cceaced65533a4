package subprocess

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

// Shell is a shell command of the user.
type Shell struct {
	Flag    string       // that gave it, for errors
	Command string       // for sh -c
	URL     fmt.Stringer // of the target; the command gets it as TAGCHECK_URL

	Children *Children // has the command while it runs; may be nil
}

// quotedOutput is how many bytes of the output an error quotes, from the end.
const quotedOutput = 2 << 10

// Run runs the command and waits for its end, but not for the end of what it
// leaves in the background: a server that it starts keeps its output open. When
// ctx ends the command and its children are killed. The error quotes the end of
// the output.
func (c Shell) Run(ctx context.Context) error {
	out, err := os.CreateTemp("", "tagcheck-*.out")
	if err != nil {
		return fmt.Errorf("%s: %w", c.Flag, err)
	}
	defer func() { _ = errors.Join(out.Close(), os.Remove(out.Name())) }() // a temporary file: nothing is lost
	cmd := exec.CommandContext(ctx, "sh", "-c", c.Command)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(os.Environ(), "TAGCHECK_URL="+c.URL.String())
	ownGroup(cmd) // a server that it starts survives Ctrl-C: the cleanup needs it
	cmd.Cancel = func() error { return killGroup(cmd) }
	if err = cmd.Start(); err == nil {
		ended := c.Children.Add(cmd)
		err = cmd.Wait()
		ended()
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("%s was killed, because the run was stopped%s", c.Flag, lastOutput(out))
	case ctx.Err() != nil:
		return fmt.Errorf(
			"%s did not return in time; start a server in the background, with &%s",
			c.Flag, lastOutput(out),
		)
	case err != nil:
		return fmt.Errorf("%s failed: %w%s", c.Flag, err, lastOutput(out))
	}
	return nil
}

// lastOutput is the end of the output on one line, as the end of a sentence.
func lastOutput(out *os.File) string {
	size, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.NewSectionReader(out, max(0, size-quotedOutput), quotedOutput))
	lines := strings.FieldsFunc(string(bytes.ToValidUTF8(text, []byte("?"))), func(r rune) bool {
		return r == '\n' || r == '\r'
	})
	if err != nil || len(lines) == 0 {
		return "; it printed nothing"
	}
	return "; it printed: " + strings.Join(lines, " | ")
}
