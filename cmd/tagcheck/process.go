package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// process is this program, started once more. The two talk in JSON, one object
// a line.
type process struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	in      *json.Encoder
	out     *json.Decoder
	release func() bool
}

// startAgain starts this program with other arguments and additions to its
// environment. It is interrupted when ctx ends.
func startAgain(ctx context.Context, stderr io.Writer, environment, args []string) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program to start it again: %w", err)
	}
	cmd := exec.Command(program, args...)
	cmd.Stderr, cmd.Env = stderr, append(os.Environ(), environment...)
	ownGroup(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	p := &process{cmd: cmd, stdin: stdin, in: json.NewEncoder(stdin), out: json.NewDecoder(bufio.NewReader(stdout))}
	p.release = context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(os.Interrupt) }) // it may have ended
	return p, nil
}

// end waits until the process, which gets nothing more to do, has ended.
func (p *process) end() error {
	defer p.release()
	p.stdin.Close()
	return p.cmd.Wait()
}
