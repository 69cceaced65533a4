package main

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"tagcheck/fixtures/target"
)

// ownServer is the reference server in a process of its own: within the
// generator's it would take the time that is measured.
type ownServer struct {
	target target.Target
	cmd    *exec.Cmd
}

// ownQuota is the quota of tags of the reference server that is measured, that
// of most servers.
const ownQuota = "128"

// serveOwn starts one. It outlives an interrupt: images are to be given back.
func (l *loading) serveOwn(ctx context.Context) (*ownServer, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program to start the reference server: %w", err)
	}
	cmd := exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--access-log", os.DevNull, "--tag-quota", ownQuota)
	cmd.Stderr = l.app.stderr
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the reference server: %w", err)
	}
	s := &ownServer{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
	root, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		s.end()
		return nil, fmt.Errorf("the reference server did not start: it says %q", line)
	}
	u, err := url.Parse(root + "/v2")
	if err != nil {
		s.end()
		return nil, err
	}
	fmt.Fprintf(l.app.stderr, "No URL was given: measuring the embedded reference server at %s.\n", u)
	s.target = target.Target{Root: u, Timeout: 10 * time.Second, Capabilities: target.Capabilities{TagQuota: 128, QuotaProbe: 256}}
	if ctx.Err() != nil {
		s.end()
	}
	return s, ctx.Err()
}

// end ends the server; it keeps nothing.
func (s *ownServer) end() {
	_ = s.cmd.Process.Kill() // it may have ended
	_ = s.cmd.Wait()         // of what was killed there is nothing to say
}
