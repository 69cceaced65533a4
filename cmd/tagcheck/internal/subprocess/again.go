// Package subprocess starts other processes: this program again, as a worker,
// and shell commands of the user. Each gets a process group of its own, so that
// Ctrl-C at the terminal reaches only the parent, which decides what to end.
//
//	worker, err := subprocess.StartAgain(ctx, &children, os.Stderr, nil, []string{"conform", "--worker"})
//	err = worker.In.Encode(job)
//	err = worker.Out.Decode(&result)
//	err = worker.Wait()
package subprocess

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Again is this program, started once more. The two processes talk in JSON, one
// value a line.
type Again struct {
	In  *json.Encoder // to its standard input
	Out *json.Decoder // from its standard output

	cmd     *exec.Cmd
	stdin   io.Closer
	release func() bool
	ended   func()
}

// StartAgain starts this program with other arguments and with additions to its
// environment (NAME=VALUE), as one of children. The process gets SIGINT when ctx ends.
func StartAgain(
	ctx context.Context, children *Children, stderr io.Writer, environment, args []string,
) (*Again, error) {
	cmd, err := Self(args...)
	if err != nil {
		return nil, err
	}
	cmd.Stderr, cmd.Env = stderr, append(os.Environ(), environment...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s again: %w", cmd.Path, err)
	}
	p := &Again{cmd: cmd, stdin: stdin, In: json.NewEncoder(stdin), Out: json.NewDecoder(bufio.NewReader(stdout))}
	p.ended = children.Add(cmd)
	p.release = context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(os.Interrupt) }) // it may have ended
	return p, nil
}

// Wait closes the standard input of the process and waits for its end. The error
// is its exit status.
func (p *Again) Wait() error {
	defer p.release()
	defer p.ended()
	p.stdin.Close()
	return p.cmd.Wait()
}

// Kill ends the process at once.
func (p *Again) Kill() { _ = p.cmd.Process.Kill() } // it may have ended

// Self is a command that runs this program with other arguments, in a process
// group of its own. It is not started yet.
func Self(args ...string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program to start it again: %w", err)
	}
	cmd := exec.Command(program, args...)
	ownGroup(cmd)
	return cmd, nil
}
