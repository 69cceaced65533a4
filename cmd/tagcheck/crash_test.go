//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startScript starts a server in the background and notes its process. The one
// before may not be quite gone: it is tried again as long as the port or the
// file is in use, which is exit code 2.
const startScript = `
( until sh -c 'echo $$ > "$0/pid"; exec "$@"' "$DIR" "$PROGRAM" serve --listen "$ADDRESS" --access-log "$DIR/access.log" "$@"
  [ $? -ne 2 ]; do :; done ) > "$DIR/out" 2>&1 &
`

// killable is a process of its own that serves, and may be killed.
type killable struct {
	dir, url      string
	start, killed string // commands
}

func startKillable(t *testing.T, tagcheck string, serveArgs ...string) *killable {
	t.Helper()
	k := &killable{dir: t.TempDir()}
	address := unusedAddress(t)
	k.url = "http://" + address
	for name, value := range map[string]string{"DIR": k.dir, "PROGRAM": tagcheck, "ADDRESS": address} {
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
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone
		}
	})
	if out, err := exec.Command("sh", "-c", k.start).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return k
		}
		if time.Now().After(deadline) {
			out, _ := os.ReadFile(filepath.Join(k.dir, "out"))
			t.Fatalf("the server does not start: %v: %s", err, out)
		}
	}
}

// unusedAddress has a port that no system gives to outgoing connections: one of
// those might take it while no server has it.
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

// A server is killed with SIGKILL while it is judged.
func TestWhatSurvivesAKill(t *testing.T) {
	tagcheck := program(t)
	for name, tt := range map[string]struct {
		serve    []string
		atOnce   bool // --restart-cmd kills, too
		code     int
		verdicts map[string]string
	}{
		"a file": {[]string{"--data", `"$DIR/images"`, "--tag-quota", "6"}, false, exitOK, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "pass", "durable.crash.last": "pass", "durable.crash.untouched": "pass",
			"durable.crash.non-ascii": "pass", "durable.crash.writable": "pass", "durable.crash.quota": "pass",
		}},
		"a file, by one command": {[]string{"--data", `"$DIR/images"`, "--tag-quota", "6"}, true, exitOK, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "pass", "durable.crash.last": "pass", "durable.crash.quota": "pass",
		}},
		"memory alone": {[]string{"--tag-quota", "6"}, false, exitNonConformant, map[string]string{
			"durable.crash.added": "fail", "durable.crash.last": "fail", "durable.crash.untouched": "fail",
		}},
		"a fault": {[]string{"--data", `"$DIR/images"`, "--fault", "crash-forgets-removals", "--tag-quota", "6"}, false, exitNonConformant, map[string]string{
			"durable.crash.added": "pass", "durable.crash.removed": "fail",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := startKillable(t, tagcheck, tt.serve...)
			report := t.TempDir()
			args := []string{server.url, "--tag-quota", "6", "--select", "durable.crash", "--report", report}
			if strings.Contains(strings.Join(tt.serve, " "), "--fault") {
				args = append(args, strings.Fields(demoTokens)...)
			} else {
				args = append(args, "--no-auth")
			}
			if tt.atOnce {
				args = append(args, "--restart-cmd", server.killed+"; "+server.start)
			} else {
				args = append(args, "--kill-cmd", server.killed, "--restart-cmd", server.start)
			}
			code, stdout, stderr := conforming(t, args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d\n%s%s", code, tt.code, stdout, stderr)
			}
			found := verdictsIn(t, report)
			for id, want := range tt.verdicts {
				if found[id] != want {
					t.Errorf("%s: %s, want %s", id, found[id], want)
				}
			}
			if request(t, http.DefaultClient, "GET", server.url+"/", "") == 0 {
				t.Error("the server is not there afterwards")
			}
		})
	}
}

// A target that does not come back leaves no verdict, and images to clean up.
func TestATargetThatStaysAway(t *testing.T) {
	server := startKillable(t, program(t), "--data", `"$DIR/images"`)
	code, stdout, stderr := conforming(t, server.url, "--no-auth", "--tag-quota", "none", "--select", "durable.crash",
		"--kill-cmd", server.killed, "--restart-cmd", "echo never mind", "--restart-timeout", "300ms")
	for _, want := range []string{"did not come back within 300ms after it was killed", "tagcheck cleanup "} {
		if code != exitInconclusive || !strings.Contains(stdout+stderr, want) {
			t.Errorf("exit code %d, %q is missing in\n%s%s", code, want, stdout, stderr)
		}
	}
}

func TestACommandThatFailsIsToldWithWhatItPrinted(t *testing.T) {
	server := startKillable(t, program(t))
	code, stdout, stderr := conforming(t, server.url, "--no-auth", "--tag-quota", "none", "--select", "durable.crash",
		"--restart-cmd", `echo "no such unit: $TAGCHECK_URL" >&2; exit 5`)
	want := "the target could not be started again: --restart-cmd failed: exit status 5; it printed: no such unit: " + server.url + "/v2"
	if code != exitInconclusive || !strings.Contains(strings.Join(strings.Fields(stdout), " "), want) {
		t.Errorf("exit code %d, %q is missing in\n%s%s", code, want, stdout, stderr)
	}
}

// The demonstration leaves nothing of the catalogue out.
func TestTheEmbeddedServerIsKilledToo(t *testing.T) {
	report := t.TempDir()
	code, stdout, stderr := conforming(t, "--select", "durable.crash", "--report", report)
	found := verdictsIn(t, report)
	if code != exitOK || len(found) != 8 {
		t.Errorf("exit code %d, %d requirements\n%s%s", code, len(found), stdout, stderr)
	}
	for id, verdict := range found {
		if id != "durable.crash.unanswered" && verdict != "pass" { // that takes a request that is on its way
			t.Errorf("%s: %s", id, verdict)
		}
	}
}
