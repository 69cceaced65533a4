package loadcommand

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/reference"
)

// serve starts a server that requires no token.
func serve(t *testing.T, wrap func(next http.Handler) http.Handler) string {
	t.Helper()
	var handler http.Handler = reference.New(reference.Config{})
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// losesAdditions answers 204 to the addition of a tag and does not store it.
func losesAdditions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/tags/") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func newCommands(p *cli.Process) []*cobra.Command { return []*cobra.Command{New(p)} }

// invoke runs the command.
func invoke(t *testing.T, o clitest.Options, args ...string) clitest.Result {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return clitest.Run(t, o, newCommands, append([]string{"load", "--no-auth"}, args...)...)
}

// measured runs a short load on a correct server. Its exit code is not looked at:
// on a busy machine the load may be invalid.
func measured(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	short := []string{serve(t, nil), "--rate", "300/s", "--duration", "200ms", "--warm-up", "0s", "--workers", "4"}
	return invoke(t, clitest.Options{}, append(short, args...)...)
}
