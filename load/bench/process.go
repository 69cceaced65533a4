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
	"time"
)

// The core of the server, and that of the client.
const (
	serverCore = "0"
	clientCore = "1"
)

// pinned is a command that runs on one core.
func pinned(ctx context.Context, core string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", core}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

// serverProcess is the server in a process of its own.
type serverProcess struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	address string
}

func startServer(ctx context.Context) (*serverProcess, error) {
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
	s := &serverProcess{cmd: cmd, stdin: stdin}
	line, err := bufio.NewReader(out).ReadString('\n')
	if s.address = strings.TrimSpace(line); err != nil {
		s.end()
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	return s, nil
}

func (s *serverProcess) end() {
	s.stdin.Close()
	_ = s.cmd.Wait() // it has nothing to save
}

// count returns how many PUT requests the server has received.
func (s *serverProcess) count() (uint64, error) {
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

// When the server is stopped after its first request, and for how long.
const (
	stopAfter = 2 * time.Second
	stopFor   = time.Second
)

// stop stops the server once, and returns for how long.
func (s *serverProcess) stop(ctx context.Context) (time.Duration, error) {
	for n := uint64(0); n == 0; {
		var err error
		if n, err = s.count(); err != nil {
			return 0, err
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return 0, err
		}
	}
	if err := sleep(ctx, stopAfter); err != nil {
		return 0, err
	}
	if err := suspend(s.cmd.Process); err != nil {
		return 0, err
	}
	began := time.Now()
	err := sleep(ctx, stopFor)
	if err := resume(s.cmd.Process); err != nil {
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

// usage is what a run of a client used.
type usage struct {
	out      string
	requests uint64
	cpu      time.Duration
	rss      int64         // peak, in bytes
	stopped  time.Duration // how long the server was stopped
}

// perRequest returns the CPU time of a request, in microseconds.
func (u usage) perRequest() float64 { return float64(u.cpu.Nanoseconds()) / 1000 / float64(u.requests) }

// run runs a client against a server of its own.
func run(ctx context.Context, c client, j job, stopServer bool) (usage, error) {
	s, err := startServer(ctx)
	if err != nil {
		return usage{}, err
	}
	defer s.end()
	j.root = "http://" + s.address
	if c.prepare != nil {
		if err := c.prepare(j); err != nil {
			return usage{}, err
		}
	}
	cmd := pinned(ctx, clientCore, c.args(j)...)
	cmd.Env = append(cmd.Env, j.environment()...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	var u usage
	peak := watchMemory(cmd.Process.Pid)
	if stopServer {
		if u.stopped, err = s.stop(ctx); err != nil {
			return u, err
		}
	}
	err = cmd.Wait()
	u.out = out.String()
	if code := cmd.ProcessState.ExitCode(); err != nil && code != c.bottleneckCode {
		return u, fmt.Errorf("%s: %w: %s", c.name, err, u.out)
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	u.rss = <-peak
	if u.requests, err = s.count(); err == nil {
		err = c.check(j, u.out)
	}
	return u, err
}
