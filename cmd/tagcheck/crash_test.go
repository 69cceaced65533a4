//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli"
)

// startScript starts a server in the background and records its process ID. The
// server before it may still be ending: as long as the port or the file is in use,
// which is exit code 2, the script tries again, at most 600 times.
const startScript = `
( n=0
  until sh -c 'echo $$ > "$0/pid"; exec "$@"' "$DIR" \
    tagcheck serve --listen "$ADDRESS" --access-log "$DIR/access.log" "$@"
  [ $? -ne 2 ] || [ $((n += 1)) -gt 600 ]; do sleep 0.05; done ) > "$DIR/out" 2>&1 &
`

// killable is a server in a process of its own, which a test may kill.
type killable struct {
	dir, url      string
	start, killed string // shell commands
}

func startKillable(t *testing.T, serveArgs ...string) *killable {
	t.Helper()
	k := &killable{dir: t.TempDir()}
	address := unusedAddress(t)
	k.url = "http://" + address
	for name, value := range map[string]string{"DIR": k.dir, "ADDRESS": address} {
		t.Setenv(name, value)
	}
	script := filepath.Join(k.dir, "start.sh")
	if err := os.WriteFile(script, []byte(startScript), 0o600); err != nil {
		t.Fatal(err)
	}
	k.start = fmt.Sprintf("sh %s %s", script, strings.Join(serveArgs, " "))
	k.killed = `kill -9 "$(cat "$DIR/pid")"`
	t.Cleanup(func() {
		text, _ := os.ReadFile(filepath.Join(k.dir, "pid"))
		if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "sh", "-c", k.start).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k.waitUntilReady(t, address)
	return k
}

func (k *killable) waitUntilReady(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			out, _ := os.ReadFile(filepath.Join(k.dir, "out"))
			t.Fatalf("the server does not start: %v: %s", err, out)
		}
	}
}

// unusedAddress has a port that no system uses for outgoing connections: one of
// those could take it while no server has it.
func unusedAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

var demoTokens = []string{
	"--token", "owner-token", "--user", "stranger=stranger-token", "--user", "reader=reader-token",
	"--user", "admin=admin-token",
}

// A server is killed with SIGKILL while it is judged.
func TestWhatSurvivesAKill(t *testing.T) {
	for name, tt := range map[string]struct {
		serve      []string
		oneCommand bool // --restart-cmd also kills
		code       int
		verdicts   map[string]string
	}{
		"a file": {[]string{"--data", `"$DIR/images"`, "--tag-quota", "6"}, false, cli.ExitOK, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "pass", "durable.crash.last": "pass",
			"durable.crash.untouched": "pass",
			"durable.crash.non-ascii": "pass", "durable.crash.writable": "pass", "durable.crash.quota": "pass",
		}},
		"a file, by one command": {[]string{
			"--data", `"$DIR/images"`, "--tag-quota", "6",
		}, true, cli.ExitOK, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "pass", "durable.crash.last": "pass",
			"durable.crash.quota": "pass",
		}},
		"memory alone": {[]string{"--tag-quota", "6"}, false, cli.ExitNonConformant, map[string]string{
			"durable.crash.added": "fail", "durable.crash.last": "fail", "durable.crash.untouched": "fail",
		}},
		"a fault": {[]string{
			"--data", `"$DIR/images"`, "--fault", "crash-forgets-removals", "--tag-quota", "6",
		}, false, cli.ExitNonConformant, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "fail",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := startKillable(t, tt.serve...)
			report := t.TempDir()
			args := []string{server.url, "--tag-quota", "6", "--select", "durable.crash", "--report", report}
			if strings.Contains(strings.Join(tt.serve, " "), "--fault") {
				args = append(args, demoTokens...)
			} else {
				args = append(args, "--no-auth")
			}
			if tt.oneCommand {
				args = append(args, "--restart-cmd", server.killed+"; "+server.start)
			} else {
				args = append(args, "--kill-cmd", server.killed, "--restart-cmd", server.start)
			}
			got := invoke(t, append([]string{"conform"}, args...)...)
			if got.code != tt.code {
				t.Errorf("exit code %d, want %d\n%s%s", got.code, tt.code, got.stdout, got.stderr)
			}
			found := verdicts(t, report)
			for id, want := range tt.verdicts {
				if found[id] != want {
					t.Errorf("%s: %s, want %s", id, found[id], want)
				}
			}
			server.waitUntilReady(t, strings.TrimPrefix(server.url, "http://"))
		})
	}
}

// Without the target there is no verdict, and the cleanup is pending.
func TestATargetThatStaysAway(t *testing.T) {
	server := startKillable(t, "--data", `"$DIR/images"`)
	got := invoke(t, "conform", server.url, "--no-auth", "--tag-quota", "none", "--select", "durable.crash",
		"--kill-cmd", server.killed, "--restart-cmd", "true", "--restart-timeout", "300ms")
	for _, want := range []string{"300ms", "tagcheck cleanup "} {
		if got.code != cli.ExitInconclusive || !strings.Contains(got.stdout+got.stderr, want) {
			t.Errorf("exit code %d, %q is missing in\n%s%s", got.code, want, got.stdout, got.stderr)
		}
	}
}

func TestAFailedCommandIsReportedWithItsOutput(t *testing.T) {
	server := startKillable(t)
	got := invoke(t, "conform", server.url, "--no-auth", "--tag-quota", "none", "--select", "durable.crash",
		"--restart-cmd", `echo "no such unit: $TAGCHECK_URL" >&2; exit 5`)
	want := "--restart-cmd failed: exit status 5; it printed: no such unit: " + server.url + "/v2"
	if got.code != cli.ExitInconclusive || !strings.Contains(strings.Join(strings.Fields(got.stdout), " "), want) {
		t.Errorf("exit code %d, %q is missing in\n%s%s", got.code, want, got.stdout, got.stderr)
	}
}

// The embedded server is restarted without flags, so that nothing is unsupported.
func TestTheEmbeddedServerIsRestarted(t *testing.T) {
	report := t.TempDir()
	got := invoke(t, "conform", "--select", "durable.crash", "--report", report)
	found := verdicts(t, report)
	if got.code != cli.ExitOK || len(found) != 8 {
		t.Errorf("exit code %d, %d requirements\n%s%s", got.code, len(found), got.stdout, got.stderr)
	}
	for id, verdict := range found {
		if id != "durable.crash.unanswered" && verdict != "pass" { // it needs a request in flight
			t.Errorf("%s: %s", id, verdict)
		}
	}
}
