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

// shell is a command. Its test bounds it with a context.
func shell(text string) Shell {
	return Shell{Flag: "--restart-cmd", Command: text, URL: &url.URL{Scheme: "http", Host: "h:1", Path: "/v2"}}
}

// bounded is the context of a command that returns by itself.
func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// A background process keeps the output open. Run does not wait for it.
func TestACommandMayLeaveAProcessInTheBackground(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := shell("mkfifo " + fifo + "; { cat " + fifo + "; } & echo started").Run(bounded(t)); err != nil {
		t.Fatal(err)
	}
	// It is running: it reads what is written here, which would otherwise block.
	if err := os.WriteFile(fifo, []byte("end"), 0); err != nil {
		t.Error(err)
	}
}

func TestACommandThatDoesNotReturnIsKilled(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := shell("mkfifo " + dir + "/f; echo waiting; cat " + dir + "/f; touch " + dir + "/after").Run(ctx)
	if err == nil ||
		err.Error() != "--restart-cmd did not return in time; start a server in the background, with &; it printed: "+
			"waiting" {
		t.Errorf("%v", err)
	}
	// Its children are killed too: nobody reads any more.
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(time.Millisecond) {
		fd, err := syscall.Open(dir+"/f", syscall.O_WRONLY|syscall.O_NONBLOCK, 0)
		if errors.Is(err, syscall.ENXIO) {
			return
		}
		_ = syscall.Close(fd) // each attempt opens another one
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("its child is still running: %v", err)
		}
	}
}

func TestAnErrorQuotesTheEndOfTheOutput(t *testing.T) {
	err := shell("yes | head -c 5000; echo; echo url $TAGCHECK_URL; echo end >&2; false").Run(bounded(t))
	if err == nil || !strings.HasPrefix(err.Error(), "--restart-cmd failed: exit status 1; it printed: ") ||
		!strings.HasSuffix(err.Error(), " | url http://h:1/v2 | end") ||
		len(err.Error()) > 3*quotedOutput {
		t.Errorf("%.60s… %d", err, len(err.Error()))
	}
	if err := shell("exit 3").Run(bounded(t)); err == nil ||
		err.Error() != "--restart-cmd failed: exit status 3; it printed nothing" {
		t.Errorf("%v", err)
	}
}
