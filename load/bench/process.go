package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The cores: the server has one, the client that is measured has the other.
const (
	serverCore = "0"
	clientCore = "1"
)

// pinned is a command on one core, with as many threads of Go.
func pinned(ctx context.Context, core string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", core}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

// served is the server in a process of its own.
type served struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	address string
}

func startServer(ctx context.Context) (*served, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := pinned(ctx, serverCore, self, "serve")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &served{cmd: cmd, stdin: stdin}
	line, err := bufio.NewReader(out).ReadString('\n')
	if s.address = strings.TrimSpace(line); err != nil {
		s.end()
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	return s, nil
}

func (s *served) end() {
	s.stdin.Close()
	_ = s.cmd.Wait() // it keeps nothing
}

// count is how many PUT requests came so far.
func (s *served) count() (uint64, error) {
	resp, err := http.Get("http://" + s.address + countPath)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(string(text), 10, 64)
}

// stallFrom and stall are when the server is stopped, since its first request,
// and for how long.
const (
	stallFrom = 2 * time.Second
	stall     = time.Second
)

// stop stops the server once, and says for how long it was.
func (s *served) stop(ctx context.Context) (time.Duration, error) {
	for n := uint64(0); n == 0; {
		var err error
		if n, err = s.count(); err != nil {
			return 0, err
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return 0, err
		}
	}
	if err := sleep(ctx, stallFrom); err != nil {
		return 0, err
	}
	if err := s.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return 0, err
	}
	began := time.Now()
	err := sleep(ctx, stall)
	if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		return 0, err
	}
	return time.Since(began), err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// usage is what a client came to.
type usage struct {
	out      string
	requests uint64
	cpu      time.Duration
	rss      int64         // in bytes, at most
	stopped  time.Duration // the server, meanwhile
}

// perRequest is in microseconds.
func (u usage) perRequest() float64 { return float64(u.cpu.Nanoseconds()) / 1000 / float64(u.requests) }

// measured has a peer do a job on a server of its own.
func measured(ctx context.Context, p peer, j job, stopped bool) (usage, error) {
	s, err := startServer(ctx)
	if err != nil {
		return usage{}, err
	}
	defer s.end()
	j.root = "http://" + s.address
	if p.prepare != nil {
		if err := p.prepare(j); err != nil {
			return usage{}, err
		}
	}
	cmd := pinned(ctx, clientCore, p.args(j)...)
	cmd.Env = append(cmd.Env, j.environment()...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	var u usage
	peak := watchMemory(cmd.Process.Pid)
	if stopped {
		if u.stopped, err = s.stop(ctx); err != nil {
			return u, err
		}
	}
	err = cmd.Wait()
	u.out = out.String()
	if code := cmd.ProcessState.ExitCode(); err != nil && code != p.busy {
		return u, fmt.Errorf("%s: %w: %s", p.name, err, u.out)
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	u.rss = <-peak
	if u.requests, err = s.count(); err == nil {
		err = p.sound(j, u.out)
	}
	return u, err
}
