package serve

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli/clitest"
)

// invoke runs the command until it ends by itself.
func invoke(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	return clitest.Run(t, clitest.Options{}, clitest.One(New), args...)
}

// served is a server that the command runs.
type served struct {
	url    string
	stderr *clitest.Buffer
	stdout *clitest.Buffer // what follows the first line
	stop   func() int      // ends it and returns the exit code
	ended  chan int
}

// startServe runs 'tagcheck serve' on a free port and waits until it is ready.
func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	reader, writer := io.Pipe()
	s := &served{stderr: &clitest.Buffer{}, stdout: &clitest.Buffer{}, ended: make(chan int, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go func() {
		o := clitest.Options{Context: ctx, Stdout: writer, Stderr: s.stderr}
		code := clitest.Run(
			t,
			o,
			clitest.One(New),
			append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...).Code
		writer.Close()
		s.ended <- code
	}()
	lines := bufio.NewReader(reader)
	first, err := lines.ReadString('\n')
	url, ready := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	if err != nil || !ready {
		cancel()
		t.Fatalf("got %q, %v: exit code %d, %s", first, err, <-s.ended, s.stderr)
	}
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(s.stdout, lines)
		copied <- err
	}()
	s.url = url
	s.stop = func() int {
		cancel()
		code := <-s.ended
		if err := <-copied; err != nil {
			t.Error(err)
		}
		return code
	}
	return s
}

// request sends a request and returns the status.
func request(t *testing.T, client *http.Client, method, url, token string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("X-Auth-Token", token)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}
