package embedded

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"tagcheck/cmd/tagcheck/internal/subprocess"
	"tagcheck/fixtures/target"
)

// Quota is the tag quota of a server that Start starts: that of most servers.
const Quota = 128

// Process is the reference server in a process of its own.
type Process struct {
	Target target.Target

	cmd   *exec.Cmd
	ended func()
}

// Start starts the server as 'tagcheck serve' and waits until it listens. What
// the server says on standard error goes to stderr. An interrupt does not end it:
// the cleanup needs it. It is one of children.
func Start(ctx context.Context, children *subprocess.Children, stderr io.Writer) (*Process, error) {
	cmd, err := subprocess.Self("serve", "--listen", "127.0.0.1:0", "--access-log", os.DevNull,
		"--tag-quota", strconv.Itoa(Quota))
	if err != nil {
		return nil, err
	}
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the reference server: %w", err)
	}
	s := &Process{cmd: cmd, ended: children.Add(cmd)}
	// A server that hangs before it listens ends with ctx.
	release := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	root, err := readURL(out)
	if !release() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		s.Stop()
		return nil, err
	}
	s.Target = target.Target{Root: root, Timeout: Timeout, Capabilities: target.Capabilities{
		NoAuthentication: true, TagQuota: Quota, QuotaProbe: 256,
	}}
	return s, nil
}

// readURL reads the first line that the server prints, and returns the URL of its
// API.
func readURL(out io.Reader) (*url.URL, error) {
	line, err := bufio.NewReader(out).ReadString('\n')
	server, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		return nil, fmt.Errorf("the reference server did not start: it printed %q", line)
	}
	return url.Parse(server + "/v2")
}

// Stop kills the server. It stores nothing.
func (s *Process) Stop() {
	_ = s.cmd.Process.Kill() // it may have ended
	_ = s.cmd.Wait()         // a killed process has no other status
	s.ended()
}
