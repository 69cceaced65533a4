//go:build unix

package serve

import (
	"os"
	"os/signal"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
)

// An init system or a CI job ends a server with a signal.
func TestServeEndsInOrder(t *testing.T) {
	// A signal that comes late must not end the test.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(caught)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		server := startServe(t)
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		if code := <-server.ended; code != cli.ExitOK {
			t.Errorf("%v: got %d, %s", s, code, server.stderr)
		}
		<-caught
	}
}
