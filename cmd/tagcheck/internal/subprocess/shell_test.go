//go:build unix

package subprocess

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func shell(text string) shellCommand {
	return shellCommand{"--restart-cmd", text, &url.URL{Scheme: "http", Host: "h:1", Path: "/v2"}}
}

// What a command starts keeps its output open, and is not waited for.
func TestACommandMayLeaveSomethingRunning(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := shell("mkfifo " + fifo + "; { cat " + fifo + "; } & echo started").run(t.Context()); err != nil {
		t.Fatal(err)
	}
	// It lives: it reads what is written, which would else wait for a reader.
	if err := os.WriteFile(fifo, []byte("end"), 0); err != nil {
		t.Error(err)
	}
}

func TestACommandThatDoesNotEndIsKilled(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := shell("mkfifo " + dir + "/f; echo waiting; cat " + dir + "/f; touch " + dir + "/after").run(ctx)
	if err == nil || err.Error() != "--restart-cmd did not end in time; what is to run on belongs behind it, with &; it printed: waiting" {
		t.Errorf("%v", err)
	}
	// What it started is killed, too: nobody reads any more.
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(time.Millisecond) {
		fd, err := syscall.Open(dir+"/f", syscall.O_WRONLY|syscall.O_NONBLOCK, 0)
		if errors.Is(err, syscall.ENXIO) {
			return
		}
		_ = syscall.Close(fd) // the next one is another
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("what it started goes on: %v", err)
		}
	}
}

func TestWhatACommandPrintsIsToldFromItsEnd(t *testing.T) {
	err := shell("yes | head -c 5000; echo; echo url $TAGCHECK_URL; echo end >&2; false").run(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "--restart-cmd failed: exit status 1; it printed: ") || !strings.HasSuffix(err.Error(), " | url http://h:1/v2 | end") || len(err.Error()) > 3*toldOutput {
		t.Errorf("%.60s… %d", err, len(err.Error()))
	}
	if err := shell("exit 3").run(t.Context()); err == nil || err.Error() != "--restart-cmd failed: exit status 3; it printed nothing" {
		t.Errorf("%v", err)
	}
}

func TestMistakesInTheCommandsThatKill(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an empty command":      {[]string{"http://h:1", "--restart-cmd", ""}, "--restart-cmd: the command is empty"},
		"an empty kill":         {[]string{"http://h:1", "--restart-cmd", "true", "--kill-cmd", ""}, "--kill-cmd: the command is empty"},
		"a kill alone":          {[]string{"http://h:1", "--kill-cmd", "true"}, "--kill-cmd: nothing would start the target again; give --restart-cmd, too"},
		"a time alone":          {[]string{"http://h:1", "--restart-timeout", "3s"}, "--restart-timeout: nothing would start the target again"},
		"no time":               {[]string{"http://h:1", "--restart-cmd", "true", "--restart-timeout", "0s"}, "--restart-timeout: 0s is no time to wait"},
		"a time without a unit": {[]string{"http://h:1", "--restart-cmd", "true", "--restart-timeout", "3"}, `invalid argument "3" for "--restart-timeout" flag`},
		"several processes":     {[]string{"http://h:1", "--restart-cmd", "true", "--parallel", "2"}, "--restart-cmd: the target would be killed under the other checks of --parallel"},
		"the embedded server":   {[]string{"--restart-cmd", "true"}, "--restart-cmd: no URL is given, and the embedded server needs no command"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := conforming(t, test.args...)
			if code != exitUsage || !strings.Contains(stderr, test.want) || stdout != "" {
				t.Errorf("exit code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}
