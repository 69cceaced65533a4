package conform

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/reference"
)

// conforming runs the command in this process.
func conforming(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	return conformingWith(t, nil, args...)
}

func conformingWith(t *testing.T, environment map[string]string, args ...string) clitest.Result {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return clitest.Run(
		t,
		clitest.Options{Environment: environment},
		clitest.One(New),
		append([]string{"conform"}, args...)...)
}

// serveOpen starts a server that requires no token.
func serveOpen(t *testing.T, wrap func(next http.Handler) http.Handler) string {
	t.Helper()
	var handler http.Handler = reference.New(reference.Config{})
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// serveDemo starts a server that requires a token.
func serveDemo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(reference.New(reference.Demo()))
	t.Cleanup(server.Close)
	return server.URL
}

// putAnswers200 makes a server that is not conformant.
func putAnswers200(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusOK)
			return
		}
		next.ServeHTTP(w, r)
	})
}
