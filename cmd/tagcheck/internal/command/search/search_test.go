package searchcommand

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/load/search"
	"tagcheck/reference"
)

// searchLossy searches on a server that loses every added tag: no rate passes,
// however busy this machine is.
func searchLossy(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	handler := reference.New(reference.Config{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/tags/") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return clitest.Run(t, clitest.Options{}, clitest.One(New), append([]string{
		"search", server.URL, "--no-auth", "--tag-quota", "none", "--scenario", "add", "--warm-up", "0s", "--workers",
		"2",
		"--min-rate", "2", "--max-rate", "8", "--probe-duration", "1s",
	}, args...)...)
}

func TestNoRatePasses(t *testing.T) {
	got := searchLossy(t)
	const first = "no rate passed; the lowest rate that was tried and failed is 1/s\n- "
	if got.Code != cli.ExitNonConformant || !strings.HasPrefix(got.Stdout, first) {
		t.Errorf("got %+v", got)
	}
	// Each rate fails twice; lower rates are tried until there is none.
	if strings.Count(got.Stderr, " 2/s  fail") != 2 || strings.Count(got.Stderr, " 1/s  fail") != 2 {
		t.Errorf("got\n%s", got.Stderr)
	}
}

func TestTheResultAsJSON(t *testing.T) {
	got := searchLossy(t, "--output", "json")
	var r search.Result
	if err := json.Unmarshal([]byte(got.Stdout), &r); err != nil || got.Code != cli.ExitNonConformant {
		t.Fatalf("%v: got %+v", err, got)
	}
	if r.HighestPass != 0 || r.LowestFail != 1 || r.LimitedBy != search.Target || len(r.Probes) != 4 ||
		got.Stderr != "" {
		t.Errorf("got %+v, %s", r, got.Stderr)
	}
}

func TestMistakesAreReportedTogether(t *testing.T) {
	got := clitest.Run(
		t, clitest.Options{}, clitest.One(New), "search", "--min-rate", "0", "--max-rate", "-1", "--probe-duration",
		"1ms", "--precision", "0", "--slo", "p99<3", "--workers", "0", "--images",
		"-1",
	)
	for _, want := range []string{
		"--min-rate must be at least 1 (got 0)", "--max-rate must be at least --min-rate (got -1 and 0)",
		"--probe-duration must be at least 1s (got 1ms)", "--precision must be from 1 to 100 (got 0)", "--slo: ",
		"--workers must be from 1 to 10000 (got 0)", "--images must be at least 0 (got -1)",
	} {
		if !strings.Contains(got.Stderr, want) {
			t.Errorf("%q is missing in %s", want, got.Stderr)
		}
	}
	if got.Code != cli.ExitUsage || got.Stdout != "" {
		t.Errorf("got %+v", got)
	}
}
